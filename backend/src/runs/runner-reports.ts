import type { Logger } from 'pino';
import type { Database } from '../db';
import type { RunReporter } from '../runner';
import { completeRun } from './complete';
import { changeRun, lockRun, secondsFromNow } from './repository';

/** What the sidecar's own runner says about its runs, written straight into the records. */
export function createRunnerReports(options: {
  readonly db: Database;
  readonly now: () => Date;
  /** How long a run of this load test may take, in seconds. */
  readonly deadlineSecondsOf: (test: string) => number;
  readonly runReady: () => void;
  readonly logger: Logger;
}): RunReporter {
  const { db, now, logger } = options;
  return {
    async started(runId) {
      await db.transaction(async (tx) => {
        const run = await lockRun(tx, runId);
        if (run !== null && run.status === 'queued') {
          const startedAt = now();
          const deadlineAt = new Date(startedAt.getTime() + options.deadlineSecondsOf(run.test) * 1000);
          await changeRun(tx, runId, { status: 'running', startedAt, deadlineAt });
        }
      });
    },
    async part(runId, part) {
      const receipt = await completeRun({ db, now }, runId, part);
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
