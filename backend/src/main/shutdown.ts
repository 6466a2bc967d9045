import closeWithGrace from 'close-with-grace';
import { setTimeout as delay } from 'node:timers/promises';

/** One step of the way down. The steps run one after the other, in the order given. */
export interface ShutdownPhase {
  readonly name: string;
  /**
   * `signal` is aborted when the phase's time is up: what still runs then is left behind. `withinMs` is that time, for
   * what has to begin before.
   */
  run(signal: AbortSignal, withinMs: number): Promise<void>;
  /** Default: an equal share of the time that is left, so that a slow phase cannot starve those after it. */
  readonly timeoutMs?: number;
}

export interface ShutdownFailure {
  readonly phase: string;
  readonly error: unknown;
}

/** Where the shutdown writes to: a pino logger. */
export interface ShutdownLogger {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
  fatal(details: object, message: string): void;
}

export interface ShutdownOptions {
  /** Stop intake, drain work, close pools, flush: what others still need comes last. */
  readonly phases: readonly ShutdownPhase[];
  readonly logger: ShutdownLogger;
  /** For all phases together. */
  readonly timeoutMs?: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
  /** Resolves after `ms`; rejects when the signal is aborted. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface Shutdown {
  /** Runs every phase, whatever happens in those before; a second call gets the result of the first. */
  run(reason: string): Promise<readonly ShutdownFailure[]>;
  /**
   * Ties it to the process: SIGTERM, SIGINT and their kin start it; a second signal ends the process at once. An exception
   * that nobody caught is logged and starts it too. Exit code 0 after a clean way down by a signal, else 1.
   * `close` starts it by hand; `uninstall` unties it.
   */
  install(): { close(): void; uninstall(): void };
}

const DEFAULT_TIMEOUT_MS = 10_000;
/** Time beyond the phases' own, after which the process is ended from outside them. */
const BACKSTOP_MS = 1000;

/**
 * A fault of the program itself, in native code such as a database's. With a listener Node would go back to where it came
 * from and fault again, for ever at full load (nodejs.org/api/process.html#signal-events): the process has to die of it.
 */
const faults = ['SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL'] as const;

const realWait = async (ms: number, signal: AbortSignal): Promise<void> => {
  await delay(ms, undefined, { signal });
};

/** The way down of the process: phases with a time cap each, errors collected, nothing skipped. */
export function createShutdown({
  phases,
  logger,
  timeoutMs = DEFAULT_TIMEOUT_MS,
  now = () => performance.now(),
  wait = realWait,
}: ShutdownOptions): Shutdown {
  let result: Promise<readonly ShutdownFailure[]> | null = null;

  const runAll = async (reason: string): Promise<readonly ShutdownFailure[]> => {
    const startedAt = now();
    const failures: ShutdownFailure[] = [];
    logger.info({ reason, timeoutMs }, 'shutting down');
    for (const [index, phase] of phases.entries()) {
      const left = Math.max(0, timeoutMs - (now() - startedAt));
      const cap = Math.min(phase.timeoutMs ?? left / (phases.length - index), left);
      const phaseStartedAt = now();
      try {
        await bounded(phase, cap, wait);
        logger.info({ phase: phase.name, durationMs: Math.round(now() - phaseStartedAt) }, 'shutdown phase done');
      } catch (error) {
        failures.push({ phase: phase.name, error });
        logger.error({ phase: phase.name, err: error }, 'shutdown phase failed');
      }
    }
    logger.info({ durationMs: Math.round(now() - startedAt), failedPhases: failures.length }, 'shut down');
    return failures;
  };

  const run = (reason: string) => (result ??= runAll(reason));

  return {
    run,
    install: () =>
      closeWithGrace(
        {
          delay: timeoutMs + BACKSTOP_MS,
          skip: [...faults],
          logger: false,
          onSecondSignal: (signal) => logger.error({ signal }, 'second signal, ending at once'),
          onSecondError: (error) => logger.fatal({ err: error }, 'uncaught error while shutting down, ending at once'),
          onTimeout: () => logger.fatal({ timeoutMs }, 'shutdown took too long, ending at once'),
        },
        async ({ signal, err, manual }) => {
          if (err !== undefined) {
            logger.fatal({ err }, 'uncaught error');
          }
          const reason =
            err !== undefined ? 'uncaught error' : (signal ?? (manual ? 'asked to' : 'nothing left to do'));
          const failures = await run(reason);
          if (failures.length > 0) {
            throw new AggregateError(failures.map(({ error }) => error));
          }
        }
      ),
  };
}

/** The phase's own end or, after `capMs`, a rejection that names the time. */
async function bounded(phase: ShutdownPhase, capMs: number, wait: NonNullable<ShutdownOptions['wait']>): Promise<void> {
  const phaseAbort = new AbortController();
  const timerAbort = new AbortController();
  const timer = wait(capMs, timerAbort.signal).then(() => {
    const error = new Error(`did not end within ${Math.round(capMs)} ms`);
    phaseAbort.abort(error);
    throw error;
  });
  // The timer loses every race against a phase that ends in time.
  timer.catch(() => undefined);
  try {
    // Through a promise, so that a phase that throws before its first await is collected too.
    await Promise.race([Promise.resolve().then(() => phase.run(phaseAbort.signal, capMs)), timer]);
  } finally {
    timerAbort.abort();
  }
}
