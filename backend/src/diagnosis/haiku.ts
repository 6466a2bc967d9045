import Anthropic, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  type ClientOptions,
} from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { z } from 'zod';
import { systemErrorCode } from '../lib/error-code';
import { maskOf } from '../lib/mask';
import type { Breaker } from '../lib/outbound/breaker';
import { type DiagnosisMaker, type EvidencePacket, type RulesBecause, classifications } from '../model/diagnosis';
import { promptVersion, systemPrompt, userPrompt } from './prompt';
import { capCodePoints, cleanName, visibleLine } from './untrusted-text';
import { betweenFaultPoints } from '../lib/fault-point';

/** The model used where the configuration names none. */
export const defaultModel = 'claude-haiku-5-5';

/** What the model has to answer. The grammar enforces types and the enum; ranges are checked here. */
const replySchema = z.object({
  classification: z.enum(classifications),
  confidence: z.number().min(0).max(1).describe('How sure you are of the classification, 0 to 1'),
  text: z.string().describe('Plain text for people, at most 600 characters'),
  evidenceIds: z.array(z.string()).describe('Ids of the facts this rests on, such as E3; at least one'),
});
export type HaikuReply = z.infer<typeof replySchema>;

/** What we read of a message; the SDK hands on whatever the server sent without checking it. */
const messageSchema = z.object({
  model: z.string().catch(''),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  stop_reason: z.string().nullable(),
  stop_details: z.looseObject({ category: z.string().nullish() }).nullish().catch(null),
  usage: z.looseObject({ input_tokens: z.number().catch(0), output_tokens: z.number().catch(0) }).catch({
    input_tokens: 0,
    output_tokens: 0,
  }),
  _request_id: z.string().nullish().catch(null),
});
type ReadMessage = z.infer<typeof messageSchema>;

export interface HaikuOptions {
  readonly apiKey: string;
  /** Default `https://api.anthropic.com`; the SDK's environment variables are not read. */
  readonly baseUrl?: string | undefined;
  readonly model?: string | undefined;
  /** One try may take this long; default 20 s. */
  readonly tryTimeoutMs?: number | undefined;
  /** All tries and the waiting between them; default 45 s. */
  readonly overallTimeoutMs?: number | undefined;
  /** Default 1. */
  readonly maxRetries?: number | undefined;
  readonly now?: (() => Date) | undefined;
  readonly fetch?: ClientOptions['fetch'] | undefined;
  readonly breaker?: Breaker | undefined;
}

export type HaikuOutcome =
  | {
      readonly kind: 'replied';
      readonly reply: HaikuReply;
      readonly madeBy: Extract<DiagnosisMaker, { kind: 'haiku' }>;
    }
  | {
      readonly kind: 'failed';
      readonly because: RulesBecause;
      readonly detail: string;
      /** No answer of any kind came. */
      readonly isSilence?: true;
    };

/** Asks the model about one run. Never rejects: what goes wrong is an outcome with a reason that is safe to show. */
export type AskHaiku = (packet: EvidencePacket) => Promise<HaikuOutcome>;

/**
 * Thinking counts towards this, and Haiku 5.5 thinks by default. Neither `thinking` nor `effort` nor sampling
 * parameters are sent: some Haiku models answer 400 to each of them (migration guide of Haiku 5.5).
 */
const maxTokens = 4096;

/** A client for one key and model. */
export function createHaiku(options: HaikuOptions): AskHaiku {
  const model = options.model ?? defaultModel;
  const baseURL = options.baseUrl ?? 'https://api.anthropic.com';
  const now = options.now ?? (() => new Date());
  const overallTimeoutMs = options.overallTimeoutMs ?? 45_000;
  const client = new Anthropic({
    apiKey: options.apiKey,
    baseURL,
    timeout: options.tryTimeoutMs ?? 20_000,
    maxRetries: options.maxRetries ?? 1,
    // The SDK's debug log holds the whole request.
    logLevel: 'off',
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });

  const send = (packet: EvidencePacket, signal: AbortSignal): Promise<unknown> =>
    client.messages.create(
      {
        model,
        max_tokens: maxTokens,
        system: systemPrompt,
        messages: [{ role: 'user', content: userPrompt(packet) }],
        output_config: { format: zodOutputFormat(replySchema) },
      },
      { signal }
    );

  const ask: AskHaiku = async (packet) => {
    const startedAt = now().getTime();
    const sent = await betweenFaultPoints('anthropic', () =>
      withDeadline(overallTimeoutMs, (signal) => send(packet, signal))
    ).then(
      (body) => ({ kind: 'answered' as const, body }),
      (error: unknown) => failureOf(error, { apiKey: options.apiKey, baseURL, overallTimeoutMs })
    );
    if (sent.kind === 'failed') {
      return sent;
    }
    const message = readMessage(sent.body);
    if (message === null) {
      return failure('unusableReply', 'The reply was not a message of the Messages API');
    }
    const read = readReply(message);
    return read.kind === 'read'
      ? {
          kind: 'replied',
          reply: read.reply,
          madeBy: {
            kind: 'haiku',
            model: cleanName(message.model === '' ? model : message.model),
            promptVersion,
            requestId: message._request_id ?? null,
            inputTokens: message.usage.input_tokens,
            outputTokens: message.usage.output_tokens,
            latencyMs: Math.max(0, now().getTime() - startedAt),
          },
        }
      : { ...read, detail: `${read.detail}${requestText(message._request_id)}` };
  };
  const { breaker } = options;
  return breaker === undefined ? ask : (packet) => askThrough(breaker, () => ask(packet));
}

