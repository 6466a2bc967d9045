import { and, eq, inArray, sql } from 'drizzle-orm';
import { inTransaction, type Database } from '../db';
import { deadlineWatch, runs } from './tables';

const rowId = 1;
/** A watch that is this old was interrupted: no sidecar could have taken a part since. */
const interruptedAfterSeconds = 15;
/** The watch is written this often; nobody needs a row per second. */
const writtenEverySeconds = 3;
/** How far the clocks of sidecar and database may be apart: a run announced later than this has not waited. */
const clockSlackSeconds = 60;

/**
 * Says that a sidecar is there to take parts. Where none was for a while (all were down, or the database was away), the
 * deadlines of the runs that waited are moved by that time: a deadline counts only time in which a part could have been
 * taken. By the database's clock, which several sidecars share.
 *
 * @returns for how many seconds nobody was there; 0 where the watch goes on.
 */
export async function watchDeadlines(db: Database): Promise<number> {
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
    if (row === undefined || row.seconds < writtenEverySeconds) {
      return 0;
    }
    await tx
      .update(deadlineWatch)
      .set({ watchedAt: sql`now()` })
      .where(eq(deadlineWatch.id, rowId));
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
