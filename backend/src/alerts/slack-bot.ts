import { z } from 'zod';
import { failureOf, quoteReply, unreadableReply, type CallContext, type Failure } from '../lib/outbound/call-outcome';
import { bearerHeader, callOnce, joinUrl, parseJson, type HttpReply, type Line } from '../lib/outbound/http-call';
import type { SlackClient, SlackReceipt, SlackSearch } from './slack-port';
import { slackFailure } from './slack-failures';

const defaultApiUrl = 'https://slack.com/api';

/** The most that Slack is asked for at once; more than a channel gets in the time in which a message may be in doubt. */
const pageLength = 200;

/** A bot's own messages through the Web API: they can be found and edited later. */
export function createSlackBot(
  bot: { readonly botToken: string; readonly channel: string; readonly apiUrl?: string },
  line: Line,
  now: () => Date
): SlackClient {
  const method = (name: string) => joinUrl(bot.apiUrl ?? defaultApiUrl, `/${name}`, 'SLACK_API_URL');
  const [postUrl, updateUrl] = [method('chat.postMessage'), method('chat.update')];
  const headers = bearerHeader(bot.botToken, 'SLACK_BOT_TOKEN');
  const { timeoutMs } = line;
  const posting: CallContext = { service: 'Slack', action: 'posting the message', acts: true, timeoutMs, now };
  // An edit carries all of the message, so that a second one does no harm.
  const editing: CallContext = { ...posting, action: 'editing the message', acts: false };
  const reading: CallContext = { ...posting, action: 'looking for the message', acts: false };
  const secrets = [bot.botToken];

  async function act(url: URL, context: CallContext, body: Readonly<Record<string, unknown>>) {
    const answer = answerOf(
      await callOnce(line, { url, method: 'POST', headers, body }),
      context,
      writtenSchema,
      secrets
    );
    return answer.kind === 'answered' ? answer.said : answer.failure;
  }

  /** One page of a channel, newest first, or of a thread. */
  async function page(name: string, values: Readonly<Record<string, string>>): Promise<Page> {
    const url = method(name);
    url.search = new URLSearchParams({ ...values, include_all_metadata: 'true', limit: `${pageLength}` }).toString();
    const answer = answerOf(await callOnce(line, { url, method: 'GET', headers }), reading, pageSchema, secrets);
    return answer.kind === 'answered' ? { kind: 'read', messages: answer.said.messages } : answer;
  }

  return {
    channel: bot.channel,
    async send({ text, blocks, metadata }, below = null) {
      const place =
        below === null
          ? { channel: bot.channel }
          : { channel: below.channel, thread_ts: below.ts, reply_broadcast: below.broadcast };
      const said = await act(postUrl, posting, {
        ...place,
        text,
        blocks,
        metadata,
        unfurl_links: false,
        unfurl_media: false,
      });
      return 'kind' in said
        ? said
        : { kind: 'confirmed', result: { channel: said.channel, ts: said.ts, threadTs: below?.ts ?? null } };
    },
    own: {
      async edit({ text, blocks, metadata }, { channel, ts }) {
        const said = await act(updateUrl, editing, { channel, ts, text, blocks, metadata });
        return 'kind' in said ? said : { kind: 'confirmed', result: { channel, ts } };
      },
      async find({ effectId, channel = bot.channel, thread, since }) {
        const values = { channel, oldest: `${since.getTime() / 1000}` };
        const pages: ReadonlyArray<() => Promise<Page>> = [
          () => page('conversations.history', values),
          ...(thread === null ? [] : [() => page('conversations.replies', { ...values, ts: thread })]),
        ];
        for (const read of pages) {
          const answer = await read();
          if (answer.kind === 'failed') {
            return unread(answer.failure);
          }
          const found = answer.messages.find(({ metadata }) => metadata?.event_payload?.['effect_id'] === effectId);
          if (found !== undefined) {
            return { kind: 'found', receipt: receiptOf(channel, found) };
          }
        }
        return { kind: 'notFound' };
      },
    },
  };
}

/** Limits hold per method: that of the look-up is none of the messages. */
function unread(failure: Failure): SlackSearch {
  if (failure.kind !== 'retry') {
    return { kind: 'mayNotRead', code: failure.code };
  }
  return failure.code === 'rateLimited' ? { ...failure, code: 'lookUpRateLimited' } : failure;
}

/** The first message of a thread names itself as its thread, once there are replies. */
function receiptOf(channel: string, { ts, thread_ts: threadTs = ts }: FoundMessage): SlackReceipt {
  return { channel, ts, threadTs: threadTs === ts ? null : threadTs };
}

const refusedSchema = z.object({
  ok: z.literal(false),
  error: z.string().regex(/^[a-z_]{1,80}$/),
  response_metadata: z.object({ messages: z.array(z.string()).optional() }).optional(),
});
const writtenSchema = z.object({ ok: z.literal(true), channel: z.string(), ts: z.string() });
const foundMessageSchema = z.object({
  ts: z.string(),
  thread_ts: z.string().optional(),
  metadata: z.object({ event_payload: z.record(z.string(), z.unknown()).optional() }).optional(),
});
type FoundMessage = z.infer<typeof foundMessageSchema>;
const pageSchema = z.object({ ok: z.literal(true), messages: z.array(foundMessageSchema) });

type Failed = { readonly kind: 'failed'; readonly failure: Failure };
type Page = { readonly kind: 'read'; readonly messages: readonly FoundMessage[] } | Failed;

/** The Web API answers 200 with `ok: false` for nearly everything it refuses. */
function answerOf<Said>(
  reply: HttpReply,
  context: CallContext,
  schema: z.ZodType<Said>,
  secrets: readonly string[]
): { readonly kind: 'answered'; readonly said: Said } | Failed {
  const json = reply.kind === 'answered' ? parseJson(reply.body) : undefined;
  const refused = refusedSchema.safeParse(json);
  const error = refused.success ? refused.data.error : null;
  const failure = failureOf(reply, context, error);
  if (failure !== null) {
    const isNamed = failure.kind === 'rejected' && error !== null;
    return { kind: 'failed', failure: isNamed ? slackFailure(error, context, null) : failure };
  }
  if (refused.success) {
    const detail = refused.data.response_metadata?.messages?.join('; ') ?? '';
    const quoted = detail === '' ? null : quoteReply(detail, secrets);
    return { kind: 'failed', failure: slackFailure(refused.data.error, context, quoted) };
  }
  const said = schema.safeParse(json);
  return said.success ? { kind: 'answered', said: said.data } : { kind: 'failed', failure: unreadableReply(context) };
}
