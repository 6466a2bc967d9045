import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { startScriptedServer, type Fake, type FakeReply, type IncomingCall } from './scripted-server';

/**
 * A Messages API for tests and the demo. No model is behind it: what it answers is scripted, and the model id that it
 * reports says so. HTTP trouble (errors, slowness, silence) comes from `script`, what "the model" says from `reply`.
 */
export interface FakeAnthropic extends Fake {
  /** What was asked, oldest first: the part of each valid call that a model would have read. */
  readonly requests: readonly AnthropicRequest[];
  /** Replies for the next valid calls, in order; afterwards the default again. */
  reply(...replies: readonly ScriptedReply[]): void;
}

export interface AnthropicRequest {
  readonly model: string;
  readonly system: string;
  readonly user: string;
  /** The facts within the evidence block of the user message. */
  readonly facts: readonly EvidenceFact[];
}

export interface EvidenceFact {
  readonly id: string;
  readonly topic: string;
  readonly text: string;
}

/** What "the model" says. */
export type ModelReply =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refusal'; readonly category?: string }
  | { readonly kind: 'maxTokens'; readonly text?: string }
  /** Content blocks and stop reason as given, for everything the other kinds do not cover. */
  | { readonly kind: 'message'; readonly content: readonly unknown[]; readonly stopReason: string };

/** A reply, or how to make one from what was asked. */
export type ScriptedReply = ModelReply | ((request: AnthropicRequest) => ModelReply);

export interface FakeAnthropicOptions {
  readonly port?: number;
  readonly host?: string;
  readonly now?: () => Date;
  /** The default answer; `byTheEvidence` unless given. */
  readonly reply?: ScriptedReply;
}

const bodySchema = z.object({
  model: z.string().min(1),
  max_tokens: z.number().int().positive(),
  system: z.string().default(''),
  messages: z.array(z.object({ role: z.enum(['user', 'assistant']), content: z.string() })).min(1),
});
const evidenceSchema = z.object({
  facts: z.array(z.object({ id: z.string(), topic: z.string(), text: z.string() })),
});

/** Starts the fake on 127.0.0.1; any key is the right one. */
export async function startFakeAnthropic(options: FakeAnthropicOptions = {}): Promise<FakeAnthropic> {
  const requests: AnthropicRequest[] = [];
  const queue: ScriptedReply[] = [];

  const fake = await startScriptedServer({
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.now === undefined ? {} : { now: options.now }),
    credentialOf: (_path, authorization) =>
      authorization === undefined || !/^Bearer \S+$/.test(authorization) ? 'missing' : 'right',
    handle: (call) => {
      const request = readRequest(call);
      if ('status' in request) {
        return request;
      }
      requests.push(request);
      const scripted = queue.shift() ?? options.reply ?? byTheEvidence;
      return answer(request, typeof scripted === 'function' ? scripted(request) : scripted);
    },
  });
  return { ...fake, requests, reply: (...replies) => void queue.push(...replies) };
}

/** An error in the shape of Anthropic's API, for `script({ do: 'answer', ...anthropicError(529) })`. */
export function anthropicError(status: number, message = 'Scripted error', type = errorType(status)): FakeReply {
  return {
    status,
    headers: { 'request-id': requestId() },
    body: { type: 'error', error: { type, message }, request_id: requestId() },
  };
}

/**
 * The demo's scripted answer: auto-fixable where the facts say that the run was slow at the start, or for a short time,
 * and recovered; otherwise action required. It cites the facts it used and repeats their figures.
 */
export function byTheEvidence(request: AnthropicRequest): ModelReply {
  const breached = request.facts.filter((fact) => fact.topic === 'threshold' && fact.text.startsWith('Breached'));
  const shape = request.facts.find((fact) => fact.text.startsWith('Shape over time:'));
  const run = request.facts.find((fact) => fact.text.startsWith('Whole run:'));
  const failing = request.facts.find(
    (fact) => fact.topic === 'endpoint' && /^Endpoint .*: .*, [1-9][\d,]* failed/.test(fact.text)
  );
  const recovered = /slow start|short slowdown/.exec(shape?.text ?? '')?.[0];
  const course = /Outside the limits from [^.]*(?:\.\d[^.]*)*\./.exec(shape?.text ?? '')?.[0] ?? '';
  const cited = [...breached, shape, recovered === undefined ? failing : undefined, run].filter(
    (fact) => fact !== undefined
  );
  const what = breached.slice(0, 2).map((fact) => breachInWords(fact.text));
  const where = /^Endpoint (".*?"): ([\d,]+ requests?), ([\d,]+) failed/.exec(failing?.text ?? '');
  const sentences =
    recovered === undefined
      ? [
          `${what.join('; ')}.`,
          where === null ? '' : `Most failures are on ${where[1]}: ${where[3]} of ${where[2]}.`,
          course,
          'It does not look like something that passes by itself; look at the logs of the target for that time first.',
        ]
      : [
          `${what.join('; ')}.`,
          course,
          recovered === 'slow start'
            ? 'This looks like a cold start: only the beginning was slow and the target then kept up with the same load.'
            : 'This looks like a passing slowdown: the target was fast before and after it under the same load.',
        ];
  return {
    kind: 'json',
    value: {
      classification: recovered === undefined ? 'actionRequired' : 'autoFixable',
      confidence: 0.9,
      text: sentences.filter((sentence) => sentence !== '' && sentence !== '.').join(' '),
      evidenceIds: cited.map((fact) => fact.id),
    },
  };
}

