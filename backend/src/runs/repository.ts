import { and, desc, eq, gte, inArray, isNotNull, lt, lte, ne, sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn, PgUpdateSetSource } from 'drizzle-orm/pg-core';
import { inTransaction, type Database, type Tx } from '../db';
import { runDetails, runParts, runs } from './tables';
import { cleaned } from '../lib/storable';
import { targetKey } from '../model/target';
import type { RunStatus, Trigger, Verdict } from '../model/run';
import type { RunPart } from '../model/protocol';
import type { PartRow, RunDetailsRow, RunRow } from './rows';

export type NewRun = typeof runs.$inferInsert;
/** Columns to set; an instant may be an SQL expression where the database's clock must decide. */
export type RunChange = PgUpdateSetSource<typeof runs>;

/** Null when the id is new and the row was written; else the row that was there before. */
export async function insertRun(db: Database, run: NewRun): Promise<RunRow | null> {
  const inserted = await db.insert(runs).values(run).onConflictDoNothing().returning({ id: runs.id });
  return inserted.length > 0 ? null : await findRun(db, run.id);
}

export async function findRun(db: Database, id: string): Promise<RunRow | null> {
  return (await db.select().from(runs).where(eq(runs.id, id)))[0] ?? null;
}

/** Those of these runs that are stored. */
export async function findRuns(db: Database, ids: readonly string[]): Promise<RunRow[]> {
  return ids.length === 0
    ? []
    : db
        .select()
        .from(runs)
        .where(inArray(runs.id, [...ids]));
}

/** Locks the row until the transaction ends, so that parts and the judge come one after the other. */
export async function lockRun(tx: Tx, id: string): Promise<RunRow | null> {
  return (await tx.select().from(runs).where(eq(runs.id, id)).for('update'))[0] ?? null;
}

export async function changeRun(db: Database, id: string, change: RunChange): Promise<void> {
  await db.update(runs).set(change).where(eq(runs.id, id));
}

export async function partsOf(db: Database, runId: string): Promise<PartRow[]> {
  return db.select().from(runParts).where(eq(runParts.runId, runId)).orderBy(runParts.instance, runParts.part);
}

export async function insertPart(
  tx: Tx,
  part: { runId: string; content: RunPart; contentHash: string; receivedAt: Date }
): Promise<void> {
  await tx.insert(runParts).values({
    runId: part.runId,
    instance: part.content.instance,
    part: part.content.part,
    contentHash: part.contentHash,
    content: part.content,
    receivedAt: part.receivedAt,
  });
}

export async function detailsOf(db: Database, runId: string): Promise<RunDetailsRow | null> {
  return (await db.select().from(runDetails).where(eq(runDetails.runId, runId)))[0] ?? null;
}

export async function saveDetails(
  db: Database,
  runId: string,
  details: Partial<Omit<RunDetailsRow, 'runId'>>
): Promise<void> {
  if (Object.keys(details).length === 0) {
    return;
  }
  // Names come from samples, that is from the tested system: they may hold what jsonb refuses.
  const storable = cleaned(details);
  await db
    .insert(runDetails)
    .values({ runId, ...storable })
    .onConflictDoUpdate({ target: runDetails.runId, set: storable });
}

/**
 * How long a judge may hold a run before it is taken for dead: the store is waited for 5 s at most, and a verdict that
 * comes too late is dropped.
 */
const judgeLeaseSeconds = 45;

/** What each claim looks for, every second: each has an index of what is open alone, however many runs there are. */
export const isDue = {
  judge: sql`${runs.status} = 'judging' AND ${runs.judgeAfter} <= now()
    AND (${runs.leaseUntil} IS NULL OR ${runs.leaseUntil} < now())`,
  diagnose: sql`${runs.status} = 'judged' AND ${runs.diagnosisState} IN ('pending', 'late')
    AND ${runs.diagnoseAfter} <= now()
    AND (${runs.diagnosisLeaseUntil} IS NULL OR ${runs.diagnosisLeaseUntil} < now())`,
  readStore: sql`${runs.status} = 'judged' AND ${runs.storeReadAfter} <= now()`,
};

/** Whether any run is due for this. Asks no more than that: most of the time none is. */
export async function isAnyRunDue(db: Database, what: keyof typeof isDue): Promise<boolean> {
  const found = await db.select({ id: runs.id }).from(runs).where(isDue[what]).limit(1);
  return found.length > 0;
}

/**
 * Takes one run that is ready to be judged, or null. Several sidecars may call it: each run goes to one of them, and
 * comes back when its holder dies. By the database's clock.
 *
 * @param haste by which the lease is shorter than in earnest
 */
export async function claimRunToJudge(db: Database, haste = 1): Promise<RunRow | null> {
  return claim(db, 'claim to judge', isDue.judge, runs.judgeAfter, ({ judgeAttempts }) => ({
    leaseUntil: secondsFromNow(judgeLeaseSeconds / haste),
    judgeAttempts: judgeAttempts + 1,
  }));
}

