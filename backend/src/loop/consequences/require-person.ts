import type { Tx } from '../../db';
import { moveIncident, type IncidentRow } from '../../incidents';
import { changeRun } from '../../runs';
import { planAnnotation } from './grafana-annotation';

/** From here on the incident needs a person: the banner shows it, and nothing but a passed run or a person ends it. */
export async function requirePerson(
  tx: Tx,
  incident: Pick<IncidentRow, 'id' | 'state'>,
  runId: string,
  reason: string,
  now: Date
): Promise<void> {
  await changeRun(tx, runId, { actionRequired: true, actionRequiredReason: reason });
  await planAnnotation(tx, runId, now);
  const event = { at: now, text: reason, runId };
  if (incident.state === 'actionRequired') {
    await moveIncident(tx, incident.id, { ...event, kind: 'stillActionRequired' }, { actionRequiredReason: reason });
    return;
  }
  await moveIncident(
    tx,
    incident.id,
    { ...event, kind: 'actionRequired' },
    { state: 'actionRequired', actionRequiredSince: now, actionRequiredReason: reason }
  );
}
