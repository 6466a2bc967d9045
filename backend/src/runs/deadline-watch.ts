import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { inTransaction, type Database, type Tx } from '../db';
import { deadlineWatch, deploymentEvents, runs, sidecars } from './tables';

const rowId = 1;
/** A watch that is this old was interrupted: no sidecar could have taken a part since. */
const interruptedAfterSeconds = 15;
/** The watch is written this often; nobody needs a row per second. */
const writtenEverySeconds = 3;
/** A watch that is this far in the future was written before the clock went back. */
const wentBackAfterSeconds = 5;
/** How far the clocks of sidecar and database may be apart: a run announced later than this has not waited. */
const clockSlackSeconds = 60;

/**
 * Says that a sidecar is there to take parts. Where none was for a while (all were down, or the database was away), the
 * deadlines of the runs that waited are moved by that time: a deadline counts only time in which a part could have been
 * taken. By the database's clock, which several sidecars share.
 *
 * Where that clock has gone back, everything that waits for an instant would wait for as long again: it is moved too.
 *
 * @param moveOthers moves what waits in other tables by so many seconds, in the same transaction
 * @returns for how many seconds nobody was there, or, less than 0, by how many the clock has gone back; 0: the watch goes on.
 */
export async function watchDeadlines(
  db: Database,
  moveOthers: (tx: Tx, seconds: number) => Promise<void> = () => Promise.resolve()
): Promise<number> {
  return inTransaction(db, 'watch deadlines', async (tx) => {
    await tx
      .insert(deadlineWatch)
      .values({ id: rowId, watchedAt: sql`now()` })
      .onConflictDoNothing();
    const [row] = await tx
      .select({
        watchedAt: deadlineWatch.watchedAt,
        seconds: sql<number>`extract(epoch FROM now() - ${deadlineWatch.watchedAt})::float8`,
      })
      .from(deadlineWatch)
      .where(eq(deadlineWatch.id, rowId))
      .for('update');
    const hasGoneBack = row !== undefined && row.seconds < -wentBackAfterSeconds;
    if (row === undefined || (row.seconds < writtenEverySeconds && !hasGoneBack)) {
      return 0;
    }
    await tx
      .update(deadlineWatch)
      .set({ watchedAt: sql`now()` })
      .where(eq(deadlineWatch.id, rowId));
    if (hasGoneBack) {
      await moveWaiting(tx, row.seconds);
      await moveOthers(tx, row.seconds);
      return row.seconds;
    }
    if (row.seconds < interruptedAfterSeconds) {
      return 0;
    }
    const waited = sql`${runs.announcedAt} <= ${row.watchedAt.toISOString()}::timestamptz + make_interval(secs => ${clockSlackSeconds})`;
    await tx
      .update(runs)
      .set({ deadlineAt: sql`${runs.deadlineAt} + make_interval(secs => ${row.seconds})` })
      .where(and(inArray(runs.status, ['queued', 'running', 'awaitingParts']), waited));
    return row.seconds;
  });
}

/** Whatever here waits for an instant of the future. */
async function moveWaiting(tx: Tx, seconds: number): Promise<void> {
  const moved = (column: AnyPgColumn): SQL => sql`${column} + make_interval(secs => ${seconds}::float8)`;
  await tx
    .update(runs)
    .set({ deadlineAt: moved(runs.deadlineAt) })
    .where(inArray(runs.status, ['queued', 'running', 'awaitingParts']));
  await tx
    .update(runs)
    .set({
      judgeAfter: moved(runs.judgeAfter),
      leaseUntil: moved(runs.leaseUntil),
      storeReadAfter: moved(runs.storeReadAfter),
      diagnoseAfter: moved(runs.diagnoseAfter),
      diagnosisLeaseUntil: moved(runs.diagnosisLeaseUntil),
    })
    .where(
      sql`${runs.status} = 'judging' OR ${runs.storeReadAfter} > now() OR ${runs.diagnoseAfter} > now()
        OR ${runs.diagnosisLeaseUntil} > now()`
    );
  await tx
    .update(deploymentEvents)
    .set({ lookAfter: moved(deploymentEvents.lookAfter) })
    .where(eq(deploymentEvents.state, 'waiting'));
  await tx.update(sidecars).set({ lastSeenAt: moved(sidecars.lastSeenAt), steadySince: moved(sidecars.steadySince) });
}
