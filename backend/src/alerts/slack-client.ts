import { z } from 'zod';
import type { EffectOutcome } from '../lib/outbound/outcome';
import {
  failureOf,
  perhapsDone,
  quoteReply,
  unreadableReply,
  type CallContext,
  type Failure,
} from '../lib/outbound/call-outcome';
import type { Breaker } from '../lib/outbound/breaker';
import { bearerHeader, callOnce, joinUrl, parseJson, type Fetch, type HttpReply } from '../lib/outbound/http-call';
import type { SlackMessage } from './slack-blocks';

const defaultSlackApiUrl = 'https://slack.com/api';

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

/** Where the message is; both null for a webhook, which does not say. */
export interface SlackReceipt {
  readonly channel: string | null;
  readonly ts: string | null;
}

/** Where a message of the bot's is. */
export interface SlackThread {
  readonly channel: string;
  readonly ts: string;
}

export interface SlackClient {
  /**
   * Posts once, never retries by itself and never rejects. No outcome's text holds the token or the webhook's URL.
   *
   * @param below a message of the bot's, to whose thread this one goes; a webhook knows none.
   */
  send(message: SlackMessage, below?: SlackThread | null): Promise<EffectOutcome<SlackReceipt>>;
}

/** @throws when the token or the address cannot be used at all; the message names the variable, not its value. */
export function createSlackClient(options: SlackOptions, dependencies: SlackDependencies = {}): SlackClient {
  const { fetch = globalThis.fetch, now = () => new Date(), timeoutMs = 10_000, breaker = null } = dependencies;
  const line = { fetch, timeoutMs, breaker };
  const context: CallContext = { service: 'Slack', action: 'posting the message', acts: true, timeoutMs, now };

  if ('webhookUrl' in options) {
    const url = joinUrl(options.webhookUrl, '', 'SLACK_WEBHOOK_URL');
    return {
      async send({ text, blocks }) {
        const request = { url, method: 'POST', headers: {}, body: { text, blocks } } as const;
        return webhookOutcome(await callOnce(line, request), context);
      },
    };
  }

  const url = joinUrl(options.apiUrl ?? defaultSlackApiUrl, '/chat.postMessage', 'SLACK_API_URL');
  const headers = bearerHeader(options.botToken, 'SLACK_BOT_TOKEN');
  return {
    async send({ text, blocks, metadata }, below = null) {
      const place = below === null ? { channel: options.channel } : { channel: below.channel, thread_ts: below.ts };
      const body = { ...place, text, blocks, metadata, unfurl_links: false, unfurl_media: false };
      const reply = await callOnce(line, { url, method: 'POST', headers, body });
      return apiOutcome(reply, context, [options.botToken]);
    },
  };
}

const apiReplySchema = z.union([
  z.object({ ok: z.literal(true), channel: z.string(), ts: z.string() }),
  z.object({
    ok: z.literal(false),
    error: z.string().regex(/^[a-z_]{1,80}$/),
    response_metadata: z.object({ messages: z.array(z.string()).optional() }).optional(),
  }),
]);

/** The Web API answers 200 with `ok: false` for nearly everything it refuses. */
function apiOutcome(reply: HttpReply, context: CallContext, secrets: readonly string[]): EffectOutcome<SlackReceipt> {
  const parsed = reply.kind === 'answered' ? apiReplySchema.safeParse(parseJson(reply.body)) : null;
  const answer = parsed?.success === true ? parsed.data : null;
  const said = answer?.ok === false ? answer.error : null;
  const failure = failureOf(reply, context, said);
  if (failure !== null) {
    return failure.kind === 'rejected' && said !== null ? slackFailure(said, context, null) : failure;
  }
  if (answer === null) {
    return unreadableReply(context);
  }
  if (!answer.ok) {
    const detail = answer.response_metadata?.messages?.join('; ') ?? '';
    return slackFailure(answer.error, context, detail === '' ? null : quoteReply(detail, secrets));
  }
  return { kind: 'confirmed', result: { channel: answer.channel, ts: answer.ts } };
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
  return { kind: 'confirmed', result: { channel: null, ts: null } };
}

/** Nothing was posted, and the same message may get through later. */
const temporary: ReadonlySet<string> = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
  'org_login_required',
  'accesslimited',
]);

/** Slack: "It's possible some aspect of the operation succeeded before the error was raised." */
const perhapsPosted: ReadonlySet<string> = new Set(['fatal_error', 'internal_error', 'rollup_error']);

/** What would be right, for the refusals that come from our configuration. */
const remedies: Readonly<Record<string, string>> = {
  invalid_auth: 'Check SLACK_BOT_TOKEN.',
  not_authed: 'Check SLACK_BOT_TOKEN.',
  token_revoked: 'Make a new token and set SLACK_BOT_TOKEN.',
  token_expired: 'Make a new token and set SLACK_BOT_TOKEN.',
  account_inactive: 'The app or its workspace was removed; install it again.',
  missing_scope: 'Give the app the scope chat:write and install it again.',
  channel_not_found: 'Check SLACK_CHANNEL; a private channel must have the app as a member.',
  not_in_channel: 'Invite the app to the channel (/invite).',
  is_archived: 'The channel is archived; set SLACK_CHANNEL to another.',
  channel_is_archived: 'The channel is archived; make a webhook for another.',
  no_service: 'The webhook was removed; make a new one and set SLACK_WEBHOOK_URL.',
  invalid_token: 'Check SLACK_WEBHOOK_URL.',
  action_prohibited: 'An administrator of the workspace does not allow it.',
};

/** The outcome of an error that Slack named; its name is the code. */
function slackFailure(code: string, context: CallContext, detail: string | null): Failure {
  const remedy = remedies[code];
  const quoted = detail === null ? '' : ` ("${detail}")`;
  const reason = `Slack, ${context.action}: ${code}${quoted}${remedy === undefined ? '' : `. ${remedy}`}`;
  if (temporary.has(code)) {
    return { kind: 'retry', code, reason, retryAfterSeconds: null };
  }
  return perhapsPosted.has(code) ? perhapsDone(context, code, reason) : { kind: 'rejected', code, reason };
}
