import type { MayStart } from '../model/run';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunPart } from '../model/protocol';

/** Where the runner's runs are recorded. Every call may be repeated. */
export interface RunReporter {
  /**
   * Asked right before k6 is started; after `yes` the run is recorded as running.
   *
   * @param how.overtakes older runs that other sidecars have queued for its target keep it waiting no more.
   */
  mayStart(runId: string, how: { readonly overtakes: boolean }): Promise<MayStart>;
  /** k6 has been running since `startedAt`, which may be a while ago: the call is repeated while the database is away. */
  started(runId: string, startedAt: Date): Promise<void>;
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

/** Resolves after `ms`, or as soon as the signal is aborted; never rejects. */
export type Sleep = (ms: number, signal: AbortSignal | null) => Promise<void>;

/** What a run did, said until it is heard. No call rejects; each may last until `until`, and a little beyond. */
interface PersistentReporter {
  started(runId: string, startedAt: Date, until: Date): Promise<void>;
  part(runId: string, part: RunPart, until: Date): Promise<void>;
  couldNotStart(runId: string, reason: string, until: Date): Promise<void>;
}

const firstDelaysMs = [250, 1000, 4000, 15_000];
const laterDelayMs = 15_000;

export const sleepFor: Sleep = (ms, signal) =>
  wait(ms, undefined, { ref: false, ...(signal ? { signal } : {}) }).catch(() => undefined);

/** A refusal (4xx) stays one however often it is asked again. */
function isRefusal(error: unknown): boolean {
  const status = (error as { status?: unknown; statusCode?: unknown } | null)?.status;
  const code = status ?? (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof code === 'number' && code >= 400 && code < 500;
}

/**
 * A reporter that repeats a call that failed (the database is away) until the time given with it: a run whose parts are
 * dropped is judged at its deadline without exit code and summary. Once `draining` is aborted, nobody waits that long:
 * what is still open is tried at once, and then a few times over 20 s.
 */
export function persistentReporter(
  reporter: RunReporter,
  {
    logger,
    draining,
    now = () => new Date(),
    sleep = sleepFor,
  }: {
    readonly logger: RunnerLogger;
    readonly draining: AbortSignal;
    readonly now?: () => Date;
    readonly sleep?: Sleep;
  }
): PersistentReporter {
  const persist = async (runId: string, what: string, until: Date, call: () => Promise<void>): Promise<void> => {
    let inHaste = draining.aborted;
    let failures = 0;
    for (;;) {
      try {
        await call();
        if (failures > firstDelaysMs.length) {
          logger.info({ runId }, `${what} is recorded at last`);
        }
        return;
      } catch (error) {
        if (draining.aborted && !inHaste) {
          inHaste = true;
          failures = 0;
        }
        const delayMs = firstDelaysMs[failures] ?? (inHaste || now() >= until ? null : laterDelayMs);
        failures += 1;
        const details = { runId, err: error };
        if (delayMs === null || isRefusal(error)) {
          return logger.error(details, `${what} could not be recorded; the run is closed at its deadline`);
        }
        if (failures <= firstDelaysMs.length) {
          logger.warn(details, `${what} could not be recorded, trying again in ${delayMs} ms`);
        } else if (failures === firstDelaysMs.length + 1) {
          // Said once: an outage of an hour is no reason for hundreds of lines.
          const message = `${what} could not be recorded, trying every ${laterDelayMs / 1000} s until ${until.toISOString()}`;
          logger.warn(details, message);
        }
        await sleep(delayMs, inHaste ? null : draining);
      }
    }
  };
  return {
    started: (runId, startedAt, until) =>
      persist(runId, 'the start of a run', until, () => reporter.started(runId, startedAt)),
    part: (runId, part, until) => persist(runId, `the ${part.part} of a run`, until, () => reporter.part(runId, part)),
    couldNotStart: (runId, reason, until) =>
      persist(runId, 'that a run could not start', until, () => reporter.couldNotStart(runId, reason)),
  };
}
