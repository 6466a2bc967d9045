import { inTransaction, type Database, type Tx } from '../db';
import { IncidentUndecidedError } from './errors';
import { type IncidentRow, lockOngoingIncident, moveIncident } from './repository';

/** Who closes an incident, when and why. */
interface Closing {
  /** As the audit trail names them. */
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
}

/**
 * Ends an incident that no run will resolve: its load test has left the catalogue, or the failure was none. The banner
 * goes with it, the audit trail stays. While the sidecar itself is still busy with it there is nothing to close.
 *
 * @param follow what follows from it, in the same transaction.
 * @returns false where it does not exist.
 * @throws IncidentEndedError for one that has ended, IncidentUndecidedError for one that needs no person yet
 */
export async function closeIncident(
  db: Database,
  id: string,
  { by, at, reason }: Closing,
  follow: (tx: Tx, incident: IncidentRow) => Promise<void>
): Promise<boolean> {
  return inTransaction(db, 'close incident', async (tx) => {
    const incident = await lockOngoingIncident(tx, id, 'close');
    if (incident === null) {
      return false;
    }
    if (incident.state !== 'actionRequired') {
      const busy = incident.state === 'diagnosing' ? 'its diagnosis is being made' : 'its redeploy is under way';
      throw new IncidentUndecidedError(
        `Incident "${id}" needs no person yet: ${busy}. Wait until it does, or is resolved.`
      );
    }
    await moveIncident(
      tx,
      id,
      { kind: 'closed', at, text: `closed by a person: ${reason}`, runId: null, actor: by },
      { state: 'closed', resolvedAt: at }
    );
    await follow(tx, incident);
    return true;
  });
}