/** How long a diagnoser may hold a run; the model may take 45 s of it. */
const diagnosisLeaseSeconds = 120;

/** Takes one failed run whose diagnosis is still to be made, or null. @param haste by which the lease is shorter */
export async function claimRunToDiagnose(db: Database, haste = 1): Promise<RunRow | null> {
  return claim(db, 'claim to diagnose', isDue.diagnose, runs.judgedAt, () => ({
    diagnosisLeaseUntil: secondsFromNow(diagnosisLeaseSeconds / haste),
  }));
}

/** The diagnoser's columns of a run with nothing left to diagnose. */
export const nothingToDiagnose = { diagnoseAfter: null, diagnosisLeaseUntil: null } as const;

/** A read of the metric store may take this long before another sidecar does it again. */
const storeReadSeconds = 120;

/** Takes one judged run for which the metric store is still to be read, or null. */
export async function claimRunToReadStore(db: Database): Promise<RunRow | null> {
  return claim(db, 'claim to read store', isDue.readStore, runs.storeReadAfter, ({ storeReadAttempts }) => ({
    storeReadAfter: secondsFromNow(storeReadSeconds),
    storeReadAttempts: storeReadAttempts + 1,
  }));
}

/** Ends a judge's lease, if it still is that judge's. */
export async function handBackJudging(db: Database, { id, judgeAttempts }: RunRow): Promise<void> {
  await db
    .update(runs)
    .set({ leaseUntil: null })
    .where(and(eq(runs.id, id), eq(runs.status, 'judging'), eq(runs.judgeAttempts, judgeAttempts)));
}

/** Ends a diagnoser's lease, if it still is that diagnoser's: its diagnosis will not count any more. */
export async function handBackDiagnosing(db: Database, { id, diagnosisLeaseUntil }: RunRow): Promise<void> {
  if (diagnosisLeaseUntil !== null) {
    await db
      .update(runs)
      .set({ diagnosisLeaseUntil: null })
      .where(and(eq(runs.id, id), eq(runs.diagnosisLeaseUntil, diagnosisLeaseUntil)));
  }
}

/** Lets somebody else read the store for the run, if nobody has begun to since. */
export async function handBackStoreRead(db: Database, { id, storeReadAttempts }: RunRow): Promise<void> {
  await db
    .update(runs)
    .set({ storeReadAfter: sql`now()` })
    .where(and(eq(runs.id, id), eq(runs.storeReadAttempts, storeReadAttempts), isNotNull(runs.storeReadAfter)));
}

/**
 * Whether the run is still the diagnoser's that claimed it: the end of its lease is its token, which another claim, a
 * failure or handing it back changes.
 */
export function isDiagnosedBy(current: RunRow, claimed: RunRow): boolean {
  return current.diagnosisLeaseUntil?.getTime() === claimed.diagnosisLeaseUntil?.getTime();
}

/** The first run that is due, with what marks it as taken. */
async function claim(
  db: Database,
  name: string,
  isDue: SQL,
  order: AnyPgColumn,
  taken: (run: RunRow) => RunChange
): Promise<RunRow | null> {
  return inTransaction(db, name, async (tx) => {
    const [row] = await tx.select().from(runs).where(isDue).orderBy(order).limit(1).for('update', { skipLocked: true });
    if (row === undefined) {
      return null;
    }
    const [claimed] = await tx.update(runs).set(taken(row)).where(eq(runs.id, row.id)).returning();
    return claimed ?? null;
  });
}

/** An instant by the database's clock, which is the one that claims go by. */
export function secondsFromNow(seconds: number): SQL {
  return sql`now() + make_interval(secs => ${seconds})`;
}

/**
 * Closes every run whose deadline has passed, so that it is judged with what has arrived.
 *
 * @param alsoByDatabase it has to have passed by the database's clock as well, which several sidecars share: one whose own clock
 *   has jumped ahead must not close what still has time.
 * @returns their ids.
 */
export async function closeOverdueRuns(db: Database, now: Date, alsoByDatabase: boolean): Promise<string[]> {
  const until = alsoByDatabase ? sql`LEAST(${now.toISOString()}::timestamptz, now())` : now;
  const closed = await db
    .update(runs)
    .set({ status: 'judging', judgeAfter: sql`now()`, closedAtDeadline: true })
    .where(and(inArray(runs.status, ['queued', 'running', 'awaitingParts']), lte(runs.deadlineAt, until)))
    .returning({ id: runs.id });
  return closed.map((run) => run.id);
}

/** Failed runs that count, were judged before `before`, and whose diagnosis has still not led to an alert. */
export async function runsWithLateDiagnosis(db: Database, before: Date): Promise<RunRow[]> {
  return db
    .select()
    .from(runs)
    .where(and(eq(runs.diagnosisState, 'pending'), lt(runs.judgedAt, before)))
    .orderBy(runs.judgedAt, runs.id);
}

