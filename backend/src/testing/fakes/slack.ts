import { z } from 'zod';
import { describe, faultOf } from './slack-limits';
import { bearerCredential, startScriptedServer, type Fake, type FakeReply, type IncomingCall } from './scripted-server';

/** A message that a channel of the fake holds. */
export interface FakeSlackMessage {
  readonly via: 'chat.postMessage' | 'webhook';
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly metadata: z.infer<typeof metadataSchema> | null;
  readonly at: Date;
  /** The message below which it stands; null: below none. */
  readonly threadTs: string | null;
  /** A reply that the channel shows as well. */
  readonly broadcast: boolean;
  /** What it said before each edit, oldest first. */
  readonly before: ReadonlyArray<{ readonly text: string; readonly blocks: readonly unknown[] }>;
}

export interface FakeSlackOptions {
  readonly port?: number;
  readonly host?: string;
  readonly now?: () => Date;
  readonly token?: string;
  /** Names or ids that exist; the first is the webhook's. */
  readonly channels?: readonly string[];
  readonly archivedChannels?: readonly string[];
  /** The webhook's, which is itself the secret. */
  readonly webhookPath?: string;
  /** As Slack does, answers 429 to what is too fast: messages by channel, edits all together. Default: takes everything. */
  readonly limits?: { readonly messages: FakeRate; readonly edits: FakeRate };
  /** Called with each message that a channel has taken. */
  readonly onMessage?: (message: FakeSlackMessage) => void;
}

export interface FakeSlack extends Fake {
  /** For `SLACK_API_URL`. */
  readonly apiUrl: string;
  readonly token: string;
  readonly webhookUrl: string;
  readonly channel: string;
  /** The id of the channel, which answers name and without which nothing can be read or edited. */
  readonly channelId: string;
  readonly messages: readonly FakeSlackMessage[];
  /** What the bot may do; a scope can be taken away. */
  readonly scopes: Set<SlackScope>;
  /** From now on a message is listed this long after it was posted. */
  listLate(ms: number): void;
  /** Somebody deletes a message. */
  remove(ts: string): void;
}

/** What is taken at once after a quiet while, and how much a minute from then on. */
export interface FakeRate {
  readonly perMinute: number;
  readonly burst: number;
}

export type SlackScope = 'chat:write' | 'channels:history';

const metadataSchema = z.object({ event_type: z.string().min(1), event_payload: z.record(z.string(), z.unknown()) });

const messageSchema = z.object({
  text: z.string().default(''),
  blocks: z.array(z.unknown()).default([]),
  metadata: metadataSchema.nullish(),
});
const postSchema = messageSchema.extend({
  channel: z.string(),
  thread_ts: z.string().optional(),
  reply_broadcast: z.boolean().default(false),
});
const updateSchema = messageSchema.extend({ channel: z.string(), ts: z.string() });
const listSchema = z.object({
  channel: z.string(),
  ts: z.string().optional(),
  oldest: z.coerce.number().default(0),
  limit: z.coerce.number().int().min(1).max(999).default(100),
  include_all_metadata: z.union([z.boolean(), z.stringbool()]).default(false),
});

/** As Slack does, a channel has an id beside its name. */
const idOf = (channel: string) => `C${channel.replace(/[^a-z0-9]/gi, '').toUpperCase()}`;

/**
 * Slack as the sidecar sees it: chat.postMessage and chat.update, conversations.history and .replies, and an incoming
 * webhook, with Slack's answers to a wrong token, a wrong channel, a missing scope and messages over its limits.
 */
