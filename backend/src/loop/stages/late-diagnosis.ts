import type { Logger } from 'pino';
import { inTransaction, type Database, type Tx } from '../../db';
import { lockOpenIncident } from '../../incidents';
import {
  changeRun,
  isDiagnosedBy,
  lockRun,
  nothingToDiagnose,
  runsWithLateDiagnosis,
  secondsFromNow,
  type RunRow,
} from '../../runs';
import { requirePerson } from '../consequences/require-person';
import type { Planning } from '../consequences/plan';
import { planAlert } from '../consequences/slack-message';

/**
 * Alerts failed runs whose diagnosis did not come in time: a person is told without it, the banner is on, and there will
 * be no redeploy. The diagnosis is added when it comes.
 *
 * @returns how many there were.
 */
export async function alertLateDiagnoses(
  planning: Planning & { readonly db: Database; readonly deadlineSeconds: number; readonly logger: Logger }
): Promise<number> {
  const { db, deadlineSeconds, logger } = planning;
  const late = await runsWithLateDiagnosis(db, new Date(planning.now().getTime() - deadlineSeconds * 1000));
  for (const { id } of late) {
    try {
      await inTransaction(db, 'late diagnosis', (tx) =>
        alertUndiagnosed(tx, planning, id, `the diagnosis did not come within ${deadlineSeconds} s`, 'late')
      );
    } catch (error) {
      logger.error({ err: error, runId: id }, 'the alert about a late diagnosis could not be planned');
    }
  }
  return late.length;
}

async function alertUndiagnosed(
  tx: Tx,
  planning: Planning,
  runId: string,
  reason: string,
  diagnosisState: 'late' | 'done'
): Promise<void> {
  const run = await lockRun(tx, runId);
  if (run === null || run.diagnosisState !== 'pending') {
    return;
  }
  await changeRun(tx, runId, { diagnosisState });
  const open = await lockOpenIncident(tx, run.test);
  if (open === null || open.id !== run.incidentId) {
    // A passed run was quicker than the diagnosis: nobody has to do anything, but the failure is told all the same.
    await planAlert(tx, planning, run, run.incidentId, { kind: 'failedAndRecovered' });
    return;
  }
  await requirePerson(tx, open, runId, reason, planning.now());
  await planAlert(tx, planning, run, open.id, { kind: 'actionRequired', actionRequiredReason: reason });
}

/** A diagnosis that fails this often fails for a reason that no further (paid) call will change. */
const diagnosisFailureLimit = 5;

/** A diagnosis that threw: tried again later, and after the last try a person is told without it. */
export async function diagnosisFailed(planning: Planning & { readonly db: Database }, run: RunRow): Promise<void> {
  const failures = run.diagnosisFailures + 1;
  await inTransaction(planning.db, 'diagnosis failed', async (tx) => {
    const current = await lockRun(tx, run.id);
    if (current === null || !isDiagnosedBy(current, run)) {
      return;
    }
    await changeRun(tx, run.id, {
      diagnosisFailures: failures,
      diagnosisLeaseUntil: null,
      diagnoseAfter: secondsFromNow(2 ** failures),
    });
    if (failures >= diagnosisFailureLimit) {
      await alertUndiagnosed(
        tx,
        planning,
        run.id,
        'the diagnosis could not be made, see the log of the sidecar',
        'done'
      );
      await changeRun(tx, run.id, { diagnosisState: 'done', ...nothingToDiagnose });
    }
  });
}
