import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 50;

/**
 * Asks again and again, every 50 ms, until there is an answer.
 *
 * @param what for the error when the time is up: "the verdict of run x".
 * @param check undefined: not yet. What it throws ends the waiting.
 * @param details what was seen last, for the same error.
 */
export async function waitUntil<T>(
  what: string,
  check: () => T | undefined | Promise<T | undefined>,
  { withinMs = 120_000, details = () => '' }: { readonly withinMs?: number; readonly details?: () => string } = {}
): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const found = await check();
    if (found !== undefined) {
      return found;
    }
    if (performance.now() > giveUpAt) {
      throw new Error(`${what} did not come within ${withinMs} ms. ${details()}`.trim());
    }
    await sleep(pauseMs);
  }
}

/** One question at a time, whoever asks, and its answer is good for 50 ms: many waiters stay below a rate limit. */
export function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | null = null;
  return () => {
    current ??= ask().finally(() => setTimeout(() => (current = null), pauseMs).unref());
    return current;
  };
}
