import type { Logger } from 'pino';
import { isDatabaseAway, type Database } from '../db';
import type { RunReporter } from './report';
import { completeRun, claimStart, changeRun, findRun, lockRun, secondsFromNow } from '../runs';
import type { ProductionDeployment } from '../model/run';

/** What the sidecar's own runner says about its runs, written straight into the records. */
export function createRunnerReports(options: {
  readonly db: Database;
  readonly now: () => Date;
  /** The sidecar whose runner it is. */
  readonly owner: string;
  /** How long a run of this load test may take, in seconds. */
  readonly deadlineSecondsOf: (test: string) => number;
  readonly runReady: () => void;
  /** What is in production of the run's project now; null where nobody can tell. */
  readonly productionOf: (test: string) => Promise<ProductionDeployment | null>;
  readonly logger: Logger;
}): RunReporter {
  const { db, now, logger } = options;
  const deadlineOf = (test: string, startedAt: Date): Date =>
    new Date(startedAt.getTime() + options.deadlineSecondsOf(test) * 1000);
  return {
    async mayStart(runId) {
      try {
        return await claimStart(db, options.owner, runId, (test) => deadlineOf(test, now()));
      } catch (error) {
        if (isDatabaseAway(error)) {
          return 'recordsAway';
        }
        throw error;
      }
    },
    async started(runId, startedAt) {
      await db.transaction(async (tx) => {
        const run = await lockRun(tx, runId);
        if (run !== null && run.status === 'running') {
          await changeRun(tx, runId, { startedAt, deadlineAt: deadlineOf(run.test, startedAt) });
        }
      });
      // The run may have waited long for its target: what it tests is what is in production now.
      const test = (await findRun(db, runId))?.test;
      const production = test === undefined ? null : await options.productionOf(test);
      if (production !== null) {
        await changeRun(db, runId, { productionDeployment: production });
      }
    },
    async part(runId, part) {
      const receipt = await completeRun({ db, now }, runId, part, 'runner');
      if (receipt.waitingFor.length === 0) {
        options.runReady();
      }
    },
    async couldNotStart(runId, reason) {
      logger.error({ runId, reason }, 'a run could not be started');
      await db.transaction(async (tx) => {
        const run = await lockRun(tx, runId);
        if (run !== null && run.status !== 'judging' && run.status !== 'judged') {
          await changeRun(tx, runId, { status: 'judging', didNotStart: reason, judgeAfter: secondsFromNow(0) });
        }
      });
      options.runReady();
    },
  };
}
