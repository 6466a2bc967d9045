import type { Logger } from 'pino';
import { isDatabaseAway, type Database, type Tx, inTransaction } from '../db';
import type { RunReporter } from './report';
import { completeRun, claimStart, changeRun, findRun, findRuns, lockRun, type RunRow, secondsFromNow } from '../runs';
import type { LoadTest } from '../model/load-test';
import type { ProductionDeployment } from '../model/run';
import { targetKey } from '../model/target';
import { heldRuns } from '../remediation';
import { reportMarginSeconds } from './run-reports';
import { warmUpSeconds } from './warm-up';
import { betweenFaultPoints } from '../lib/fault-point';

/** Of a run whose entry has gone from the catalogue. */
const unknownDeadlineSeconds = 3600;

/** What the sidecar's own runner says about its runs, written straight into the records. */
export function createRunnerReports(options: {
  readonly db: Database;
  readonly now: () => Date;
  /** The sidecar whose runner it is. */
  readonly owner: string;
  /** The catalogue's entry; undefined where it is no longer there. */
  readonly testOf: (name: string) => LoadTest | undefined;
  readonly runReady: () => void;
  /** What is in production of the run's project now; null where nobody can tell. */
  readonly productionOf: (test: string) => Promise<ProductionDeployment | null>;
  readonly logger: Logger;
}): RunReporter {
  const { db, now, logger } = options;
  const deadlineOf = (name: string, startedAt: Date): Date => {
    const seconds = options.testOf(name)?.deadlineSeconds ?? unknownDeadlineSeconds;
    return new Date(startedAt.getTime() + (seconds + reportMarginSeconds) * 1000);
  };
  /** Before the warm-up. */
  const firstDeadlineOf = (name: string): Date => {
    const test = options.testOf(name);
    return new Date(deadlineOf(name, now()).getTime() + (test === undefined ? 0 : warmUpSeconds(test)) * 1000);
  };
  return {
    async mayStart(runId, how) {
      try {
        return await claimStart(db, options.owner, runId, firstDeadlineOf, { ...how, isHeld: isHeldForRemediation });
      } catch (error) {
        if (isDatabaseAway(error)) {
          return 'recordsAway';
        }
        throw error;
      }
    },
    async started(runId, startedAt) {
      await inTransaction(db, 'run started', async (tx) => {
        const run = await lockRun(tx, runId);
        if (run !== null && run.status === 'running') {
          await changeRun(tx, runId, { startedAt, deadlineAt: deadlineOf(run.test, startedAt) });
        }
      });
      // The run may have waited long for its target: what it tests is what is in production now.
      const test = (await findRun(db, runId))?.test;
      const production = test === undefined ? null : await options.productionOf(test);
      if (production !== null) {
        await betweenFaultPoints('note production', () => changeRun(db, runId, { productionDeployment: production }));
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
      await inTransaction(db, 'run could not start', async (tx) => {
        const run = await lockRun(tx, runId);
        if (run !== null && run.status !== 'judging' && run.status !== 'judged') {
          await changeRun(tx, runId, { status: 'judging', didNotStart: reason, judgeAfter: secondsFromNow(0) });
        }
      });
      options.runReady();
    },
  };
}

/**
 * A remediation has the targets of its load tests to itself, from before the redeploy until runs have shown what it did:
 * another run would load what is being verified, or take its result for one of its own.
 */
async function isHeldForRemediation(tx: Tx, run: RunRow): Promise<boolean> {
  if (run.trigger === 'verification') {
    return false;
  }
  const held = await findRuns(
    tx,
    (await heldRuns(tx)).map(({ runId }) => runId)
  );
  return held.some(({ target }) => targetKey(target) === targetKey(run.target));
}
