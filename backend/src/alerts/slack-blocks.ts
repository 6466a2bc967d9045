import { plainFromMrkdwn, slackLimits, slackText } from './slack-text';

interface Mrkdwn {
  readonly type: 'mrkdwn';
  readonly text: string;
  /** Always true: Slack must not turn bare text into links, channels or mentions. */
  readonly verbatim: true;
}

export type SlackBlock =
  | {
      readonly type: 'header';
      readonly text: { readonly type: 'plain_text'; readonly text: string; readonly emoji: false };
    }
  | { readonly type: 'section'; readonly text: Mrkdwn }
  | { readonly type: 'section'; readonly fields: readonly Mrkdwn[] }
  | { readonly type: 'context'; readonly elements: readonly Mrkdwn[] };

export interface SlackMessage {
  /** Shown in notifications and where blocks are not. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly metadata?: {
    readonly event_type: string;
    readonly event_payload: { readonly effect_id: string };
  };
}

export function header(text: string): SlackBlock {
  return { type: 'header', text: { type: 'plain_text', text: slackText(text, slackLimits.headerText), emoji: false } };
}

/** Lines of mrkdwn; null where there are none, because Slack refuses an empty text. */
export function section(lines: readonly string[]): SlackBlock | null {
  const text = lines.filter((line) => line !== '').join('\n');
  return text === '' ? null : { type: 'section', text: mrkdwn(text) };
}

/** Names with their values, which are plain text; null where there are none. */
export function fields(values: ReadonlyArray<readonly [name: string, value: string]>): SlackBlock | null {
  return values.length === 0
    ? null
    : { type: 'section', fields: values.map(([name, value]) => mrkdwn(`*${name}*\n${slackText(value, 200)}`)) };
}

export function context(elements: readonly string[]): SlackBlock {
  return { type: 'context', elements: elements.map(mrkdwn) };
}

function mrkdwn(text: string): Mrkdwn {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** The message as plain text, for a console: what a reader in Slack sees, line by line. */
export function renderPlain(message: SlackMessage): string {
  return message.blocks
    .map((block) => {
      if (block.type === 'header') {
        return plainFromMrkdwn(block.text.text);
      }
      if (block.type === 'context') {
        return block.elements.map((element) => plainFromMrkdwn(element.text)).join(' · ');
      }
      if ('text' in block) {
        return plainFromMrkdwn(block.text.text);
      }
      return block.fields.map((field) => `  ${plainFromMrkdwn(field.text).replace('\n', ': ')}`).join('\n');
    })
    .join('\n');
}
