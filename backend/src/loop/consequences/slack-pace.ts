import type { SlackClient } from '../../alerts';
import type { Pace } from '../../effects';

/**
 * What Slack allows (docs.slack.dev, "Rate limits" and the pages of the methods). Limits hold per method: a message per
 * second and channel, by chat.postMessage or a webhook, with short bursts; chat.update is of tier 3, 50 a minute.
 */
const messages = { perMinute: 60, burst: 3 };
const edits = { perMinute: 50, burst: 3 };

const channelOf = (slack: SlackClient | null) => slack?.channel ?? 'webhook';
const messageLine = (slack: SlackClient | null) => `Slack messages ${channelOf(slack)}`;

export const messagePace = (slack: SlackClient | null): Pace => ({ line: messageLine(slack), ...messages });

/** A pause of the messages is one of the edits too, which are less urgent; not the other way round. */
export const editPace = (slack: SlackClient | null): Pace => ({
  line: `Slack edits ${channelOf(slack)}`,
  ...edits,
  pausedWith: [messageLine(slack)],
});
