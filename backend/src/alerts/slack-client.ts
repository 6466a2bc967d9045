import type { EffectOutcome } from '../lib/outbound/outcome';
import { failureOf, unreadableReply, type CallContext } from '../lib/outbound/call-outcome';
import type { Breaker } from '../lib/outbound/breaker';
import { callOnce, joinUrl, type Fetch, type HttpReply, type Line } from '../lib/outbound/http-call';
import type { SlackMessage } from './slack-blocks';
import { createSlackBot } from './slack-bot';
import { slackFailure } from './slack-failures';

/** A bot token posts with chat.postMessage (its message can be found and edited later); a webhook only posts. */
export type SlackOptions =
  { readonly botToken: string; readonly channel: string; readonly apiUrl?: string } | { readonly webhookUrl: string };

export interface SlackDependencies {
  readonly fetch?: Fetch;
  readonly now?: () => Date;
  /** Default 10 s. */
  readonly timeoutMs?: number;
  readonly breaker?: Breaker;
}

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
  /**
   * Posts once, never retries by itself and never rejects. No outcome's text holds the token or the webhook's URL.
   *
   * @param below a message of the bot's, to whose thread this one goes; a webhook knows none.
   */
  send(message: SlackMessage, below?: SlackPlace | null): Promise<EffectOutcome<SlackReceipt>>;
  /** Null for a webhook, which has no messages of its own. */
  readonly own: OwnSlackMessages | null;
}

/** @throws when the token or the address cannot be used at all; the message names the variable, not its value. */
export function createSlackClient(options: SlackOptions, dependencies: SlackDependencies = {}): SlackClient {
  const { fetch = globalThis.fetch, now = () => new Date(), timeoutMs = 10_000, breaker = null } = dependencies;
  const line = { fetch, timeoutMs, breaker };
  return 'webhookUrl' in options ? createWebhook(options.webhookUrl, line, now) : createSlackBot(options, line, now);
}

function createWebhook(webhookUrl: string, line: Line, now: () => Date): SlackClient {
  const url = joinUrl(webhookUrl, '', 'SLACK_WEBHOOK_URL');
  const { timeoutMs } = line;
  const context: CallContext = { service: 'Slack', action: 'posting the message', acts: true, timeoutMs, now };
  return {
    async send({ text, blocks }) {
      const request = { url, method: 'POST', headers: {}, body: { text, blocks } } as const;
      return webhookOutcome(await callOnce(line, request), context);
    },
    own: null,
  };
}

/**
 * A webhook answers "ok" as plain text, or its error's name with a 4xx (docs.slack.dev, incoming webhooks). Nothing but
 * such a name is quoted, because an answer may repeat the address, which is the secret.
 */
function webhookOutcome(reply: HttpReply, context: CallContext): EffectOutcome<SlackReceipt> {
  const body = reply.kind === 'answered' ? (reply.body?.trim() ?? '') : '';
  const named = /^[a-z_]{1,80}$/.test(body) && body !== 'ok' ? body : null;
  const failure = failureOf(reply, context, named);
  if (failure !== null) {
    return failure.kind === 'rejected' && named !== null ? slackFailure(named, context, null) : failure;
  }
  if (body !== 'ok') {
    return unreadableReply(context);
  }
  return { kind: 'confirmed', result: { channel: null, ts: null, threadTs: null } };
}
