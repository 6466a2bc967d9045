import { and, asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { InferSelectModel } from 'drizzle-orm';
import type { Database, Tx } from '../db';
import type { IncidentMove } from '../model/incident';
import { IncidentEndedError } from './errors';
import { incidentEvents, incidents } from './tables';

export type IncidentRow = InferSelectModel<typeof incidents>;
export type IncidentEventRow = InferSelectModel<typeof incidentEvents>;
type IncidentChange = Partial<Omit<typeof incidents.$inferInsert, 'id' | 'test'>>;

/** The open incident of a load test, locked until the transaction ends. */
export async function lockOpenIncident(tx: Tx, test: string): Promise<IncidentRow | null> {
  // Two runs of one load test may be judged at once and both want to open its incident: one waits for the other.
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('incident'), hashtext(${test}))`);
  const rows = await tx
    .select()
    .from(incidents)
    .where(and(eq(incidents.test, test), isNull(incidents.resolvedAt)))
    .for('update');
  return rows[0] ?? null;
}

/** Any incident, locked until the transaction ends. */
export async function lockIncident(tx: Tx, id: string): Promise<IncidentRow | null> {
  return (await tx.select().from(incidents).where(eq(incidents.id, id)).for('update'))[0] ?? null;
}

/**
 * The incident, locked, that a person acts on; null where it does not exist.
 *
 * @param act what is to be done, such as `close`.
 * @throws IncidentEndedError for one that is resolved or closed
 */
export async function lockOngoingIncident(tx: Tx, id: string, act: string): Promise<IncidentRow | null> {
  const incident = await lockIncident(tx, id);
  if (incident !== null && incident.resolvedAt !== null) {
    throw new IncidentEndedError(
      `Incident "${id}" ended at ${incident.resolvedAt.toISOString()}: there is nothing left to ${act}.`
    );
  }
  return incident;
}

export async function findIncident(db: Database, id: string): Promise<IncidentRow | null> {
  return (await db.select().from(incidents).where(eq(incidents.id, id)))[0] ?? null;
}

/** An incident with its timeline, oldest line first. */
export interface IncidentWithTimeline {
  readonly incident: IncidentRow;
  readonly events: readonly IncidentEventRow[];
}

export async function incidentWithTimeline(db: Database, id: string): Promise<IncidentWithTimeline | null> {
  const incident = await findIncident(db, id);
  return incident === null ? null : { incident, events: await eventsOf(db, [id]) };
}

/** Of several incidents at once, each in the order in which its lines were written. */
async function eventsOf(db: Database, ids: readonly string[]): Promise<IncidentEventRow[]> {
  return db
    .select()
    .from(incidentEvents)
    .where(inArray(incidentEvents.incidentId, [...ids]))
    .orderBy(asc(incidentEvents.id));
}

/** One line of an incident's timeline. */
export interface IncidentEvent {
  readonly kind: IncidentMove;
  readonly at: Date;
  readonly text: string;
  readonly runId: string | null;
  /** Who did it; absent: the sidecar by itself. */
  readonly actor?: string | null;
}

/** Opens an incident, with the first line of its timeline. */
export async function insertIncident(tx: Tx, incident: typeof incidents.$inferInsert, text = 'opened'): Promise<void> {
  await tx.insert(incidents).values(incident);
  const { id, openedAt, openedByRunId } = incident;
  await moveIncident(tx, id, { kind: 'opened', at: openedAt, text, runId: openedByRunId });
}

/** What happens to an incident: the line of its timeline and, with it, what changes. There is no other way to change one. */
export async function moveIncident(
  tx: Tx,
  incidentId: string,
  event: IncidentEvent,
  change: IncidentChange = {}
): Promise<void> {
  if (Object.keys(change).length > 0) {
    await tx.update(incidents).set(change).where(eq(incidents.id, incidentId));
  }
  await tx.insert(incidentEvents).values({ ...event, incidentId });
}

/** Newest first, with their timelines oldest first. */
export async function listIncidents(
  db: Database,
  filter: { readonly open?: boolean | undefined; readonly test?: string | undefined },
  limit: number
): Promise<IncidentWithTimeline[]> {
  const rows = await db
    .select()
    .from(incidents)
    .where(
      and(
        filter.open === undefined
          ? undefined
          : filter.open
            ? isNull(incidents.resolvedAt)
            : sql`${incidents.resolvedAt} IS NOT NULL`,
        filter.test === undefined ? undefined : eq(incidents.test, filter.test)
      )
    )
    .orderBy(desc(incidents.openedAt), desc(incidents.id))
    .limit(limit);
  const ids = rows.map((row) => row.id);
  const events = ids.length === 0 ? [] : await eventsOf(db, ids);
  return rows.map((incident) => ({ incident, events: events.filter((event) => event.incidentId === incident.id) }));
}
