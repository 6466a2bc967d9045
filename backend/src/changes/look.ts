import { desc, inArray, ne, sql } from 'drizzle-orm';
import type { Database } from '../db';
import { incidents } from '../incidents';
import { runs } from '../runs';
import type { RunStatus, Verdict } from '../model/run';

/** What has changed, in as few words as a page needs to decide what to read again. */
export type Change =
  | {
      readonly kind: 'run';
      readonly id: string;
      readonly test: string;
      readonly runId: string;
      readonly status: RunStatus;
      readonly verdict: Verdict | null;
    }
  /** `runId` is the newest run that joined. */
  | { readonly kind: 'incident'; readonly id: string; readonly test: string; readonly runId: string };

/** Something that was seen, with a text that is another one after every change worth telling. */
export interface Seen {
  readonly change: Change;
  readonly state: string;
}

/** Runs and incidents that are compared: more than any page shows at once. */
const newest = 200;

const runColumns = {
  id: runs.id,
  test: runs.test,
  status: runs.status,
  verdict: runs.verdict,
  state: sql<string>`concat_ws('|', ${runs.status}, ${runs.verdict}, ${runs.judgement}, ${runs.startedAt}, ${runs.endedAt},
    ${runs.diagnosisState}, ${runs.diagnosis} ->> 'madeAt', ${runs.actionRequired}, ${runs.actionRequiredReason},
    ${runs.autoFixApplied}, ${runs.incidentId}, ${runs.storeCheck} ->> 'state')`,
};

/**
 * What can be seen now: the newest runs and incidents, and every run that is not judged, however old. They are compared
 * with what was seen before, instead of asked for by a time of change: a column for that would be written by every lease
 * and every heartbeat of a run, which change nothing that is shown, and a transaction that commits after a later one is
 * missed by whoever asks "since when". An index gives these rows, and only while somebody listens.
 *
 * @param before runs that were not judged when they were last seen: they are looked for once more.
 */
export async function look(db: Database, before: readonly string[]): Promise<ReadonlyMap<string, Seen>> {
  const [newestRuns, openRuns, newestIncidents] = await Promise.all([
    db.select(runColumns).from(runs).orderBy(desc(runs.announcedAt), desc(runs.id)).limit(newest),
    db.select(runColumns).from(runs).where(ne(runs.status, 'judged')).limit(newest),
    db
      .select({
        id: incidents.id,
        test: incidents.test,
        runId: incidents.lastRunId,
        // Nothing happens to an incident without a line of its timeline. Named in full: Drizzle leaves the table's name
        // out of columns, and the inner query has an id of its own.
        state: sql<string>`(SELECT max(id) FROM incident_events WHERE incident_id = incidents.id)::text`,
      })
      .from(incidents)
      .orderBy(desc(incidents.openedAt), desc(incidents.id))
      .limit(newest),
  ]);
  const found = new Map([...newestRuns, ...openRuns].map((run) => [run.id, run]));
  const missing = before.filter((id) => !found.has(id));
  const ended = missing.length === 0 ? [] : await db.select(runColumns).from(runs).where(inArray(runs.id, missing));
  return new Map<string, Seen>([
    ...[...found.values(), ...ended].map(({ id, test, status, verdict, state }): [string, Seen] => [
      `run ${id}`,
      { change: { kind: 'run', id, test, runId: id, status, verdict }, state },
    ]),
    ...newestIncidents.map(({ id, test, runId, state }): [string, Seen] => [
      `incident ${id}`,
      { change: { kind: 'incident', id, test, runId }, state },
    ]),
  ]);
}
