import { inTransaction, type Database, type Tx } from '../db';
import { type IncidentRow, lockOngoingIncident, moveIncident } from './repository';

/** Who acknowledges an incident, and when. */
export interface Acknowledgement {
  /** As the audit trail names them. */
  readonly by: string;
  readonly at: Date;
  /** For the timeline; null: none. */
  readonly comment: string | null;
}

/**
 * Somebody has seen the incident and takes care of it. That is all it says: the state stays, and so does the banner, until
 * a passed run resolves it. The first acknowledgement stands; a further one changes nothing.
 *
 * @param follow what follows from the first one, in the same transaction.
 * @returns whether the incident is now acknowledged by this call, was before, or does not exist
 * @throws IncidentEndedError for one that is resolved or closed
 */
export async function acknowledgeIncident(
  db: Database,
  id: string,
  { by, at, comment }: Acknowledgement,
  follow: (tx: Tx, incident: IncidentRow) => Promise<void>
): Promise<'acknowledged' | 'already' | 'unknown'> {
  return inTransaction(db, 'acknowledge', async (tx) => {
    const incident = await lockOngoingIncident(tx, id, 'acknowledge');
    if (incident === null) {
      return 'unknown';
    }
    if (incident.acknowledgedAt !== null) {
      return 'already';
    }
    const text = comment === null ? 'seen by a person' : `seen by a person: ${comment}`;
    await moveIncident(
      tx,
      id,
      { kind: 'acknowledged', at, text, runId: null, actor: by },
      { acknowledgedAt: at, acknowledgedBy: by }
    );
    await follow(tx, incident);
    return 'acknowledged';
  });
}
