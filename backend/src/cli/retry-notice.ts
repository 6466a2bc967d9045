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
