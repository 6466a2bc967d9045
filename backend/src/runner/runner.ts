import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LoadTest } from '../model/load-test';
import { catalogueArguments, runnerEnvironment, scriptProblem } from './catalogue-run';
import {
  inspectScript,
  type Inspection,
  type InspectRequest,
  planK6Run,
  type InfluxOutput,
  startK6,
  type K6Outcome,
  type RunningK6,
  untriedMajor,
  partsOf,
  stoppedBeforeStart,
} from '../k6';
import { persistentReporter, sleepFor, type RunnerLogger, type RunReporter, type Sleep } from './report';
import { targetKey } from '../model/target';
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

export interface RunnerOptions {
  /** A path, or a name to be found on PATH. */
  readonly k6Bin: string;
  /** Where k6 streams its samples; null leaves them to the summary alone. */
  readonly output: InfluxOutput | null;
  readonly report: RunReporter;
  readonly logger: RunnerLogger;
  /** For k6's summaries while they are read; made when missing. */
  readonly workDirectory: string;
  /** The sidecar's environment; an allow list of it reaches k6. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly now?: () => Date;
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

/** What a shutdown found. */
export interface DrainReport {
  /** Ended by themselves or on SIGINT, with a summary. */
  readonly ended: readonly string[];
  /** Did not end in time. */
  readonly killed: readonly string[];
  readonly neverStarted: readonly string[];
}

export interface Runner {
  /** Queues a run behind those on the same target. Never throws; whatever happens goes to the reporter. */
  enqueue(job: RunnerJob): void;
  status(): RunnerStatus;
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

interface Run extends QueuedRun {
  readonly test: LoadTest;
  readonly instance: string;
}

interface ActiveRun {
  process: RunningK6 | null;
  stopRequested: boolean;
  stoppedByPerson: boolean;
  killed: boolean;
  readonly done: Promise<void>;
}

/** How often a run whose target another sidecar loads, or whose owner nobody can tell, asks again. */
const mayStartEveryMs = 1000;

/** A run is closed at its deadline; a report may be a moment later all the same. */
const reportMarginMs = 60_000;

/** Starts k6 for catalogue entries: one run at a time per target, several targets side by side. */
export function createRunner(options: RunnerOptions): Runner {
  const { k6Bin, output, logger, workDirectory } = options;
  const { now = () => new Date(), maxParallelRuns = 4, stopGraceMs = 30_000, inspect = inspectScript } = options;
  const { sleep = sleepFor } = options;
  const environment = runnerEnvironment(options.environment ?? process.env);
  const goingDown = new AbortController();
  const report = persistentReporter(options.report, { logger, draining: goingDown.signal, now, sleep: options.sleep });
  const active = new Map<string, ActiveRun>();
  const pendingReports = new Set<Promise<void>>();
  let queue: TargetQueue<Run> = emptyQueue;

  /** Reports go on by themselves: a target is not kept waiting for the database. */
  const track = (reported: Promise<void>): void => {
    pendingReports.add(reported);
    void reported.finally(() => pendingReports.delete(reported));
  };

  const reportUntil = ({ deadlineSeconds }: LoadTest, startedAt = now()): Date =>
    new Date(startedAt.getTime() + deadlineSeconds * 1000 + reportMarginMs);

  const couldNotStart = (runId: string, test: LoadTest, reason: string): void =>
    track(report.couldNotStart(runId, reason, reportUntil(test)));

  const inspectTest = (test: LoadTest): Promise<Inspection> =>
    inspect({
      k6Bin,
      script: test.script,
      args: catalogueArguments(test),
      env: environment,
      cwd: dirname(test.script),
      // A script may read for ever; nobody would be left to end it.
      signal: goingDown.signal,
    });

  const end = async (k6: RunningK6, state: ActiveRun, graceMs: number): Promise<void> => {
    const outcome = await k6.stop(graceMs);
    state.killed = outcome.kind === 'ended' && outcome.signal === 'SIGKILL';
  };

  /** Waits until k6 may be started for the run. @returns false: never, and all is said about it. */
  const waitForStart = async (run: Run, state: ActiveRun): Promise<boolean> => {
    const { runId } = run;
    for (let told: string | null = null; ;) {
      if (state.stopRequested || goingDown.signal.aborted) {
        reportStoppedBeforeStart(run, state.stoppedByPerson);
        return false;
      }
      const answer = await options.report.mayStart(runId);
      if (answer === 'yes') {
        return true;
      }
      if (answer === 'no') {
        logger.warn({ runId }, 'a queued run is not started: it is closed, or another sidecar has taken it over');
        return false;
      }
      if (told !== answer) {
        told = answer;
        const what = answer === 'targetBusy' ? "until another sidecar's run on its target ends" : 'for the database';
        logger.info({ runId }, `a queued run waits ${what}`);
      }
      await sleep(mayStartEveryMs, goingDown.signal);
    }
  };

  const execute = async (run: Run, state: ActiveRun): Promise<void> => {
    const { runId, test, instance } = run;
    if (!(await waitForStart(run, state))) {
      return;
    }
    await mkdir(workDirectory, { recursive: true });
    const folder = await mkdtemp(join(workDirectory, 'k6-'));
    try {
      const inspection = await inspectTest(test);
      const problem =
        !inspection.ok && (inspection.failure.kind === 'k6NotFound' || inspection.failure.kind === 'removedFromK6')
          ? inspection.failure.message
          : await scriptProblem(test);
      // Nothing is awaited from here to the start: a stop would not be heard.
      if (state.stopRequested) {
        return reportStoppedBeforeStart(run, state.stoppedByPerson);
      }
      if (problem !== null) {
        return couldNotStart(runId, test, problem);
      }
      const untried = inspection.ok ? untriedMajor(inspection.k6Version) : null;
      if (untried !== null) {
        logger.warn({ runId }, untried);
      }
      // A script that k6 cannot read is run all the same: its exit code and log say best what is wrong.
      const plan = planK6Run({
        script: test.script,
        runId,
        instance,
        userArgs: catalogueArguments(test),
        environment,
        scriptTags: inspection.ok ? inspection.tags : {},
        scriptTrendStats: inspection.ok ? inspection.summaryTrendStats : [],
        output,
        summaryPath: join(folder, 'summary.json'),
      });
      const secrets = output?.password ? [output.password] : [];
      const command = { k6Bin, cwd: dirname(test.script), secrets, ...plan };
      const startedAt = now();
      const k6 = startK6(command, { stdout: 'ignore', endsWithUs: true }, now);
      state.process = k6;
      const until = reportUntil(test, startedAt);
      // In step with k6: its first samples must find a run that is known to be running.
      const started = report.started(runId, startedAt, until);
      const deadline = setTimeout(
        () => {
          logger.warn({ runId, deadlineSeconds: test.deadlineSeconds }, 'a run reached its deadline and is stopped');
          void end(k6, state, stopGraceMs);
        },
        // Early enough to be heard before the run counts as lost.
        Math.max(test.deadlineSeconds * 1000 - stopGraceMs, test.deadlineSeconds * 500)
      );
      const outcome = await k6.ended;
      clearTimeout(deadline);
      track(started.then(() => reportEnd(run, outcome, state.stoppedByPerson, until)));
    } finally {
      // What stays behind in the folder says nothing about the run.
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  };

  const reportEnd = async (run: Run, outcome: K6Outcome, stoppedByPerson: boolean, until: Date): Promise<void> => {
    const { runId, instance } = run;
    if (outcome.kind === 'notStarted') {
      return report.couldNotStart(runId, outcome.reason, until);
    }
    const { exitCode, signal } = outcome;
    logger.info({ runId, exitCode, signal }, 'k6 has ended');
    for (const part of partsOf(outcome, instance, stoppedByPerson)) {
      await report.part(runId, part, until);
    }
  };

  const reportStoppedBeforeStart = ({ runId, test, instance }: Run, byPerson: boolean): void =>
    byPerson
      ? track(report.part(runId, stoppedBeforeStart(instance), reportUntil(test)))
      : couldNotStart(runId, test, 'the sidecar was shut down before k6 was started');

  const start = (run: Run): void => {
    const state: Omit<ActiveRun, 'done'> = {
      process: null,
      stopRequested: false,
      stoppedByPerson: false,
      killed: false,
    };
    const activeRun: ActiveRun = Object.assign(state, {
      done: Promise.resolve()
        .then(() => execute(run, activeRun))
        .catch((error: unknown) => {
          logger.error({ runId: run.runId, err: error }, 'a run could not be started');
          const reason = error instanceof Error ? error.message : String(error);
          couldNotStart(run.runId, run.test, `the runner failed: ${reason}`);
        })
        .finally(() => {
          active.delete(run.runId);
          queue = remove(queue, run.runId);
          startNext();
        }),
    });
    active.set(run.runId, activeRun);
  };

  const startNext = (): void => {
    if (!goingDown.signal.aborted) {
      const next = startable(queue, maxParallelRuns);
      queue = next.queue;
      next.start.forEach(start);
    }
  };

  return {
    enqueue({ runId, test, instance = '0' }) {
      if (goingDown.signal.aborted) {
        couldNotStart(runId, test, 'the sidecar is shutting down');
      } else if (!holds(queue, runId)) {
        queue = enqueue(queue, { runId, test, instance, target: targetKey(test.target) });
        startNext();
      }
    },
    status: () => ({
      running: queue.running.map(({ runId, test, target }) => ({ runId, test: test.name, target })),
      queued: queue.waiting.map(({ runId, test, target }) => ({
        runId,
        test: test.name,
        target,
        position: position(queue, runId) ?? 0,
      })),
    }),
    stop(runId, { byPerson }) {
      const waiting = queue.waiting.find((run) => run.runId === runId);
      if (waiting) {
        queue = remove(queue, runId);
        reportStoppedBeforeStart(waiting, byPerson);
        return 'removed';
      }
      const state = active.get(runId);
      if (!state) {
        return 'unknown';
      }
      state.stoppedByPerson ||= byPerson;
      if (!state.stopRequested) {
        state.stopRequested = true;
        if (state.process) {
          void end(state.process, state, stopGraceMs);
        }
      }
      return 'stopping';
    },
    inspect: inspectTest,
    async drain(timeoutMs, signal) {
      goingDown.abort();
      const { waiting } = queue;
      queue = { ...queue, waiting: [] };
      waiting.forEach((run) => reportStoppedBeforeStart(run, false));
      const running = [...active];
      const kill = (): void => running.forEach(([, state]) => state.process?.signal('SIGKILL'));
      signal?.addEventListener('abort', kill, { once: true });
      const ends = running.map(async ([, state]) => {
        state.stopRequested = true;
        if (state.process) {
          await end(state.process, state, timeoutMs);
        }
        await state.done;
      });
      if (signal?.aborted) {
        kill();
      }
      await Promise.all(ends);
      signal?.removeEventListener('abort', kill);
      await Promise.all(pendingReports);
      const whose = (fits: (state: ActiveRun) => boolean): string[] =>
        running.filter(([, state]) => fits(state)).map(([runId]) => runId);
      return {
        ended: whose((state) => state.process !== null && !state.killed),
        killed: whose((state) => state.killed),
        neverStarted: [...whose((state) => state.process === null), ...waiting.map(({ runId }) => runId)],
      };
    },
  };
}
