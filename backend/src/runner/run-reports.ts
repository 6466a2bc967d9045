import { type EndOfK6, stoppedBeforeStart, partsOf, type K6Outcome } from '../k6';
import type { LoadTest } from '../model/load-test';
import type { WarmUp } from '../model/protocol';
import { persistentReporter, type RunnerLogger, type RunReporter, type Sleep } from './report';

/**
 * How long after its deadline a run is closed, in s: k6 is ended at the deadline and has 30 s for that, and what it did is
 * then reported.
 */
export const reportMarginSeconds = 90;

/** What a report is about. */
export interface ReportedRun {
  readonly runId: string;
  readonly test: LoadTest;
  readonly instance: string;
}

/** What is said about the runner's runs. Reports go on by themselves: a target is not kept waiting for the database. */
export interface RunReports {
  /** `reason` is for people. */
  couldNotStart(run: Pick<ReportedRun, 'runId' | 'test'>, reason: string): void;
  stoppedBeforeStart(run: ReportedRun, byPerson: boolean, warmUp?: WarmUp | null): void;
  /** Says that k6 runs. @returns to be called when k6 has ended; that is said after this. */
  started(run: ReportedRun, startedAt: Date): (outcome: K6Outcome, end: EndOfK6) => void;
  /** Resolves when nothing is left to be said, or has been given up. */
  allSaid(): Promise<void>;
}

export function createRunReports(options: {
  readonly reporter: RunReporter;
  readonly logger: RunnerLogger;
  /** Aborted: nobody waits for the database any more. */
  readonly draining: AbortSignal;
  readonly now: () => Date;
  readonly sleep: Sleep;
}): RunReports {
  const { reporter, now, logger } = options;
  const report = persistentReporter(reporter, options);
  const pending = new Set<Promise<void>>();

  const track = (reported: Promise<void>): void => {
    pending.add(reported);
    void reported.finally(() => pending.delete(reported));
  };

  const untilOf = ({ deadlineSeconds }: LoadTest, startedAt = now()): Date =>
    new Date(startedAt.getTime() + (deadlineSeconds + reportMarginSeconds) * 1000);

  const reportEnd = async (
    { runId, instance }: ReportedRun,
    outcome: K6Outcome,
    end: EndOfK6,
    until: Date
  ): Promise<void> => {
    if (outcome.kind === 'notStarted') {
      return report.couldNotStart(runId, outcome.reason, until);
    }
    const { exitCode, signal } = outcome;
    logger.info({ runId, exitCode, signal }, 'k6 has ended');
    for (const part of partsOf(outcome, instance, end)) {
      await report.part(runId, part, until);
    }
  };

  const couldNotStart: RunReports['couldNotStart'] = ({ runId, test }, reason) =>
    track(report.couldNotStart(runId, reason, untilOf(test)));

  return {
    couldNotStart,
    stoppedBeforeStart: (run, byPerson, warmUp = null) =>
      byPerson
        ? track(report.part(run.runId, stoppedBeforeStart(run.instance, warmUp), untilOf(run.test)))
        : couldNotStart(run, 'the sidecar was shut down before k6 was started'),
    started(run, startedAt) {
      const until = untilOf(run.test, startedAt);
      const said = report.started(run.runId, startedAt, until);
      return (outcome, end) => track(said.then(() => reportEnd(run, outcome, end, until)));
    },
    allSaid: async () => void (await Promise.all(pending)),
  };
}
