import type { EffectOutcome } from '../lib/outbound/outcome';
import type { SlackMessage } from './slack-blocks';

/** Where the message is; all null for a webhook, which does not say. */
export interface SlackReceipt {
  readonly channel: string | null;
  readonly ts: string | null;
  /** The message below which it stands; null: below none. */
  readonly threadTs: string | null;
}

/** Where a message of the bot's is. */
export interface SlackThread {
  readonly channel: string;
  readonly ts: string;
}

/** A place in a thread. `broadcast`: the channel shows it as well, as a new message. */
export type SlackPlace = SlackThread & { readonly broadcast: boolean };

/** Whether Slack has a message of which nobody knows; `mayNotRead`: the bot may not look, and Slack says why in `code`. */
export type SlackSearch =
  | { readonly kind: 'found'; readonly receipt: SlackReceipt }
  | { readonly kind: 'notFound' }
  | { readonly kind: 'mayNotRead'; readonly code: string }
  | Extract<EffectOutcome<never>, { readonly kind: 'retry' }>;

/** What a bot can do with its own messages. Never rejects. */
export interface OwnSlackMessages {
  /** Replaces the whole message. */
  edit(message: SlackMessage, at: SlackThread): Promise<EffectOutcome<SlackThread>>;
  /**
   * Looks a message up by the id in its metadata, in the channel and, where there is one, in the thread.
   *
   * @param lookup `channel`: the id of the channel, because Slack finds none by its name; absent: as configured.
   */
  find(lookup: {
    readonly effectId: string;
    readonly channel?: string | undefined;
    readonly thread: string | null;
    readonly since: Date;
  }): Promise<SlackSearch>;
}

export interface SlackClient {
  /** The configured channel, for which Slack's limits hold; null: the webhook's, which only Slack knows. */
  readonly channel: string | null;
  /**
   * Posts once, never retries by itself and never rejects. No outcome's text holds the token or the webhook's URL.
   *
   * @param below a message of the bot's, to whose thread this one goes; a webhook knows none.
   */
  send(message: SlackMessage, below?: SlackPlace | null): Promise<EffectOutcome<SlackReceipt>>;
  /** Null for a webhook, which has no messages of its own. */
  readonly own: OwnSlackMessages | null;
}
