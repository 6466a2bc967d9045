import { dirname } from 'node:path';
import { inspectScript, type InfluxOutput, type Inspection, type InspectRequest, type UsageReader } from '../k6';
import type { LoadTest } from '../model/load-test';
import { targetKey } from '../model/target';
import { ActiveRun } from './active-run';
import { catalogueArguments, runnerEnvironment } from './catalogue-run';
import { endAll, type DrainReport, type Execution } from './drain';
import { sleepFor, type RunnerLogger, type RunReporter, type Sleep } from './report';
import { runK6 } from './run-k6';
import { createRunReports } from './run-reports';
import { standingOf, type Standing } from './standing';
import {
  emptyQueue,
  enqueue,
  holds,
  position,
  remove,
  startable,
  type QueuedRun,
  type TargetQueue,
} from './target-queue';
import { createTurns } from './turns';

export interface RunnerOptions {
  /** A path, or a name to be found on PATH. */
  readonly k6Bin: string;
  /** Where k6 streams its samples; null leaves them to the summary alone. */
  readonly output: InfluxOutput | null;
  readonly report: RunReporter;
  /** The entry as it is when its run may start: the one that was queued, or what has become of it. Default: the former. */
  readonly renewed?: (runId: string, test: LoadTest) => Promise<LoadTest>;
  readonly logger: RunnerLogger;
  /** For k6's summaries while they are read; made when missing. */
  readonly workDirectory: string;
  /** The sidecar's environment; an allow list of it reaches k6, and what the catalogue names as secrets. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly now?: () => Date;
  /** Resident memory that one k6 may have, in MB; default: no limit. */
  readonly maxMemoryMb?: number;
  /** Where the load on this machine is read; default: the machine itself. */
  readonly usage?: UsageReader;
  /** How many k6 processes at most, over all targets. */
  readonly maxParallelRuns?: number;
  /** How long k6 may take for its last iterations, teardown() and summary after a stop, in ms, before it is killed. */
  readonly stopGraceMs?: number;
  readonly inspect?: (request: InspectRequest) => Promise<Inspection>;
  /** Between the tries of a report that could not be recorded, or of a start that has to wait. */
  readonly sleep?: Sleep;
}

export interface RunnerJob {
  readonly runId: string;
  readonly test: LoadTest;
  readonly instance?: string;
  /** When it was announced: older ones on its target come first, wherever they were queued. Default: now. */
  readonly queuedAt?: Date;
  /** It goes before all others on its target. */
  readonly isFirst?: boolean;
}

export interface RunnerStatus {
  readonly running: ReadonlyArray<{ readonly runId: string; readonly test: string; readonly target: string }>;
  readonly queued: ReadonlyArray<{
    readonly runId: string;
    readonly test: string;
    readonly target: string;
    /** 1 is next on its target. */
    readonly position: number;
  }>;
}

export interface Runner {
  /** Queues a run behind those on the same target. Never throws; whatever happens goes to the reporter. */
  enqueue(job: RunnerJob): void;
  status(): RunnerStatus;
  /** Where every run that it holds stands. */
  standings(): readonly Standing[];
  /** `stopping`: k6 was told to end; `removed`: it had not started; `unknown`: not a run of this runner (any more). */
  stop(runId: string, by: { readonly byPerson: boolean }): 'stopping' | 'removed' | 'unknown';
  /** What k6 says about a load test, with the arguments and environment its runs get. */
  inspect(test: LoadTest): Promise<Inspection>;
  /**
   * Takes no more runs, ends those that run, and resolves when all is reported. A k6 that has not ended after `timeoutMs`,
   * or when `signal` is aborted, is killed with its whole process group; so none outlives a sidecar that awaits this or
   * aborts the signal before it leaves.
   */
  drain(timeoutMs: number, signal?: AbortSignal): Promise<DrainReport>;
}

/** How soon a run is asked about again whose target another sidecar loads, or whose owner nobody can tell, in ms. */
const askAgainAfterMs = 1000;

interface Run extends QueuedRun {
  readonly test: LoadTest;
  readonly instance: string;
}

