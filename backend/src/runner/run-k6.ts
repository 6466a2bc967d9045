import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { planK6Run, untriedMajor, type InfluxOutput, type Inspection, type K6Command, type K6RunPlan } from '../k6';
import type { LoadTest } from '../model/load-test';
import type { WarmUp } from '../model/protocol';
import type { ActiveRun } from './active-run';
import { argumentsWithSecrets, catalogueArguments, scriptProblem } from './catalogue-run';
import { type OneK6Options, runOneK6 } from './one-k6';
import type { ReportedRun, RunReports } from './run-reports';
import { maskable, readSecrets } from './secrets';
import { warmUpArguments, warmUpIdOf, warmUpOf, warmUpSeconds } from './warm-up';

export interface RunK6Options extends OneK6Options {
  readonly k6Bin: string;
  readonly output: InfluxOutput | null;
  readonly workDirectory: string;
  /** All that k6 gets of the sidecar's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** The sidecar's whole environment: where the catalogue may say that a secret is. */
  readonly secretsFrom: Readonly<Record<string, string | undefined>>;
  readonly inspect: (test: LoadTest) => Promise<Inspection>;
  readonly reports: RunReports;
}

/** A run with what k6 says about its script, and the folder that goes with it. */
interface PreparedRun {
  readonly run: ReportedRun;
  readonly inspection: Inspection;
  /** By the name that the script knows them by. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly folder: string;
}

/** A command, and what k6 reads its settings from where its environment may not have them. */
type PreparedCommand = K6Command & Pick<K6RunPlan, 'config'>;

/**
 * Runs k6 for a run, after its warm-up where it has one, and reports what comes of it. Resolves when k6 has ended, or will
 * not be started.
 */
export async function runK6(options: RunK6Options, run: ReportedRun, active: ActiveRun): Promise<void> {
  const { workDirectory, reports, logger } = options;
  await mkdir(workDirectory, { recursive: true });
  const folder = await mkdtemp(join(workDirectory, 'k6-'));
  try {
    const inspection = await options.inspect(run.test);
    const secrets = await readSecrets(run.test, options.secretsFrom);
    const prepared = { run, inspection, secrets: secrets.kind === 'read' ? secrets.values : {}, folder };
    const whyNot = async () =>
      (await problemOf(inspection, run.test)) ?? (secrets.kind === 'missing' ? secrets.problem : null);
    const untried = inspection.ok ? untriedMajor(inspection.k6Version) : null;
    if (untried !== null) {
      logger.warn({ runId: run.runId }, untried);
    }
    let warmUp: WarmUp | null = null;
    if (run.test.warmUp !== null && inspection.ok && (await whyNot()) === null) {
      warmUp = await warmUpFor(options, prepared, run.test.warmUp, active);
    }
    const problem = await whyNot();
    const command = commandOf(options, prepared, run.runId, []);
    if (problem === null) {
      await writeConfig(command);
    }
    // Nothing is awaited from here to the start: a stop would not be heard.
    if (active.stopRequested) {
      return reports.stoppedBeforeStart(run, active.stoppedByPerson, warmUp);
    }
    if (problem !== null) {
      return reports.couldNotStart(run, problem);
    }
    await judgedRun(options, prepared, command, active, warmUp);
  } finally {
    // What stays behind in the folder says nothing about the run.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The k6 whose figures count. */
async function judgedRun(
  options: RunK6Options,
  { run, inspection, folder }: PreparedRun,
  command: PreparedCommand,
  active: ActiveRun,
  warmUp: WarmUp | null
): Promise<void> {
  const { runId, test } = run;
  const startedAt = options.now();
  active.enters({
    of: 'running',
    startedAt,
    plannedSeconds: inspection.ok ? inspection.planned.durationSeconds : null,
  });
  const ending = runOneK6(options, { runId, testId: runId, folder, command, seconds: test.deadlineSeconds }, active);
  // In step with k6: its first samples must find a run that is known to be running.
  const ended = options.reports.started(run, startedAt);
  const { outcome, exceeded } = await ending;
  ended(outcome, { stoppedByPerson: active.stoppedByPerson, exceeded, warmUp });
}

/** What comes of it decides nothing: it is told beside the run. Not started where a stop was asked for. */
async function warmUpFor(
  options: RunK6Options,
  prepared: PreparedRun,
  warmUp: NonNullable<LoadTest['warmUp']>,
  active: ActiveRun
): Promise<WarmUp | null> {
  const { folder, run } = prepared;
  const { runId, test } = run;
  const testId = warmUpIdOf(runId);
  const command = commandOf(options, prepared, testId, warmUpArguments(warmUp));
  await writeConfig(command);
  if (active.stopRequested) {
    return null;
  }
  active.enters({ of: 'warmUp', startedAt: options.now(), plannedSeconds: warmUp.durationSeconds });
  const ended = await runOneK6(options, { runId, testId, folder, command, seconds: warmUpSeconds(test) }, active);
  const told = warmUpOf(ended);
  const { exitCode, signal, durationSeconds } = told;
  options.logger.info({ runId, exitCode, signal, durationSeconds }, 'the warm-up of a run has ended');
  return told;
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
  { run: { test, instance }, inspection, secrets, folder }: PreparedRun,
  testId: string,
  moreArguments: readonly string[]
): PreparedCommand {
  const hasSecrets = Object.keys(secrets).length > 0;
  const plan = planK6Run({
    script: test.script,
    runId: testId,
    instance,
    userArgs: [...(hasSecrets ? argumentsWithSecrets(test, environment) : catalogueArguments(test)), ...moreArguments],
    environment: { ...environment, ...secrets },
    configPath: hasSecrets ? join(folder, 'config.json') : null,
    scriptTags: inspection.ok ? inspection.tags : {},
    scriptTrendStats: inspection.ok ? inspection.summaryTrendStats : [],
    output,
    summaryPath: join(folder, 'summary.json'),
  });
  const masked = [...(output?.password ? [output.password] : []), ...maskable(secrets)];
  return { k6Bin, cwd: dirname(test.script), secrets: masked, ...plan };
}

async function writeConfig({ config }: PreparedCommand): Promise<void> {
  if (config !== null) {
    await writeFile(config.path, config.content, { mode: 0o600 });
  }
}
