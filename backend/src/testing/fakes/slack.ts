import { z } from 'zod';
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
  /** Called with each message that a channel has taken. */
  readonly onMessage?: (message: FakeSlackMessage) => void;
}

export interface FakeSlack extends Fake {
  /** For `SLACK_API_URL`. */
  readonly apiUrl: string;
  readonly token: string;
  readonly webhookUrl: string;
  readonly channel: string;
  readonly messages: readonly FakeSlackMessage[];
}

const metadataSchema = z.object({ event_type: z.string().min(1), event_payload: z.record(z.string(), z.unknown()) });

/** Slack's own limits of Block Kit (docs.slack.dev/reference/block-kit); blocks of other types are let through. */
const plainText = (max: number) => z.object({ type: z.literal('plain_text'), text: z.string().min(1).max(max) });
const anyText = (max: number) => z.object({ type: z.enum(['plain_text', 'mrkdwn']), text: z.string().min(1).max(max) });
const blockSchema = z.union([
  z.object({ type: z.literal('header'), text: plainText(150) }),
  z
    .object({
      type: z.literal('section'),
      text: anyText(3000).optional(),
      fields: z.array(anyText(2000)).min(1).max(10).optional(),
    })
    .refine(({ text, fields }) => text !== undefined || fields !== undefined, 'a section needs text or fields'),
  z.object({ type: z.literal('context'), elements: z.array(anyText(3000)).min(1).max(10) }),
  z.object({ type: z.enum(['divider', 'actions', 'image', 'rich_text']) }),
]);
const blocksSchema = z.array(blockSchema).max(50);

const messageSchema = z.object({
  text: z.string().default(''),
  blocks: z.array(z.unknown()).default([]),
  metadata: metadataSchema.nullish(),
});
const postSchema = messageSchema.extend({ channel: z.string() });
const historySchema = z.object({
  channel: z.string(),
  oldest: z.coerce.number().default(0),
  limit: z.coerce.number().int().min(1).max(999).default(100),
  include_all_metadata: z.union([z.boolean(), z.stringbool()]).default(false),
});

/**
 * Slack as the sidecar sees it: chat.postMessage, conversations.history and an incoming webhook, with Slack's answers
 * to a wrong token, a wrong channel and messages over its limits.
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
  } = options;
  const channel = channels[0] ?? '#load-tests';
  const messages: FakeSlackMessage[] = [];

  function store(via: FakeSlackMessage['via'], to: string, message: z.infer<typeof messageSchema>): FakeSlackMessage {
    const at = now();
    const ts = `${Math.floor(at.getTime() / 1000)}.${String(messages.length + 1).padStart(6, '0')}`;
    const stored = { via, channel: to, ts, ...message, metadata: message.metadata ?? null, at };
    messages.push(stored);
    onMessage?.(stored);
    return stored;
  }

  function postMessage({ body, credential }: IncomingCall): FakeReply {
    if (credential !== 'right') {
      return refused(credential === 'missing' ? 'not_authed' : 'invalid_auth');
    }
    const post = postSchema.safeParse(body);
    if (!post.success) {
      return refused('invalid_arguments', describe(post.error));
    }
    if (archivedChannels.includes(post.data.channel)) {
      return refused('is_archived');
    }
    if (!channels.includes(post.data.channel)) {
      return refused('channel_not_found');
    }
    const fault = faultOf(post.data);
    if (fault !== null) {
      return refused(fault.error, fault.messages);
    }
    const { channel: to, ts, text, blocks } = store('chat.postMessage', post.data.channel, post.data);
    return { status: 200, body: { ok: true, channel: to, ts, message: { type: 'message', text, blocks, ts } } };
  }

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
    store('webhook', channel, { ...message.data, metadata: null });
    return { status: 200, body: 'ok' };
  }

  function history({ body, query, credential }: IncomingCall): FakeReply {
    if (credential !== 'right') {
      return refused(credential === 'missing' ? 'not_authed' : 'invalid_auth');
    }
    const wanted = historySchema.safeParse({ ...Object.fromEntries(query), ...(isRecord(body) ? body : {}) });
    if (!wanted.success) {
      return refused('invalid_arguments', describe(wanted.error));
    }
    const { channel: of, oldest, limit, include_all_metadata: withMetadata } = wanted.data;
    if (!channels.includes(of)) {
      return refused('channel_not_found');
    }
    const found = messages.filter((message) => message.channel === of && Number(message.ts) > oldest).reverse();
    const shown = found.slice(0, limit).map(({ text, blocks, ts, metadata }) => ({
      type: 'message',
      text,
      blocks,
      ts,
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
          return call.method === 'POST' ? postMessage(call) : refused('invalid_arguments');
        case '/api/conversations.history':
          return history(call);
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
    messages,
  };
}

/** The Web API says no with HTTP 200. */
function refused(error: string, messages: readonly string[] = []): FakeReply {
  const detail = messages.length === 0 ? {} : { response_metadata: { messages } };
  return { status: 200, body: { ok: false, error, ...detail } };
}

function faultOf(message: z.infer<typeof messageSchema>): { error: string; messages: string[] } | null {
  if (message.text === '' && message.blocks.length === 0) {
    return { error: 'no_text', messages: [] };
  }
  if (message.text.length > 40_000) {
    return { error: 'msg_too_long', messages: [] };
  }
  const blocks = blocksSchema.safeParse(message.blocks);
  if (!blocks.success) {
    return { error: 'invalid_blocks', messages: describe(blocks.error) };
  }
  // Not documented; seen near 13,200 characters over all blocks (slackapi/bolt-js issue 2509).
  return JSON.stringify(message.blocks).length > 13_200 ? { error: 'msg_blocks_too_long', messages: [] } : null;
}

function describe(error: z.ZodError): string[] {
  return error.issues.map(({ message, path }) => `[ERROR] ${message} [json-pointer:/${path.map(String).join('/')}]`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
