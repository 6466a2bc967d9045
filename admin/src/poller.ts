/** What a poller needs of the world besides its clock. */
export interface Outside {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** 0 up to 1. */
  readonly random: () => number;
}

/** What became of a poll, with what was read of an answer. */
export type Outcome<T> =
  | { readonly kind: 'answered'; readonly value: T; readonly etag: string | null }
  | { readonly kind: 'unchanged' }
  /** 401, 403, 404 or the page of a login: asking again does not help. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfterMs: number };

export interface PollerOptions<T> {
  /** @returns null while there is nothing to ask. */
  readonly url: () => string | null;
  readonly intervalMs: () => number;
  /** @returns null when the answer is of no use, which counts as failed. */
  readonly read: (body: unknown) => T | null;
  readonly onOutcome: (outcome: Outcome<T>) => void;
  /** When what is known becomes doubtful (ms since 1970): asked by then. */
  readonly doubtfulAt: () => number | null;
}

const timeoutMs = 10_000;
const longestBackoffMs = 300_000;
const longestRetryAfterMs = 3_600_000;
/** Before anything is known, a failed poll is repeated this soon. */
const firstRetryMs = 5_000;

const browser: Outside = { fetch: (url, init) => fetch(url, init), random: () => Math.random() };

/** Asks an endpoint again and again: not in hidden tabs, with jitter, and more seldom while it fails. */
export class Poller<T> {
  readonly #options: PollerOptions<T>;
  readonly #outside: Outside;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;
  #isRunning = false;
  #isRefused = false;
  #hasAnswered = false;
  #failures = 0;
  #etag: string | null = null;
  #notBefore = 0;

  constructor(options: PollerOptions<T>, outside: Outside = browser) {
    this.#options = options;
    this.#outside = outside;
  }

  start(): void {
    this.#isRunning = true;
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.askNow();
  }

  stop(): void {
    this.#isRunning = false;
    document.removeEventListener('visibilitychange', this.#onVisibility);
    clearTimeout(this.#timer);
    this.#giveUp();
  }

  /** Asks at once, unless it was told to wait; also after a refusal. */
  askNow(): void {
    this.#giveUp();
    this.#isRefused = false;
    void this.#ask();
  }

  #giveUp(): void {
    this.#asking?.abort();
    this.#asking = null;
  }

  readonly #onVisibility = (): void => {
    if (!this.#isRefused) {
      void this.#ask();
    }
  };

  async #ask(): Promise<void> {
    clearTimeout(this.#timer);
    const url = this.#options.url();
    if (!this.#isRunning || this.#asking !== null || url === null || document.visibilityState === 'hidden') {
      return;
    }
    const early = this.#notBefore - Date.now();
    if (early > 0) {
      this.#askIn(early);
      return;
    }
    const asking = (this.#asking = new AbortController());
    const timeout = setTimeout(() => asking.abort(), timeoutMs);
    const outcome = await this.#askOnce(url, asking.signal);
    clearTimeout(timeout);
    // Stopped, or started anew, meanwhile.
    if (this.#asking === asking) {
      this.#asking = null;
      this.#settle(outcome);
    }
  }

  #settle(outcome: Outcome<T>): void {
    const isRefused = outcome.kind === 'refused';
    const isFailed = outcome.kind === 'failed';
    this.#isRefused = isRefused;
    this.#failures = isFailed ? this.#failures + 1 : 0;
    if (outcome.kind === 'answered') {
      this.#hasAnswered = true;
      this.#etag = outcome.etag;
    } else if (isRefused) {
      this.#hasAnswered = false;
      this.#etag = null;
    }
    this.#options.onOutcome(outcome);
    if (isRefused) {
      return;
    }
    const now = Date.now();
    const retryAfterMs = isFailed ? outcome.retryAfterMs : 0;
    this.#notBefore = now + retryAfterMs;
    const delay = this.#delay();
    const doubtfulIn = (this.#options.doubtfulAt() ?? 0) - now;
    this.#askIn(Math.max(retryAfterMs, doubtfulIn > 0 ? Math.min(delay, doubtfulIn + 1_000) : delay));
  }

  #askIn(delayMs: number): void {
    this.#timer = setTimeout(() => void this.#ask(), delayMs);
  }

  /** The interval ± 10 %, doubled with each failure after the first. */
  #delay(): number {
    const interval = this.#options.intervalMs();
    const isFirstTry = !this.#hasAnswered && this.#failures === 1;
    const backoff = Math.min(interval * 2 ** Math.max(0, this.#failures - 1), Math.max(interval, longestBackoffMs));
    return (isFirstTry ? Math.min(interval, firstRetryMs) : backoff) * (0.9 + 0.2 * this.#outside.random());
  }

  async #askOnce(url: string, signal: AbortSignal): Promise<Outcome<T>> {
    const failed = (reason: string, retryAfterMs = 0) => ({ kind: 'failed', reason, retryAfterMs }) as const;
    try {
      const response = await this.#outside.fetch(url, {
        signal,
        cache: 'no-store',
        headers: { accept: 'application/json', ...(this.#etag !== null && { 'if-none-match': this.#etag }) },
      });
      const { status, headers } = response;
      const reason = `HTTP ${status}`;
      if (status === 304) {
        return { kind: 'unchanged' };
      }
      const isJson = headers.get('content-type')?.includes('json') === true;
      if ([401, 403, 404].includes(status) || (response.redirected && !isJson)) {
        return { kind: 'refused', reason };
      }
      if (!response.ok) {
        return failed(reason, retryAfter(headers.get('retry-after'), Date.now()));
      }
      const value = isJson ? this.#options.read(await response.json()) : null;
      return value === null ? failed('not what was expected') : { kind: 'answered', value, etag: headers.get('etag') };
    } catch {
      return failed('no answer');
    }
  }
}

/** In ms, of a header in seconds or as a date (RFC 9110, 10.2.3); at most an hour, so that a mistake does not silence a page. */
function retryAfter(header: string | null, now: number): number {
  const wait = /^\d+$/.test(header ?? '') ? Number(header) * 1000 : Date.parse(header ?? '') - now;
  return wait > 0 ? Math.min(wait, longestRetryAfterMs) : 0;
}
