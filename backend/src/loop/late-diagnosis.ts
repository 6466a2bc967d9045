import { lockOpenIncident } from '../incidents';
import { changeRun, lockRun, runsWithLateDiagnosis } from '../runs';
import type { Database } from '../db';
import { requirePerson } from './escalation';
import { planAlert, type Planning } from './planning';

/**
 * Alerts failed runs whose diagnosis did not come in time: a person is told without it, the banner is on, and there will
 * be no redeploy. The diagnosis is added when it comes.
 *
 * @returns how many there were.
 */
export async function alertLateDiagnoses(
  planning: Planning & { readonly db: Database; readonly deadlineSeconds: number }
): Promise<number> {
  const { db, deadlineSeconds } = planning;
  const now = planning.now();
  const late = await runsWithLateDiagnosis(db, new Date(now.getTime() - deadlineSeconds * 1000));
  for (const { id } of late) {
    await db.transaction(async (tx) => {
      const run = await lockRun(tx, id);
      if (run === null || run.diagnosisState !== 'pending') {
        return;
      }
      const reason = `the diagnosis did not come within ${deadlineSeconds} s`;
      await changeRun(tx, id, { diagnosisState: 'late' });
      const open = await lockOpenIncident(tx, run.test);
      if (open === null || open.id !== run.incidentId) {
        // A passed run was quicker than the diagnosis: nobody has to do anything, but the failure is told all the same.
        await planAlert(tx, planning, run, run.incidentId, { kind: 'failedAndRecovered' });
        return;
      }
      await requirePerson(tx, open, id, reason, now);
      await planAlert(tx, planning, run, open.id, { kind: 'actionRequired', actionRequiredReason: reason });
    });
  }
  return late.length;
}
