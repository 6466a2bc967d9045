import { setTimeout as wait } from 'node:timers/promises';
import type { RunPart } from '../runs/protocol';

/** Where the runner's runs are recorded. Every call may be repeated. */
export interface RunReporter {
  /** k6 is running. */
  started(runId: string): Promise<void>;
  part(runId: string, part: RunPart): Promise<void>;
  /** k6 will not run for this run. `reason` is for people. */
  couldNotStart(runId: string, reason: string): Promise<void>;
}

/** The part of a pino logger that the runner writes to. */
export interface RunnerLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

const delaysMs = [250, 1000, 4000, 15_000];

/** A refusal (4xx) stays one however often it is asked again. */
function isRefusal(error: unknown): boolean {
  const status = (error as { status?: unknown; statusCode?: unknown } | null)?.status;
  const code = status ?? (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof code === 'number' && code >= 400 && code < 500;
}

/** A reporter that repeats a call that failed (the database was away for a moment), and never rejects. */
export function persistentReporter(
  reporter: RunReporter,
  logger: RunnerLogger,
  sleep: (ms: number) => Promise<void> = (ms) => wait(ms, undefined, { ref: false })
): RunReporter {
  const persist = async (runId: string, what: string, call: () => Promise<void>): Promise<void> => {
    for (const delayMs of [...delaysMs, null]) {
      try {
        return await call();
      } catch (error) {
        const details = { runId, err: error };
        if (delayMs === null || isRefusal(error)) {
          return logger.error(details, `${what} could not be recorded; the run is closed at its deadline`);
        }
        logger.warn(details, `${what} could not be recorded, trying again in ${delayMs} ms`);
        await sleep(delayMs);
      }
    }
  };
  return {
    started: (runId) => persist(runId, 'the start of a run', () => reporter.started(runId)),
    part: (runId, part) => persist(runId, `the ${part.part} of a run`, () => reporter.part(runId, part)),
    couldNotStart: (runId, reason) =>
      persist(runId, 'that a run could not start', () => reporter.couldNotStart(runId, reason)),
  };
}
