import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import { inTransaction, type Database, type Tx } from '../db';
import { contentHash } from '../lib/content-hash';
import type { LoadTest, Schedule } from '../model/load-test';
import { runs, schedules, scheduleTicks, scheduleWatch } from './tables';
import type { RunRow } from './rows';

type ScheduleRow = typeof schedules.$inferSelect;
/** A decided tick, or those of an outage. */
export type TickRow = typeof scheduleTicks.$inferSelect;

/** Ticks are kept this long for people to look at. */
const keptMs = 90 * 24 * 60 * 60 * 1000;
/** A schedule that others have looked around without for longer than this was not in the catalogue meanwhile. */
const goneAfterMs = 60_000;
const watchId = 1;

/** Which schedule it is: cron and time zone. Another policy for what is missed is the same one. */
export function scheduleHash({ cron, timeZone }: Schedule): string {
  return contentHash({ cron, timeZone });
}

/**
 * Says that these schedules are in the catalogue now. One that is new, or that was gone while others were looked at,
 * begins now: its ticks of before are not missed. While no sidecar looked at any, none was gone.
 */
export async function seeSchedules(db: Database, tests: readonly LoadTest[], now: Date): Promise<void> {
  await inTransaction(db, 'see schedules', async (tx) => {
    // The update of nothing locks the row, so that sidecars come one after the other.
    const [watch] = await tx
      .insert(scheduleWatch)
      .values({ id: watchId, watchedAt: now })
      .onConflictDoUpdate({ target: scheduleWatch.id, set: { watchedAt: scheduleWatch.watchedAt } })
      .returning();
    const goneBefore = new Date((watch?.watchedAt ?? now).getTime() - goneAfterMs);
    const rows = tests.flatMap(({ name, schedule }) =>
      schedule === null
        ? []
        : [{ test: name, scheduleHash: scheduleHash(schedule), since: now, decidedUntil: now, seenAt: now }]
    );
    if (rows.length > 0) {
      const isGone = sql`${schedules.seenAt} < ${goneBefore.toISOString()}::timestamptz`;
      const from = sql`greatest(${schedules.decidedUntil}, excluded.decided_until)`;
      await tx
        .insert(schedules)
        // Always in the same order: sidecars would wait for each other.
        .values(rows.sort((a, b) => (a.test < b.test ? -1 : 1)))
        .onConflictDoUpdate({
          target: [schedules.test, schedules.scheduleHash],
          set: {
            since: sql`CASE WHEN ${isGone} THEN excluded.since ELSE ${schedules.since} END`,
            decidedUntil: sql`CASE WHEN ${isGone} THEN ${from} ELSE ${schedules.decidedUntil} END`,
            // A clock that went back must not make it look as if it had been gone.
            seenAt: sql`greatest(${schedules.seenAt}, excluded.seen_at)`,
          },
        });
    }
    await tx.update(scheduleWatch).set({ watchedAt: now }).where(eq(scheduleWatch.id, watchId));
  });
}

/** Locks the schedule until the transaction ends, so that sidecars decide about its ticks one after the other. */
export async function lockSchedule(tx: Tx, test: string, hash: string): Promise<ScheduleRow | null> {
  return (await tx.select().from(schedules).where(isSchedule(test, hash)).for('update'))[0] ?? null;
}

/** From when on ticks are decided, by load test, for those whose schedule of the catalogue has been seen. */
export async function schedulesOf(db: Database, tests: readonly LoadTest[]): Promise<ReadonlyMap<string, ScheduleRow>> {
  const hashes = new Map(tests.flatMap((test) => (test.schedule ? [[test.name, scheduleHash(test.schedule)]] : [])));
  if (hashes.size === 0) {
    return new Map();
  }
  const rows = await db
    .select()
    .from(schedules)
    .where(inArray(schedules.test, [...hashes.keys()]));
  return new Map(rows.flatMap((row) => (hashes.get(row.test) === row.scheduleHash ? [[row.test, row]] : [])));
}

/** Writes what became of a tick, and that all up to it are decided. */
export async function recordTick(tx: Tx, hash: string, tick: TickRow): Promise<void> {
  await tx.insert(scheduleTicks).values(tick).onConflictDoNothing();
  await tx.update(schedules).set({ decidedUntil: tick.tickAt }).where(isSchedule(tick.test, hash));
  const old = new Date(tick.tickAt.getTime() - keptMs);
  await tx.delete(scheduleTicks).where(and(eq(scheduleTicks.test, tick.test), lt(scheduleTicks.tickAt, old)));
}

/** The last decided tick of each of these load tests that has one. */
export async function lastTicksOf(db: Database, tests: readonly string[]): Promise<ReadonlyMap<string, TickRow>> {
  if (tests.length === 0) {
    return new Map();
  }
  const rows = await db
    .selectDistinctOn([scheduleTicks.test])
    .from(scheduleTicks)
    .where(inArray(scheduleTicks.test, [...tests]))
    .orderBy(scheduleTicks.test, desc(scheduleTicks.tickAt));
  return new Map(rows.map((row) => [row.test, row]));
}

/** Runs of the load test that a runner has and that have not ended, oldest first. */
export async function unfinishedRunsOf(db: Database, test: string): Promise<Array<Pick<RunRow, 'id' | 'status'>>> {
  return db
    .select({ id: runs.id, status: runs.status })
    .from(runs)
    .where(
      and(
        eq(runs.test, test),
        eq(runs.reporter, 'runner'),
        inArray(runs.status, ['queued', 'running', 'awaitingParts'])
      )
    )
    .orderBy(runs.announcedAt, runs.id);
}

function isSchedule(test: string, hash: string) {
  return and(eq(schedules.test, test), eq(schedules.scheduleHash, hash));
}