/** Earlier runs of the same load test that count, newest first. */
export async function earlierCountingRuns(
  db: Database,
  run: { readonly id: string; readonly test: string; readonly announcedAt: Date },
  limit: number
): Promise<RunRow[]> {
  return db
    .select()
    .from(runs)
    .where(
      and(
        eq(runs.test, run.test),
        eq(runs.counts, true),
        eq(runs.status, 'judged'),
        ne(runs.id, run.id),
        lte(runs.announcedAt, run.announcedAt)
      )
    )
    .orderBy(desc(runs.announcedAt), desc(runs.id))
    .limit(limit);
}

/** Judged runs of a load test that count, oldest first; the last hundred. */
export async function countingRunsOf(db: Database, test: string): Promise<RunRow[]> {
  const newestFirst = await db
    .select()
    .from(runs)
    .where(and(eq(runs.test, test), eq(runs.counts, true), isNotNull(runs.verdict)))
    .orderBy(desc(runs.announcedAt), desc(runs.id))
    .limit(100);
  return newestFirst.reverse();
}

/** True when no counting run of the load test was announced after this one. */
export async function isNewestRun(db: Database, run: RunRow): Promise<boolean> {
  const later = await db
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(eq(runs.test, run.test), eq(runs.counts, true), sql`${runs.announcedAt} > ${run.announcedAt.toISOString()}`)
    )
    .limit(1);
  return later.length === 0;
}

/** Another run that is active on the target of this one, whichever load test it is of; null: there is none. */
export function otherRunOnTarget(db: Database, { id, target }: Pick<RunRow, 'id' | 'target'>) {
  // Some instances of a run that awaits parts may still be at it.
  return firstOnTarget(db, target, and(inArray(runs.status, ['running', 'awaitingParts']), ne(runs.id, id)));
}

/** The run of these that was announced first on a target, however its address is written; null: there is none. */
export async function firstOnTarget(db: Database, target: string, which: SQL | undefined) {
  const found = await db
    .select({ id: runs.id, test: runs.test, target: runs.target })
    .from(runs)
    .where(which)
    .orderBy(runs.announcedAt, runs.id);
  return found.find((run) => targetKey(run.target) === targetKey(target)) ?? null;
}

export interface RunFilter {
  readonly tests?: readonly string[] | undefined;
  readonly verdicts?: readonly Verdict[] | undefined;
  readonly statuses?: readonly RunStatus[] | undefined;
  readonly triggers?: readonly Trigger[] | undefined;
  readonly environment?: string | undefined;
  readonly counts?: boolean | undefined;
  readonly actionRequired?: boolean | undefined;
  readonly judged?: boolean | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** Where a page ended: the next one starts after this run. */
export interface RunCursor {
  readonly announcedAt: Date;
  readonly id: string;
}

/** Newest first. Reads one row more than `limit` to tell whether another page follows. */
export async function listRuns(
  db: Database,
  filter: RunFilter,
  after: RunCursor | null,
  limit: number
): Promise<{ rows: RunRow[]; next: RunCursor | null }> {
  const rows = await listQuery(db, filter, after, limit + 1);
  const page = rows.slice(0, limit);
  const last = page[page.length - 1];
  return {
    rows: page,
    next: rows.length > limit && last !== undefined ? { announcedAt: last.announcedAt, id: last.id } : null,
  };
}

/** For a look at its plan as well. */
export function listQuery(db: Database, filter: RunFilter, after: RunCursor | null, limit: number) {
  const conditions: Array<SQL | undefined> = [
    filter.tests === undefined ? undefined : inArray(runs.test, [...filter.tests]),
    filter.verdicts === undefined ? undefined : inArray(runs.verdict, [...filter.verdicts]),
    filter.statuses === undefined ? undefined : inArray(runs.status, [...filter.statuses]),
    filter.triggers === undefined ? undefined : inArray(runs.trigger, [...filter.triggers]),
    filter.environment === undefined ? undefined : eq(runs.environment, filter.environment),
    filter.counts === undefined ? undefined : eq(runs.counts, filter.counts),
    filter.actionRequired === undefined ? undefined : eq(runs.actionRequired, filter.actionRequired),
    filter.judged === true ? isNotNull(runs.verdict) : undefined,
    filter.from === undefined ? undefined : gte(runs.announcedAt, filter.from),
    filter.to === undefined ? undefined : lt(runs.announcedAt, filter.to),
    after === null
      ? undefined
      : // A row comparison, unlike an OR, is a bound of the index scan: page 1,000 costs what page 1 costs.
        sql`(${runs.announcedAt}, ${runs.id}) < (${after.announcedAt.toISOString()}::timestamptz, ${after.id})`,
  ];
  return db
    .select()
    .from(runs)
    .where(and(...conditions))
    .orderBy(desc(runs.announcedAt), desc(runs.id))
    .limit(limit);
}
