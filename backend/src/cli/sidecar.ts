import { setTimeout as wait } from 'node:timers/promises';
import { systemErrorCode } from '../lib/error-code';

export type Fetch = typeof globalThis.fetch;
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** Waits; an aborted signal ends the wait early instead of throwing. */
export const sleepFor: Sleep = (ms, signal) => wait(ms, undefined, signal ? { signal } : {}).catch(() => undefined);

/** What the sidecar did with a request, sorted by what the sender should do next. */
export type Answer =
  | { readonly kind: 'taken'; readonly body: unknown }
  /** The same request would be refused again. */
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }
  /** Worth sending again. */
  | {
      readonly kind: 'later';
      readonly reason: string;
      /** `all`: nothing else would get through now either; `this`: only this request has trouble. */
      readonly concerns: 'all' | 'this';
      /** Infinity where no pause helps: somebody has to change the key or the address first. */
      readonly retryAfterMs: number | null;
    };

export interface Sidecar {
  /** Base URL without a slash at the end. */
  readonly url: string;
  /** @param headers besides the usual ones. */
  post(path: string, body: unknown, signal?: AbortSignal, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** The same for a PUT, which replaces what is there. */
  put(path: string, body: unknown): Promise<Answer>;
  get(path: string, signal?: AbortSignal): Promise<RawAnswer | Unreachable>;
  /** A GET whose answer is sorted like that of a POST. */
  ask(path: string, signal?: AbortSignal): Promise<Answer>;
}

/** No answer came; `reason` is for people. */
export interface Unreachable {
  readonly kind: 'unreachable';
  readonly reason: string;
}

export interface RawAnswer {
  readonly kind: 'answered';
  readonly status: number;
  readonly retryAfterMs: number | null;
  /** Null when the body is not JSON. */
  readonly body: unknown;
}

export interface SidecarOptions {
  readonly url: string;
  /** Null sends none; the sidecar then answers 401. */
  readonly key: string | null;
  readonly fetch: Fetch;
  /** For one request, in ms. */
  readonly timeoutMs: number;
  /** What the key must be good for, as a refusal says it; default `ingest`. */
  readonly scope?: 'ingest' | 'read' | 'operate';
  /** What to look at when the sender is not known, where no key says who it is. */
  readonly unknownSenderHint?: string;
}

/** Statuses by which a definite refusal is told from a key, load or timing problem that will pass. */
const passing4xx: Readonly<Record<number, 'all' | 'this'>> = {
  401: 'all',
  403: 'all',
  408: 'this',
  425: 'this',
  429: 'all',
};
const longestReason = 400;

function retryAfterMs(header: string | null): number | null {
  if (header === null) {
    return null;
  }
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/** The words of a problem document (RFC 9457), with the fields it names. */
function problemText(body: unknown): string {
  const { detail, title, errors } = (body ?? {}) as { detail?: unknown; title?: unknown; errors?: unknown };
  const text = typeof detail === 'string' ? detail : typeof title === 'string' ? title : '';
  const issues = (Array.isArray(errors) ? (errors as unknown[]) : [])
    .map((issue) => issue as { where?: unknown; what?: unknown } | null)
    .map((issue) => `${String(issue?.where ?? '')} ${String(issue?.what ?? '')}`.trim());
  return [text, issues.join('; ')]
    .filter((piece) => piece !== '')
    .join(' — ')
    .replace(/\p{Cc}/gu, ' ')
    .slice(0, longestReason);
}

function unreachable(url: string, error: unknown, timeoutMs: number): string {
  const { name, message, cause } = error as Error & { cause?: { message?: string } };
  if (name === 'TimeoutError') {
    return `${url} did not answer within ${timeoutMs / 1000} s`;
  }
  const code = systemErrorCode(error);
  const meaning = code === null ? undefined : meanings[code];
  return `${url} cannot be reached (${code ?? cause?.message ?? message}${meaning === undefined ? '' : `: ${meaning}`})`;
}

/** What the codes mean that a first try meets. */
const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; is the monitor running?',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak https',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed; NODE_EXTRA_CA_CERTS names one to trust',
};

const checkAddress = 'check --url or LOADTESTS_URL';

/** Some other server has answered: no pause helps. */
function anotherServer(url: string, status: number): Answer {
  const reason = `${url} is no load test monitor: it answered ${status} without what a monitor says (${checkAddress})`;
  return { kind: 'later', concerns: 'all', retryAfterMs: Number.POSITIVE_INFINITY, reason };
}

/** Nobody but a person can mend it: a refused key, or an address at which there is no monitor. */
export function needsPerson(answer: Answer): boolean {
  return answer.kind === 'later' && answer.retryAfterMs === Number.POSITIVE_INFINITY;
}

function sort(
  { status, retryAfterMs: retryAfter, body }: RawAnswer,
  { url, key, scope = 'ingest', unknownSenderHint }: SidecarOptions
): Answer {
  if (status >= 200 && status < 300) {
    return body === null ? anotherServer(url, status) : { kind: 'taken', body };
  }
  const text = problemText(body);
  const reason = `${status}${text === '' ? '' : ` ${text}`}`;
  if (status === 401 || status === 403) {
    const address = text === '' ? `; or is it another server? ${checkAddress}` : '';
    const check = unknownSenderHint ?? `${key === null ? 'set' : 'check'} LOADTESTS_KEY: a key with the scope ${scope}`;
    // No pause helps: it stays on disk until somebody changes the key.
    return {
      kind: 'later',
      concerns: 'all',
      retryAfterMs: Number.POSITIVE_INFINITY,
      reason: `${reason} (${check}${address})`,
    };
  }
  // A monitor says what it does not know; 501 is what a file server answers to a POST.
  if (((status === 404 || status === 405) && text === '') || status === 501) {
    return anotherServer(url, status);
  }
  if (status >= 400 && status < 500) {
    const concerns = passing4xx[status];
    return concerns === undefined
      ? { kind: 'refused', status, reason }
      : { kind: 'later', concerns, retryAfterMs: retryAfter, reason };
  }
  // A gateway answers for all requests; a bare 500 may be the fault of this one.
  return { kind: 'later', concerns: status === 500 ? 'this' : 'all', retryAfterMs: retryAfter, reason };
}

/** The sidecar's HTTP interface as a reporter sees it. Its methods never throw, and no message holds the key. */
export function createSidecar(options: SidecarOptions): Sidecar {
  const { url, key, fetch, timeoutMs } = options;
  const call = async (
    path: string,
    init: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> },
    signal?: AbortSignal
  ): Promise<RawAnswer | Unreachable> => {
    const headers: Record<string, string> = { accept: 'application/json', ...init.headers };
    if (init.body !== undefined) {
      headers['content-type'] = 'application/json';
    }
    if (key !== null) {
      headers.authorization = `Bearer ${key}`;
    }
    try {
      const limit = AbortSignal.timeout(timeoutMs);
      const response = await fetch(`${url}${path}`, {
        ...init,
        headers,
        // Following one would carry the key, and turn a POST into a GET.
        redirect: 'manual',
        signal: signal ? AbortSignal.any([limit, signal]) : limit,
      });
      const text = await response.text();
      let body: unknown = null;
      try {
        body = JSON.parse(text) as unknown;
      } catch {
        // The status alone has to do.
      }
      return {
        kind: 'answered',
        status: response.status,
        retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
        body,
      };
    } catch (error) {
      return { kind: 'unreachable', reason: unreachable(url, error, timeoutMs) };
    }
  };
  const sorted = (answer: RawAnswer | Unreachable): Answer =>
    answer.kind === 'unreachable'
      ? { kind: 'later', concerns: 'all', retryAfterMs: null, reason: answer.reason }
      : sort(answer, options);
  return {
    url,
    post: async (path, body, signal, headers = {}) =>
      sorted(await call(path, { method: 'POST', body: JSON.stringify(body), headers }, signal)),
    put: async (path, body) => sorted(await call(path, { method: 'PUT', body: JSON.stringify(body) })),
    get: (path, signal) => call(path, { method: 'GET' }, signal),
    ask: async (path, signal) => sorted(await call(path, { method: 'GET' }, signal)),
  };
}
