import { inTransaction, type Database } from '../../db';
import { overdueEffects } from '../../effects';
import { lockOpenIncident } from '../../incidents';
import { findRun } from '../../runs';
import { requirePerson } from '../consequences/require-person';
import type { Planning } from '../consequences/plan';
import { planResultPoint } from '../consequences/result-point';
import { tellsAutoFix } from '../consequences/slack-message';
import { alertEffect } from '../consequences/slack-thread';

/** While Slack does not take "auto-fix applied", nobody knows of the failure: after this long the banner tells it. */
const undeliveredSeconds = 180;

/**
 * Turns the banner on for failures whose "auto-fix applied" is still not delivered.
 *
 * @returns how many there were.
 */
export async function escalateUndeliveredAlerts(planning: Planning & { readonly db: Database }): Promise<number> {
  const overdue = await overdueEffects(planning.db, alertEffect, undeliveredSeconds, 'autoFixApplied');
  let escalated = 0;
  for (const effect of overdue) {
    if (!tellsAutoFix(effect)) {
      continue;
    }
    await inTransaction(planning.db, 'late alert', async (tx) => {
      const run = await findRun(tx, effect.runId);
      const open = run === null ? null : await lockOpenIncident(tx, run.test);
      if (run !== null && open?.id === effect.incidentId && open?.state === 'remediating') {
        const reason = `Slack has not taken the alert for ${undeliveredSeconds / 60} minutes: ${effect.reason ?? 'no answer'}`;
        await requirePerson(tx, open, run.id, reason, planning.now());
        await planResultPoint(tx, planning, run, 'alertRefused');
        escalated += 1;
      }
    });
  }
  return escalated;
}
