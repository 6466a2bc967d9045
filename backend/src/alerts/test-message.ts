import type { SlackMessage } from './slack-blocks';
import { slackText } from './slack-text';

/** The message that shows whether alerts arrive. @param by who asked for it, as the audit trail names them. */
export function renderTestMessage(by: string): SlackMessage {
  const title = 'Test message of load test monitoring';
  const said = `Asked for by ${slackText(by, 250)}. Alerts of runs arrive here; there is nothing to do.`;
  return {
    text: `${title}. ${said}`,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title, emoji: false } },
      { type: 'section', text: { type: 'mrkdwn', text: said, verbatim: true } },
    ],
  };
}