/** `Breached: error rate 25 %, limit 0 %, 25 points above it.` as the beginning of a sentence. */
function breachInWords(text: string): string {
  const words = text.replace(/^Breached: /, '').replace(/\.$/, '');
  return words.startsWith('p95') ? words : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** The request as a model would read it, or what the real API answers to one like it. */
function readRequest(call: IncomingCall): AnthropicRequest | FakeReply {
  if (call.method !== 'POST' || call.path !== '/v1/messages') {
    return anthropicError(404, 'Not found');
  }
  if (call.credential !== 'right') {
    return anthropicError(401, 'A key is required');
  }
  const body = bodySchema.safeParse(call.body);
  if (!body.success) {
    return anthropicError(400, z.prettifyError(body.error));
  }
  // Haiku 5.5 answers 400 to sampling parameters and to a last turn by the assistant.
  const sampling = ['temperature', 'top_p', 'top_k'].find((name) => Object.hasOwn(Object(call.body), name));
  if (sampling !== undefined) {
    return anthropicError(400, `${sampling}: not supported by this model`);
  }
  const last = body.data.messages.at(-1);
  if (last?.role !== 'user') {
    return anthropicError(400, 'messages: must end with a user turn');
  }
  const block = /<evidence>([\s\S]*?)<\/evidence>/.exec(last.content)?.[1];
  const evidence = evidenceSchema.safeParse(block === undefined ? null : JSON.parse(block));
  return {
    model: body.data.model,
    system: body.data.system,
    user: last.content,
    facts: evidence.success ? evidence.data.facts : [],
  };
}

/** A message as the SDK types it (`Message` of @anthropic-ai/sdk 1.12). */
function answer(request: AnthropicRequest, reply: ModelReply): FakeReply {
  const { content, stopReason } = contentOf(reply);
  const category = reply.kind === 'refusal' ? (reply.category ?? 'general_harms') : null;
  return {
    status: 200,
    headers: { 'request-id': requestId() },
    body: {
      id: `msg_fake_${randomUUID().slice(0, 8)}`,
      type: 'message',
      role: 'assistant',
      model: `${request.model} (scripted)`,
      container: null,
      content,
      diagnostics: null,
      stop_reason: stopReason,
      stop_sequence: null,
      stop_details: category === null ? null : { type: 'refusal', category, explanation: null },
      usage: {
        // About four characters a token.
        input_tokens: Math.ceil((request.system.length + request.user.length) / 4),
        output_tokens: Math.ceil(JSON.stringify(content).length / 4),
        cache_creation: null,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
        inference_geo: null,
        output_tokens_details: null,
        server_tool_use: null,
        service_tier: 'standard',
        speed: 'standard',
      },
    },
  };
}

function contentOf(reply: ModelReply): { readonly content: readonly unknown[]; readonly stopReason: string } {
  const text = (value: string) => [{ type: 'text', text: value, citations: null }];
  switch (reply.kind) {
    case 'json':
      return { content: text(JSON.stringify(reply.value)), stopReason: 'end_turn' };
    case 'text':
      return { content: text(reply.text), stopReason: 'end_turn' };
    case 'refusal':
      return { content: [], stopReason: 'refusal' };
    case 'maxTokens':
      return { content: text(reply.text ?? '{"classification":"autoFix'), stopReason: 'max_tokens' };
    case 'message':
      return { content: reply.content, stopReason: reply.stopReason };
  }
}

function requestId(): string {
  return `req_fake_${randomUUID().slice(0, 8)}`;
}

function errorType(status: number): string {
  const types: Readonly<Record<number, string>> = {
    400: 'invalid_request_error',
    401: 'authentication_error',
    402: 'billing_error',
    403: 'permission_error',
    404: 'not_found_error',
    413: 'request_too_large',
    429: 'rate_limit_error',
    504: 'timeout_error',
    529: 'overloaded_error',
  };
  return types[status] ?? 'api_error';
}
