import { parsedUrl } from '../parsed-url';
import { errorCauses, type ErrorCause } from '../error-code';
import type { Breaker, Paused } from './breaker';
import { betweenFaultPoints } from '../fault-point';

/**
 * One HTTP call on the outside world, as the clients of Slack, Vercel and Grafana make it. It tells "nothing was sent"
 * from "no answer came"; `call-outcome.ts` says what each means.
 */
export type Fetch = typeof globalThis.fetch;

export interface HttpRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export type HttpReply =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Headers;
      /** Null when the reply broke off, or was longer than `replyLimitBytes`. */
      readonly body: string | null;
    }
  /** No connection came about, so nothing was sent. */
  | { readonly kind: 'notSent'; readonly cause: string }
  /** The request was (or may have been) sent, and no answer came. */
  | { readonly kind: 'noAnswer'; readonly code: 'timeout' | 'connectionLost'; readonly cause: string }
  /** Nothing was sent: the peer has not answered for a while. */
  | Paused;

const replyLimitBytes = 4 * 1024 * 1024;

/** How a client reaches its peer. */
export interface Line {
  readonly fetch: Fetch;
  /** For the whole call, with the reply's body. */
  readonly timeoutMs: number;
  /** Null: the peer is called however often it was silent. */
  readonly breaker: Breaker | null;
}

/** Makes the call once; never rejects. Redirects are not followed, so that a token goes nowhere else. */
export function callOnce(line: Line, request: HttpRequest): Promise<HttpReply> {
  const name = `${line.breaker?.peer ?? 'target'} ${request.method}`;
  const make = (): Promise<HttpReply> => betweenFaultPoints(name, () => exchange(line, request));
  return line.breaker === null ? make() : line.breaker.call(make, isSilence);
}

function isSilence(reply: HttpReply): boolean {
  return reply.kind !== 'answered' || reply.body === null;
}

async function exchange({ fetch, timeoutMs }: Line, request: HttpRequest): Promise<HttpReply> {
  let response: Response;
  const hasBody = request.body !== undefined;
  try {
    response = await fetch(request.url, {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...(hasBody ? { 'content-type': 'application/json; charset=utf-8' } : {}),
        ...request.headers,
      },
      ...(hasBody ? { body: JSON.stringify(request.body) } : {}),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    return brokenCall(error);
  }
  return {
    kind: 'answered',
    status: response.status,
    headers: response.headers,
    body: await readBody(response).catch(() => null),
  };
}

async function readBody(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > replyLimitBytes) {
      return null;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Codes of Node and undici that can only arise before a request is written to the socket. */
const codesBeforeSending = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|ERR_SSL_WRONG_VERSION_NUMBER)$/;
const certificateCodes = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** Only codes are kept of the error, see `errorCauses`. */
function brokenCall(error: unknown): HttpReply {
  if (isTimeout(error)) {
    return { kind: 'noAnswer', code: 'timeout', cause: 'no answer in time' };
  }
  const causes = errorCauses(error);
  const cause = causes[0]?.code ?? null;
  if (causes.length > 0 && causes.every(beforeSending)) {
    return { kind: 'notSent', cause: cause ?? 'no connection' };
  }
  return { kind: 'noAnswer', code: 'connectionLost', cause: cause ?? 'no details' };
}

/** By name and not by class, because the error may come from another realm. */
function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError';
}

function beforeSending({ code, syscall }: ErrorCause): boolean {
  return syscall === 'connect' || codesBeforeSending.test(code) || certificateCodes.test(code);
}

/** The body as JSON; undefined when it is none. */
export function parseJson(body: string | null): unknown {
  if (body === null) {
    return undefined;
  }
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/**
 * `Authorization` header of a token.
 *
 * @throws when the token holds a character that no header can carry (a line break from a file, say). fetch would
 *   quote the whole token in its own error.
 */
export function bearerHeader(token: string, variable: string): { readonly authorization: string } {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new Error(`${variable}: must be one line of printable ASCII characters without spaces`);
  }
  return { authorization: `Bearer ${token}` };
}

/**
 * A base address that may have a path, with `path` appended.
 *
 * @throws when `base` is not an http(s) address; the message does not quote it, because it may be a secret.
 */
export function joinUrl(base: string, path: string, variable: string): URL {
  const parsed = parsedUrl(base);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new Error(`${variable}: must be an address that starts with http:// or https://`);
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new Error(`${variable}: must not hold a user name or password`);
  }
  const joined = new URL(parsed);
  joined.pathname = `${parsed.pathname.replace(/\/+$/, '')}${path}`;
  return joined;
}
