import type { Logger } from 'pino';

/** Work that is done now and then beside the loop. */
export interface Intervals {
  /** Does it every `ms`; a failure is logged, and it is tried again the next time. */
  every(ms: number, what: string, work: () => Promise<unknown>): void;
  stop(): void;
}

export function createIntervals(logger: Logger): Intervals {
  const timers: NodeJS.Timeout[] = [];
  return {
    every(ms, what, work) {
      const timer = setInterval(() => {
        work().catch((error: unknown) => logger.error({ err: error }, `${what} failed`));
      }, ms);
      timer.unref();
      timers.push(timer);
    },
    stop: () => timers.forEach((timer) => clearInterval(timer)),
  };
}
