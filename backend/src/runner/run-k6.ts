import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  planK6Run,
  startK6,
  untriedMajor,
  type InfluxOutput,
  type Inspection,
  type K6Command,
  type K6Outcome,
  type RunningK6,
} from '../k6';
import type { LoadTest } from '../model/load-test';
import type { ActiveRun } from './active-run';
import { catalogueArguments, scriptProblem } from './catalogue-run';
import { recordK6 } from './k6-record';
import type { RunnerLogger } from './report';
import type { ReportedRun, RunReports } from './run-reports';

export interface RunK6Options {
  readonly k6Bin: string;
  readonly output: InfluxOutput | null;
  readonly workDirectory: string;
  /** All that k6 gets of the sidecar's own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stopGraceMs: number;
  readonly inspect: (test: LoadTest) => Promise<Inspection>;
  readonly reports: RunReports;
  readonly logger: RunnerLogger;
  readonly now: () => Date;
}

/** Runs k6 once for a run, and reports what comes of it. Resolves when k6 has ended, or will not be started. */
export async function runK6(options: RunK6Options, run: ReportedRun, active: ActiveRun): Promise<void> {
  const { workDirectory, reports, logger, now } = options;
  await mkdir(workDirectory, { recursive: true });
  const folder = await mkdtemp(join(workDirectory, 'k6-'));
  let recorded = Promise.resolve();
  try {
    const inspection = await options.inspect(run.test);
    const problem = await problemOf(inspection, run.test);
    // Nothing is awaited from here to the start: a stop would not be heard.
    if (active.stopRequested) {
      return reports.stoppedBeforeStart(run, active.stoppedByPerson);
    }
    if (problem !== null) {
      return reports.couldNotStart(run, problem);
    }
    const untried = inspection.ok ? untriedMajor(inspection.k6Version) : null;
    if (untried !== null) {
      logger.warn({ runId: run.runId }, untried);
    }
    const startedAt = now();
    const command = commandOf(options, run, inspection, join(folder, 'summary.json'));
    const k6 = startK6(command, { stdout: 'ignore', endsWithUs: true }, now);
    active.runs(k6);
    recorded = recordK6(folder, { runId: run.runId, argument: `testid=${run.runId}` }, k6).catch((error: unknown) =>
      logger.warn({ runId: run.runId, err: error }, 'which process k6 is could not be recorded')
    );
    // In step with k6: its first samples must find a run that is known to be running.
    const ended = reports.started(run, startedAt);
    const outcome = await endedInTime(options, run, active, k6);
    ended(outcome, active.stoppedByPerson);
  } finally {
    await recorded;
    // What stays behind in the folder says nothing about the run.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Why k6 is not to be started at all, for people. */
async function problemOf(inspection: Inspection, test: LoadTest): Promise<string | null> {
  return !inspection.ok && (inspection.failure.kind === 'k6NotFound' || inspection.failure.kind === 'removedFromK6')
    ? inspection.failure.message
    : scriptProblem(test);
}

/** A script that k6 cannot read is run all the same: its exit code and log say best what is wrong. */
function commandOf(
  { k6Bin, output, environment }: RunK6Options,
  { runId, test, instance }: ReportedRun,
  inspection: Inspection,
  summaryPath: string
): K6Command {
  const plan = planK6Run({
    script: test.script,
    runId,
    instance,
    userArgs: catalogueArguments(test),
    environment,
    scriptTags: inspection.ok ? inspection.tags : {},
    scriptTrendStats: inspection.ok ? inspection.summaryTrendStats : [],
    output,
    summaryPath,
  });
  return { k6Bin, cwd: dirname(test.script), secrets: output?.password ? [output.password] : [], ...plan };
}

/** Waits for the end of k6, which is stopped where it would outlast the run's deadline. */
async function endedInTime(
  { stopGraceMs, logger }: RunK6Options,
  { runId, test: { deadlineSeconds } }: ReportedRun,
  active: ActiveRun,
  k6: RunningK6
): Promise<K6Outcome> {
  const deadline = setTimeout(
    () => {
      logger.warn({ runId, deadlineSeconds }, 'a run reached its deadline and is stopped');
      void active.endK6(stopGraceMs);
    },
    // Early enough to be heard before the run counts as lost.
    Math.max(deadlineSeconds * 1000 - stopGraceMs, deadlineSeconds * 500)
  );
  try {
    return await k6.ended;
  } finally {
    clearTimeout(deadline);
  }
}
