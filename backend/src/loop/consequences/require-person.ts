import type { Tx } from '../../db';
import { addIncidentEvent, changeIncident, type IncidentRow } from '../../incidents';
import { changeRun } from '../../runs';

/** From here on the incident needs a person: the banner shows it, and nothing but a passed run or a person ends it. */
export async function requirePerson(
  tx: Tx,
  incident: Pick<IncidentRow, 'id' | 'state'>,
  runId: string,
  reason: string,
  now: Date
): Promise<void> {
  await changeRun(tx, runId, { actionRequired: true, actionRequiredReason: reason });
  if (incident.state === 'actionRequired') {
    await addIncidentEvent(tx, { incidentId: incident.id, at: now, kind: 'stillActionRequired', text: reason, runId });
    return;
  }
  await changeIncident(tx, incident.id, {
    state: 'actionRequired',
    actionRequiredSince: now,
    actionRequiredReason: reason,
  });
  await addIncidentEvent(tx, { incidentId: incident.id, at: now, kind: 'actionRequired', text: reason, runId });
}