/** Where the model has not answered for a while, the rules speak at once: an alert waits for the diagnosis. */
async function askThrough(breaker: Breaker, ask: () => Promise<HaikuOutcome>): Promise<HaikuOutcome> {
  const outcome = await breaker.call(ask, (answer) => answer.kind === 'failed' && answer.isSilence === true);
  return outcome.kind === 'paused'
    ? failure(
        'unreachable',
        `The model has not answered for a while; it is asked again in ${outcome.resumesInSeconds} s`
      )
    : outcome;
}

type Failure = Extract<HaikuOutcome, { kind: 'failed' }>;

function failure(because: RulesBecause, detail: string): Failure {
  return { kind: 'failed', because, detail };
}

function silence(because: RulesBecause, detail: string): Failure {
  return { ...failure(because, detail), isSilence: true };
}

function readMessage(sent: unknown): ReadMessage | null {
  // The SDK adds the request id as a property that is not enumerable.
  const isObject = typeof sent === 'object' && sent !== null;
  const requestId = isObject && '_request_id' in sent ? sent._request_id : null;
  const message = messageSchema.safeParse(isObject ? { ...sent, _request_id: requestId } : sent);
  return message.success ? message.data : null;
}

/** The object in the message's text, checked by our own schema whatever the server promised. */
function readReply(message: ReadMessage): { readonly kind: 'read'; readonly reply: HaikuReply } | Failure {
  switch (message.stop_reason) {
    case 'end_turn':
    case 'stop_sequence':
      break;
    case 'refusal': {
      const category = message.stop_details?.category;
      return failure('refusedByModel', `The model declined to answer${category ? ` (${cleanName(category)})` : ''}`);
    }
    case 'max_tokens':
      return failure('truncated', `The reply was cut off at ${maxTokens} tokens`);
    case 'model_context_window_exceeded':
      return failure('truncated', 'The facts did not fit into the context of the model');
    default:
      return failure('unusableReply', `The reply ended with "${cleanName(message.stop_reason ?? 'nothing')}"`);
  }
  const text = message.content.flatMap((block) => (block.type === 'text' ? (block.text ?? '') : [])).join('');
  const json = parsedJson(text);
  if (json === undefined) {
    return failure('unusableReply', text.trim() === '' ? 'The reply held no text' : 'The reply was not JSON');
  }
  const reply = replySchema.safeParse(json);
  if (!reply.success) {
    const fields = [...new Set(reply.error.issues.map((issue) => issue.path.join('.') || 'the whole reply'))];
    return failure(
      'unusableReply',
      `The reply did not follow the schema at: ${fields
        .slice(0, 4)
        .map((f) => cleanName(f))
        .join(', ')}`
    );
  }
  return { kind: 'read', reply: reply.data };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why a call failed, in words that hold neither the key nor what was sent. */
function failureOf(
  error: unknown,
  context: { readonly apiKey: string; readonly baseURL: string; readonly overallTimeoutMs: number }
): Failure {
  const host = cleanName(context.baseURL);
  if (error instanceof DeadlineError || error instanceof APIUserAbortError) {
    return silence('timeout', `No reply from ${host} within ${context.overallTimeoutMs / 1000} s`);
  }
  if (error instanceof APIConnectionTimeoutError) {
    return silence('timeout', `No reply from ${host} in time`);
  }
  if (error instanceof APIConnectionError) {
    const code = systemErrorCode(error);
    return silence('unreachable', `No connection to ${host}${code === null ? '' : ` (${code})`}`);
  }
  if (error instanceof APIError && typeof error.status === 'number') {
    const says = error.apiMessage === null ? '' : `: ${safeMessage(error.apiMessage, context.apiKey)}`;
    const kind = error.type === null ? '' : ` ${cleanName(error.type)}`;
    const detail = `${host} answered HTTP ${error.status}${kind}${says}${requestText(error.requestID)}`;
    return failure(error.status === 408 ? 'timeout' : error.status >= 500 ? 'unreachable' : 'refusedByApi', detail);
  }
  return failure('unusableReply', `The reply of ${host} could not be read`);
}

/** What the API says may quote what it was sent. */
function safeMessage(message: string, apiKey: string): string {
  return cleanName(maskOf([apiKey])(message), { maximum: 200 });
}

function requestText(requestId: string | null | undefined): string {
  return requestId ? ` (request ${capCodePoints(visibleLine(requestId), 60)})` : '';
}

class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Runs `work` with a signal that aborts at the deadline, and rejects then even if `work` ignores the signal: the SDK's
 * own timeout ends with the response headers, so a stalled body would otherwise hold an alert back.
 */
async function withDeadline<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DeadlineError('deadline'));
      controller.abort();
    }, milliseconds);
  });
  try {
    return await Promise.race([work(controller.signal), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
