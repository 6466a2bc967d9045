import { and, asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { InferSelectModel } from 'drizzle-orm';
import type { Database, Tx } from '../db';
import { incidentEvents, incidents } from './tables';

export type IncidentRow = InferSelectModel<typeof incidents>;
export type IncidentEventRow = InferSelectModel<typeof incidentEvents>;
export type IncidentChange = Partial<typeof incidents.$inferInsert>;

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

export async function findIncident(db: Database, id: string): Promise<IncidentRow | null> {
  return (await db.select().from(incidents).where(eq(incidents.id, id)))[0] ?? null;
}

export async function insertIncident(tx: Tx, incident: typeof incidents.$inferInsert): Promise<void> {
  await tx.insert(incidents).values(incident);
}

export async function changeIncident(tx: Tx, id: string, change: IncidentChange): Promise<void> {
  await tx.update(incidents).set(change).where(eq(incidents.id, id));
}

export async function addIncidentEvent(
  tx: Tx,
  event: {
    readonly incidentId: string;
    readonly at: Date;
    readonly kind: string;
    readonly text: string;
    readonly runId?: string | null;
    readonly actor?: string | null;
  }
): Promise<void> {
  await tx.insert(incidentEvents).values(event);
}

/** Newest first, with their timelines oldest first. */
export async function listIncidents(
  db: Database,
  filter: { readonly open?: boolean | undefined; readonly test?: string | undefined },
  limit: number
): Promise<Array<{ readonly incident: IncidentRow; readonly events: readonly IncidentEventRow[] }>> {
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
  const events =
    rows.length === 0
      ? []
      : await db
          .select()
          .from(incidentEvents)
          .where(
            inArray(
              incidentEvents.incidentId,
              rows.map((row) => row.id)
            )
          )
          .orderBy(asc(incidentEvents.id));
  return rows.map((incident) => ({ incident, events: events.filter((event) => event.incidentId === incident.id) }));
}
