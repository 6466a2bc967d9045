import { normalizeIP } from '@fastify/rate-limit';

/** Addresses remembered at once, so that a flood from many addresses cannot fill the memory. */
const MAX_ADDRESSES = 10_000;

/**
 * How many wrong keys one address may try in a window. The count starts with the first failure and is forgotten when the
 * window is over. An IPv6 network (/64) counts as one address.
 */
export class FailureBudget {
  readonly #windows = new Map<string, { count: number; endsAt: number }>();

  constructor(
    private readonly max: number,
    private readonly windowMs: number,
    private readonly now: () => number
  ) {}

  /** Seconds until this address may try again; 0 when it may try now. */
  secondsBlocked(address: string): number {
    // The usual case first: this is asked at every request.
    if (this.#windows.size === 0) {
      return 0;
    }
    const window = this.#windows.get(normalizeIP(address));
    const left = window !== undefined && window.count >= this.max ? window.endsAt - this.now() : 0;
    return left > 0 ? Math.ceil(left / 1000) : 0;
  }

  /** Counts a failure of this address. True: this one used up the budget. */
  fail(address: string): boolean {
    const key = normalizeIP(address);
    const now = this.now();
    const known = this.#windows.get(key);
    const window = known !== undefined && known.endsAt > now ? known : { count: 0, endsAt: now + this.windowMs };
    window.count += 1;
    if (window !== known) {
      // Re-inserted at the end, so that the map stays in the order in which windows end.
      this.#windows.delete(key);
      this.#windows.set(key, window);
      this.#forget(now);
    }
    return window.count === this.max;
  }

  #forget(now: number): void {
    for (const [key, window] of this.#windows) {
      if (window.endsAt > now && this.#windows.size <= MAX_ADDRESSES) {
        return;
      }
      this.#windows.delete(key);
    }
  }
}