export async function startFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const {
    port,
    host,
    now = () => new Date(),
    token = 'xoxb-fake-slack-token',
    channels = ['#load-tests'],
    archivedChannels = [],
    webhookPath = '/services/T00000000/B00000000/fake-webhook-secret',
    onMessage,
    limits,
  } = options;
  const rates = new Map<string, ReturnType<typeof createRate>>();
  const channel = channels[0] ?? '#load-tests';
  const messages: FakeSlackMessage[] = [];
  let posted = 0;

  const scopes = new Set<SlackScope>(['chat:write', 'channels:history']);
  let lateMs = 0;

  function store(
    via: FakeSlackMessage['via'],
    to: string,
    message: z.infer<typeof messageSchema>,
    place: Pick<FakeSlackMessage, 'threadTs' | 'broadcast'> = { threadTs: null, broadcast: false }
  ): FakeSlackMessage {
    const at = now();
    posted += 1;
    const ts = `${Math.floor(at.getTime() / 1000)}.${String(posted).padStart(6, '0')}`;
    const { text, blocks, metadata = null } = message;
    const stored = { via, channel: to, ts, text, blocks, metadata, at, ...place, before: [] };
    messages.push(stored);
    onMessage?.(stored);
    return stored;
  }

  /** What keeps the bot from it; null: nothing. */
  function hindrance({ credential }: IncomingCall, scope: SlackScope): FakeReply | null {
    if (credential !== 'right') {
      return refused(credential === 'missing' ? 'not_authed' : 'invalid_auth');
    }
    return scopes.has(scope) ? null : refused('missing_scope');
  }

  /** 429 where this is too fast; null: it is taken. */
  function tooFast(of: string, limit: FakeRate | undefined): FakeReply | null {
    if (limit === undefined) {
      return null;
    }
    const rate = rates.get(of) ?? createRate(limit);
    rates.set(of, rate);
    const waitSeconds = rate(now());
    const headers = { 'retry-after': `${waitSeconds}` };
    return waitSeconds === 0 ? null : { status: 429, headers, body: { ok: false, error: 'ratelimited' } };
  }

  function postMessage({ body }: IncomingCall): FakeReply {
    const post = postSchema.safeParse(body);
    if (!post.success) {
      return refused('invalid_arguments', describe(post.error));
    }
    const { thread_ts: threadTs = null, reply_broadcast: broadcast } = post.data;
    // Posting takes a channel's name as well.
    const to = channels.find((name) => name === post.data.channel) ?? named(post.data.channel);
    const archived = archivedChannels.find((name) => [name, idOf(name)].includes(post.data.channel));
    if (archived !== undefined) {
      return refused('is_archived');
    }
    if (to === null) {
      return refused('channel_not_found');
    }
    if (threadTs !== null && !messages.some((each) => each.channel === to && each.ts === threadTs)) {
      return refused('thread_not_found');
    }
    const fault = faultOf(post.data);
    if (fault !== null) {
      return refused(fault.error, fault.messages);
    }
    const refusal = tooFast(to, limits?.messages);
    if (refusal !== null) {
      return refusal;
    }
    const { ts, text, blocks } = store('chat.postMessage', to, post.data, { threadTs, broadcast });
    return { status: 200, body: { ok: true, channel: idOf(to), ts, message: { type: 'message', text, blocks, ts } } };
  }

  function update({ body }: IncomingCall): FakeReply {
    const edit = updateSchema.safeParse(body);
    if (!edit.success) {
      return refused('invalid_arguments', describe(edit.error));
    }
    const of = named(edit.data.channel);
    if (of === null) {
      return refused('channel_not_found');
    }
    const index = messages.findIndex(
      ({ channel: to, ts, via }) => to === of && ts === edit.data.ts && via !== 'webhook'
    );
    const found = messages[index];
    if (found === undefined) {
      return refused('message_not_found');
    }
    const fault = faultOf(edit.data);
    if (fault !== null) {
      return refused(fault.error, fault.messages);
    }
    const refusal = tooFast('edits', limits?.edits);
    if (refusal !== null) {
      return refusal;
    }
    const { text, blocks, metadata } = edit.data;
    const before = [...found.before, { text: found.text, blocks: found.blocks }];
    messages[index] = { ...found, text, blocks, metadata: metadata ?? found.metadata, before };
    return { status: 200, body: { ok: true, channel: idOf(of), ts: found.ts, text } };
  }

  const named = (id: string): string | null => channels.find((name) => idOf(name) === id) ?? null;

  function webhook({ body, path }: IncomingCall): FakeReply {
    if (path !== webhookPath) {
      return { status: 404, body: 'no_service' };
    }
    if (archivedChannels.includes(channel)) {
      return { status: 410, body: 'channel_is_archived' };
    }
    const message = messageSchema.safeParse(body);
    if (!message.success) {
      return { status: 400, body: 'invalid_payload' };
    }
    const fault = faultOf(message.data);
    if (fault !== null) {
      return { status: 400, body: fault.error };
    }
    const refusal = tooFast('webhook', limits?.messages);
    if (refusal !== null) {
      return refusal;
    }
    store('webhook', channel, { ...message.data, metadata: null });
    return { status: 200, body: 'ok' };
  }

  /** Newest first in a channel, where replies are not unless they are broadcast; oldest first in a thread. */
  function list({ body, query, path }: IncomingCall): FakeReply {
    const wanted = listSchema.safeParse({ ...Object.fromEntries(query), ...(isRecord(body) ? body : {}) });
    if (!wanted.success) {
      return refused('invalid_arguments', describe(wanted.error));
    }
    const { oldest, limit, include_all_metadata: withMetadata, ts: thread } = wanted.data;
    const of = named(wanted.data.channel);
    if (of === null) {
      return refused('channel_not_found');
    }
    const inThread = path.endsWith('.replies');
    const listed = messages.filter(
      (each) => each.channel === of && Number(each.ts) > oldest && now().getTime() - each.at.getTime() >= lateMs
    );
    const found = inThread
      ? listed.filter(({ ts, threadTs }) => ts === thread || threadTs === thread)
      : listed.filter(({ threadTs, broadcast }) => threadTs === null || broadcast).reverse();
    const shown = found.slice(0, limit).map(({ text, blocks, ts, threadTs, metadata }) => ({
      type: 'message',
      text,
      blocks,
      ts,
      ...(threadTs === null ? {} : { thread_ts: threadTs }),
      ...(withMetadata && metadata !== null ? { metadata } : {}),
    }));
    return { status: 200, body: { ok: true, messages: shown, has_more: found.length > limit } };
  }

  const server = await startScriptedServer({
    port,
    ...(host === undefined ? {} : { host }),
    now,
    credentialOf: (path, authorization) =>
      path.startsWith('/services/')
        ? path === webhookPath
          ? 'right'
          : 'wrong'
        : bearerCredential(authorization, token),
    maskPath: (path) => (path.startsWith('/services/') ? '/services/[masked]' : path),
    handle: (call) => {
      switch (call.path) {
        case '/api/chat.postMessage':
          return hindrance(call, 'chat:write') ?? postMessage(call);
        case '/api/chat.update':
          return hindrance(call, 'chat:write') ?? update(call);
        case '/api/conversations.history':
        case '/api/conversations.replies':
          return hindrance(call, 'channels:history') ?? list(call);
        default:
          return call.path.startsWith('/services/') ? webhook(call) : refused('unknown_method');
      }
    },
  });

  return {
    ...server,
    apiUrl: `${server.url}/api`,
    webhookUrl: `${server.url}${webhookPath}`,
    token,
    channel,
    channelId: idOf(channel),
    messages,
    scopes,
    listLate: (ms) => void (lateMs = ms),
    remove(ts) {
      const index = messages.findIndex((each) => each.ts === ts);
      messages.splice(index, index < 0 ? 0 : 1);
    },
  };
}

/** @returns asks for one more: 0 when it is taken, else the seconds to wait. */
function createRate({ perMinute, burst }: FakeRate): (now: Date) => number {
  let left = burst;
  let asOf: number | null = null;
  return (now) => {
    const at = now.getTime();
    left = Math.min(burst, left + ((at - (asOf ?? at)) * perMinute) / 60_000);
    asOf = at;
    if (left >= 1) {
      left -= 1;
      return 0;
    }
    return Math.ceil(((1 - left) * 60) / perMinute);
  };
}

/** The Web API says no with HTTP 200. */
function refused(error: string, messages: readonly string[] = []): FakeReply {
  const detail = messages.length === 0 ? {} : { response_metadata: { messages } };
  return { status: 200, body: { ok: false, error, ...detail } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