/** Starts k6 for catalogue entries: one run at a time per target, several targets side by side. */
export function createRunner(options: RunnerOptions): Runner {
  const { logger, now = () => new Date(), maxParallelRuns = 4, stopGraceMs = 30_000, sleep = sleepFor } = options;
  const secretsFrom = options.environment ?? process.env;
  const environment = runnerEnvironment(secretsFrom);
  const goingDown = new AbortController();
  const reports = createRunReports({ reporter: options.report, logger, draining: goingDown.signal, now, sleep });
  const inspect = inspectorOf(options, environment, goingDown.signal);
  const { maxMemoryMb = Infinity } = options;
  const running = { ...options, environment, secretsFrom, stopGraceMs, maxMemoryMb, now, inspect, reports };
  const turns = createTurns({ mayStart: (runId, how) => options.report.mayStart(runId, how), logger, now });
  /** Targets of runs that may not start yet: they are asked about again a little later, and take no place meanwhile. */
  const resting = new Set<string>();
  const executions = new Map<string, Execution>();
  let queue: TargetQueue<Run> = emptyQueue;

  const rest = (target: string): void => {
    resting.add(target);
    void sleep(askAgainAfterMs, goingDown.signal).then(() => {
      resting.delete(target);
      startNext();
    });
  };

  const execute = async (run: Run, active: ActiveRun): Promise<void> => {
    let mustWait = false;
    try {
      const answer = await turns.ask(run.runId);
      if (answer === 'start') {
        const test = (await options.renewed?.(run.runId, run.test)) ?? run.test;
        await runK6(running, { ...run, test }, active);
      } else if (answer === 'wait' && active.stopRequested) {
        reports.stoppedBeforeStart(run, active.stoppedByPerson);
      } else {
        mustWait = answer === 'wait';
      }
    } catch (error) {
      logger.error({ runId: run.runId, err: error }, 'a run could not be started');
      reports.couldNotStart(run, `the runner failed: ${error instanceof Error ? error.message : String(error)}`);
    }
    executions.delete(run.runId);
    queue = remove(queue, run.runId);
    if (mustWait) {
      queue = enqueue(queue, run);
      rest(run.target);
    } else {
      turns.forget(run.runId);
    }
    startNext();
  };

  const startNext = (): void => {
    if (goingDown.signal.aborted) {
      return;
    }
    const next = startable(queue, maxParallelRuns, resting);
    queue = next.queue;
    for (const run of next.start) {
      const active = new ActiveRun();
      // Later, so that it is known to be executed before it can have ended.
      const done = Promise.resolve().then(() => execute(run, active));
      executions.set(run.runId, { runId: run.runId, active, done });
    }
  };

  return {
    enqueue({ runId, test, instance = '0', queuedAt = now(), isFirst = false }) {
      if (goingDown.signal.aborted) {
        reports.couldNotStart({ runId, test }, 'the sidecar is shutting down');
      } else if (!holds(queue, runId)) {
        queue = enqueue(queue, { runId, queuedAt, isFirst, test, instance, target: targetKey(test.target) });
        startNext();
      }
    },
    status: () => statusOf(queue),
    standings: () =>
      [...queue.running, ...queue.waiting].map((run) =>
        standingOf(run, executions.get(run.runId)?.active ?? null, now())
      ),
    stop(runId, by) {
      const queued = queue.waiting.find((run) => run.runId === runId);
      if (queued) {
        queue = remove(queue, runId);
        turns.forget(runId);
        reports.stoppedBeforeStart(queued, by.byPerson);
        return 'removed';
      }
      const execution = executions.get(runId);
      execution?.active.stop(by, stopGraceMs);
      return execution ? 'stopping' : 'unknown';
    },
    inspect,
    async drain(timeoutMs, signal) {
      goingDown.abort();
      const queued = queue.waiting;
      queue = { ...queue, waiting: [] };
      queued.forEach((run) => reports.stoppedBeforeStart(run, false));
      const found = await endAll([...executions.values()], timeoutMs, signal);
      await reports.allSaid();
      return { ...found, neverStarted: [...found.neverStarted, ...queued.map(({ runId }) => runId)] };
    },
  };
}

function inspectorOf(
  { k6Bin, inspect = inspectScript }: RunnerOptions,
  environment: Readonly<Record<string, string>>,
  goingDown: AbortSignal
): Runner['inspect'] {
  return (test) =>
    inspect({
      k6Bin,
      script: test.script,
      args: catalogueArguments(test),
      env: environment,
      cwd: dirname(test.script),
      // A script may read for ever; nobody would be left to end it.
      signal: goingDown,
    });
}

function statusOf(queue: TargetQueue<Run>): RunnerStatus {
  const shown = ({ runId, test, target }: Run) => ({ runId, test: test.name, target });
  return {
    running: queue.running.map(shown),
    queued: queue.waiting.map((run) => ({ ...shown(run), position: position(queue, run.runId) ?? 0 })),
  };
}
