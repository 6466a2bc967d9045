import type { EffectOutcome } from '../lib/outbound/outcome';
import { failureOf, unreadableReply, type CallContext } from '../lib/outbound/call-outcome';
import type { Breaker } from '../lib/outbound/breaker';
import { callOnce, joinUrl, type Fetch, type HttpReply, type Line } from '../lib/outbound/http-call';
import { createSlackBot } from './slack-bot';
import { slackFailure } from './slack-failures';
import type { SlackClient, SlackReceipt } from './slack-port';

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
    channel: null,
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
