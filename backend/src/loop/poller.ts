import type { Logger } from 'pino';
import { isDatabaseAway, isDiskFull } from '../db';

export interface Poller {
  start(): void;
  /** There is work now: do not wait for the next tick. */
  nudge(): void;
  /** Ends after the piece of work that is under way. */
  stop(): Promise<void>;
}

/**
 * Works until nothing is left, then waits for a nudge or the next tick. A piece of work that throws is logged and tried
 * again at the next tick, so that one bad row never stops the loop for good.
 *
 * @param isAnyDue whether to begin at all: a question that costs less than work that finds nothing.
 * @param work one piece of work; false: there was none.
 */
export function createPoller(options: {
  readonly name: string;
  readonly everyMs: number;
  readonly isAnyDue?: () => Promise<boolean>;
  readonly work: () => Promise<boolean>;
  readonly logger: Logger;
}): Poller {
  const { name, everyMs, isAnyDue, work, logger } = options;
  let stopped = true;
  let nudged = false;
  let databaseIsAway = false;
  let timer: NodeJS.Timeout | null = null;
  let current: Promise<void> | null = null;

  /** An outage is said once: it is no reason for hundreds of lines. */
  function tellFailure(error: unknown): void {
    if (!isDatabaseAway(error)) {
      logger.error({ err: error, loop: name }, 'a piece of work failed and will be tried again');
    } else if (!databaseIsAway) {
      databaseIsAway = true;
      const what = isDiskFull(error)
        ? 'the disk is full, work waits for room'
        : 'the database is away, work waits for it';
      logger.warn({ err: error, loop: name }, what);
    }
  }

  async function drain(): Promise<void> {
    do {
      nudged = false;
      try {
        const mayBegin = isAnyDue === undefined || (await isAnyDue());
        while (mayBegin && !stopped && (await work())) {
          // the next piece
        }
        if (databaseIsAway) {
          databaseIsAway = false;
          logger.info({ loop: name }, 'the database is back, work goes on');
        }
      } catch (error) {
        tellFailure(error);
        return;
      }
    } while (nudged && !stopped);
  }

  function run(): void {
    if (stopped || current !== null) {
      return;
    }
    if (timer !== null) {
      clearTimeout(timer);
      timer = null;
    }
    current = drain().finally(() => {
      current = null;
      if (!stopped) {
        timer = setTimeout(run, everyMs);
      }
    });
  }

  return {
    start() {
      stopped = false;
      run();
    },
    nudge() {
      nudged = true;
      run();
    },
    async stop() {
      stopped = true;
      if (timer !== null) {
        clearTimeout(timer);
        timer = null;
      }
      await current;
    },
  };
}
