import type { CliContext } from './context';
import { sayerOf } from './output';
import type { Sleep } from './sidecar';

/** Says that something is being tried again, so that no wait is silent. */
export interface RetryNotice {
  /** @param leftMs until it is given up. */
  waiting(reason: string, leftMs: number): void;
  /** Nothing is waited for any more. */
  done(): void;
}

const stepMs = 1000;
/** In a log, how long it stays silent. */
const silentMs = 15_000;

/**
 * The reason at once and whenever it changes. A terminal shows a countdown below it, a log gets a line every 15 s.
 * @param how the person gives up, such as `Ctrl-C gives up`; null: not at all.
 */
export function createRetryNotice({ stderr }: Pick<CliContext, 'stderr'>, how: string | null): RetryNotice {
  let said: string | null = null;
  let spokenAtLeftMs = Number.POSITIVE_INFINITY;
  let counting = false;

  const clear = (): void => {
    if (counting) {
      stderr.write('\r\u001b[K');
      counting = false;
    }
  };
  return {
    waiting(reason, leftMs) {
      const left = `${Math.max(0, Math.ceil(leftMs / stepMs))} s`;
      const hint = how === null ? '' : ` (${how})`;
      if (reason !== said) {
        clear();
        sayerOf({ stderr })(reason);
      }
      if (stderr.isTTY === true) {
        stderr.write(`\r\u001b[Kloadtests: trying again for ${left}${hint}`);
        counting = true;
      } else if (reason !== said || spokenAtLeftMs - leftMs >= silentMs) {
        stderr.write(`loadtests: trying again for ${left}${hint}\n`);
        spokenAtLeftMs = leftMs;
      }
      said = reason;
    },
    done: clear,
  };
}

const firstDelayMs = 500;
const longestDelayMs = 15_000;

/** What a try has come to; `again` null: it need not be tried again. */
interface Tried<Value> {
  readonly value: Value;
  readonly again: { readonly reason: string; readonly retryAfterMs: number | null } | null;
}

/** Tries with growing pauses until a try says that it need not be tried again, or the time is up. @returns the last one. */
export async function tryAgain<Value>(
  options: Parameters<typeof pause>[0] & { readonly forMs: number },
  attempt: () => Promise<Tried<Value>>
): Promise<Value> {
  const { now, forMs, notice } = options;
  const giveUpAt = now().getTime() + forMs;
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
    const { value, again } = await attempt();
    const pauseMs = Math.max(delayMs, again?.retryAfterMs ?? 0);
    if (again === null || now().getTime() + pauseMs > giveUpAt) {
      notice?.done();
      return value;
    }
    await pause(options, pauseMs, again.reason, giveUpAt);
  }
}

/** Waits; with a notice in steps of a second, so that it can count down. */
export async function pause(
  options: {
    readonly sleep: Sleep;
    readonly now: () => Date;
    readonly signal?: AbortSignal;
    readonly notice?: RetryNotice;
  },
  pauseMs: number,
  reason: string,
  giveUpAtMs: number
): Promise<void> {
  const { sleep, now, signal, notice } = options;
  if (notice === undefined) {
    return sleep(pauseMs, signal);
  }
  for (let left = pauseMs; left > 0 && signal?.aborted !== true; left -= stepMs) {
    notice.waiting(reason, giveUpAtMs - now().getTime());
    await sleep(Math.min(left, stepMs), signal);
  }
}
