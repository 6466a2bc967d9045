import { inTransaction, type Database } from '../db';
import { RedeployRefusedError } from './errors';
import { lockOngoingIncident, moveIncident } from './repository';

/**
 * A person has decided that the incident gets no redeploy: nobody can approve one any more. It goes on needing a person.
 *
 * @returns whether this call has decided it, or another one before; null: it does not exist.
 * @throws IncidentEndedError for one that has ended, RedeployRefusedError for one that has had its redeploy
 */
export async function rejectRedeploy(
  db: Database,
  id: string,
  { by, at, reason }: { readonly by: string; readonly at: Date; readonly reason: string }
): Promise<boolean | null> {
  return inTransaction(db, 'reject redeploy', async (tx) => {
    const incident = await lockOngoingIncident(tx, id, 'reject');
    if (incident === null) {
      return null;
    }
    if (incident.redeployRejectedBy !== null) {
      return false;
    }
    if (incident.redeployEffectId !== null) {
      throw new RedeployRefusedError(`Incident "${id}" has had its redeploy: there is none left to reject.`);
    }
    await moveIncident(
      tx,
      id,
      { kind: 'redeployRejected', at, text: `no redeploy, a person decided: ${reason}`, runId: null, actor: by },
      { redeployRejectedBy: by, redeployRejectedAt: at }
    );
    return true;
  });
}
