import { and, eq, inArray, isNotNull, isNull, lt, ne, or, sql, type SQL } from 'drizzle-orm';
import { inTransaction, type Database, type Tx } from '../db';
import { runs, sidecars } from './tables';
import { targetKey } from '../model/target';
import { inQueueOrder, type MayStart } from '../model/run';
import type { RunRow } from './rows';
import { changeRun, lockRun } from './repository';

/** A sidecar that has not been seen for this long is taken for gone. */
export const ownerLimitSeconds = 30;
/** Seen again after this share of the limit, a sidecar was interrupted: it or the database was away. */
const interruptedShare = 0.5;
/** Rows of sidecars that are gone say nothing after this long. */
const keptSeconds = 24 * 60 * 60;
/** Any fixed numbers: at most one sidecar looks for what others have left, and one claims a target at a time. */
const takeOverLock = 4_216_002;
const targetLock = 4_216_003;

/** What a sidecar that is gone has left behind. */
export interface LeftBehind {
  /** k6 was running; closed for silence and to be judged with what has arrived. */
  readonly closed: ReadonlyArray<{ readonly id: string; readonly test: string }>;
  /** Were queued; they are ours now. */
  readonly taken: ReadonlyArray<{ readonly id: string; readonly test: string }>;
}

/** Says that this sidecar is at work. By the database's clock, which several sidecars share. */
export async function signOn(db: Database, owner: string, limitSeconds = ownerLimitSeconds): Promise<void> {
  await db
    .insert(sidecars)
    .values({ id: owner, startedAt: sql`now()`, lastSeenAt: sql`now()`, steadySince: sql`now()` })
    .onConflictDoUpdate({
      target: sidecars.id,
      set: {
        lastSeenAt: sql`now()`,
        steadySince: sql`CASE WHEN ${sidecars.lastSeenAt} < ${secondsAgo(limitSeconds * interruptedShare)}
          THEN now() ELSE ${sidecars.steadySince} END`,
      },
    });
}

/** Says that this sidecar is at work no more: what it still has, another one may take at once. */
export async function signOff(db: Database, owner: string): Promise<void> {
  await db.delete(sidecars).where(eq(sidecars.id, owner));
}

/**
 * Closes the running runs of sidecars that have not been seen for `limitSeconds`, and makes their queued ones `owner`'s.
 * An outage of the database silences all of them at once: so only a sidecar that has itself been seen without
 * interruption for that long, and with it the database, may take another one for gone.
 */
export async function takeOver(db: Database, owner: string, limitSeconds = ownerLimitSeconds): Promise<LeftBehind> {
  return inTransaction(db, 'take over', async (tx) => {
    const [mine] = await tx
      .select({ looks: sql<boolean>`pg_try_advisory_xact_lock(${takeOverLock}::bigint)` })
      .from(sidecars)
      .where(
        and(
          eq(sidecars.id, owner),
          sql`${sidecars.lastSeenAt} > ${secondsAgo(limitSeconds * interruptedShare)}`,
          sql`${sidecars.steadySince} <= ${secondsAgo(limitSeconds)}`
        )
      );
    if (mine?.looks !== true) {
      return { closed: [], taken: [] };
    }
    const left = await takeFrom(tx, owner, and(isNotNull(runs.owner), sql`NOT ${isOwnerSeen(limitSeconds)}`));
    await tx.delete(sidecars).where(lt(sidecars.lastSeenAt, secondsAgo(keptSeconds)));
    return left;
  });
}

/**
 * The same at once, for a database that no other process can have open; and what such a process was judging or
 * diagnosing is free again.
 */
export async function takeOverAll(db: Database, owner: string): Promise<LeftBehind> {
  return inTransaction(db, 'take over all', async (tx) => {
    await tx.delete(sidecars).where(ne(sidecars.id, owner));
    await tx.update(runs).set({ leaseUntil: null }).where(isNotNull(runs.leaseUntil));
    await tx.update(runs).set({ diagnosisLeaseUntil: null }).where(isNotNull(runs.diagnosisLeaseUntil));
    return takeFrom(tx, owner, or(isNull(runs.owner), ne(runs.owner, owner)));
  });
}

async function takeFrom(tx: Tx, owner: string, isGone: SQL | undefined): Promise<LeftBehind> {
  const named = { id: runs.id, test: runs.test };
  const ofRunners = and(eq(runs.reporter, 'runner'), isGone);
  const closed = await tx
    .update(runs)
    .set({ status: 'judging', judgeAfter: sql`now()`, ownerLostAt: sql`now()` })
    .where(and(ofRunners, inArray(runs.status, ['running', 'awaitingParts'])))
    .returning(named);
  const taken = await tx
    .update(runs)
    .set({ owner })
    .where(and(ofRunners, eq(runs.status, 'queued')))
    .returning(named);
  return { closed, taken };
}

/**
 * Closes a run whose k6 was found to run without its sidecar, and was ended: for silence, as when its owner is found to be
 * gone.
 *
 * @returns false where it was closed already.
 */
export async function closeOrphaned(db: Database, runId: string): Promise<boolean> {
  const closed = await db
    .update(runs)
    .set({ status: 'judging', judgeAfter: sql`now()`, ownerLostAt: sql`now()`, orphanEndedAt: sql`now()` })
    .where(and(eq(runs.id, runId), eq(runs.reporter, 'runner'), inArray(runs.status, ['running', 'awaitingParts'])))
    .returning({ id: runs.id });
  return closed.length > 0;
}

/**
 * Asks whichever sidecar has the run to stop it.
 *
 * @returns false where no runner has it any more, or ever had.
 */
export async function requestStop(db: Database, runId: string): Promise<boolean> {
  const asked = await db
    .update(runs)
    .set({ stopRequestedAt: sql`now()` })
    .where(and(eq(runs.id, runId), eq(runs.reporter, 'runner'), inArray(runs.status, ['queued', 'running'])))
    .returning({ id: runs.id });
  return asked.length > 0;
}

/** Ids of this sidecar's runs that somebody has asked to be stopped. */
export async function stopsRequestedOf(db: Database, owner: string): Promise<string[]> {
  const asked = await db
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.owner, owner), isNotNull(runs.stopRequestedAt), inArray(runs.status, ['queued', 'running'])));
  return asked.map(({ id }) => id);
}

/** Queued runs of this sidecar, in the order in which they were announced. */
export async function queuedRunsOf(db: Database, owner: string): Promise<RunRow[]> {
  return db
    .select()
    .from(runs)
    .where(and(eq(runs.owner, owner), eq(runs.status, 'queued')))
    .orderBy(runs.announcedAt, runs.id);
}

/**
 * Makes a queued run a running one, if it still is `owner`'s (a sidecar that slept too long has lost it) and no other
 * sidecar that is at work runs k6 on the same target, or has an older run queued for it.
 *
 * @param how.overtakes such an older run does not matter. A verification run goes before all others.
 * @param deadlineOf when the run is closed if it has not reported its end, by its load test.
 */
export async function claimStart(
  db: Database,
  owner: string,
  runId: string,
  deadlineOf: (test: string) => Date,
  {
    overtakes,
    limitSeconds = ownerLimitSeconds,
    isHeld = () => Promise.resolve(false),
  }: {
    readonly overtakes: boolean;
    readonly limitSeconds?: number;
    /** Whether something else has the target of the run to itself. */
    readonly isHeld?: (tx: Tx, run: RunRow) => Promise<boolean>;
  }
): Promise<Exclude<MayStart, 'recordsAway'>> {
  return inTransaction(db, 'claim start', async (tx) => {
    const run = await lockRun(tx, runId);
    if (run === null || run.owner !== owner || (run.status !== 'queued' && run.status !== 'running')) {
      return 'no';
    }
    if (run.status === 'running') {
      // The answer to the first try was lost.
      return 'yes';
    }
    const target = targetKey(run.target);
    await tx.execute(sql`SELECT pg_advisory_xact_lock(${targetLock}, hashtext(${target}))`);
    const elsewhere = await tx
      .select({
        target: runs.target,
        status: runs.status,
        runId: runs.id,
        queuedAt: runs.announcedAt,
        isFirst: sql<boolean>`${runs.trigger} = 'verification'`,
      })
      .from(runs)
      .where(
        and(
          inArray(runs.status, ['queued', 'running']),
          eq(runs.reporter, 'runner'),
          // Our own are one after the other already, oldest first, and a report that is late keeps no target waiting.
          ne(runs.owner, owner),
          isOwnerSeen(limitSeconds)
        )
      );
    const onTarget = elsewhere.filter((other) => targetKey(other.target) === target);
    if (onTarget.some(({ status }) => status === 'running')) {
      return 'targetBusy';
    }
    if (await isHeld(tx, run)) {
      return 'targetHeld';
    }
    const place = { runId, queuedAt: run.announcedAt, isFirst: run.trigger === 'verification' };
    if (!overtakes && onTarget.some((other) => inQueueOrder(other, place) < 0)) {
      return 'notItsTurn';
    }
    // Awake again after a long sleep: the run that starts now must not be taken for one that was left behind.
    await signOn(tx, owner, limitSeconds);
    await changeRun(tx, runId, { status: 'running', deadlineAt: deadlineOf(run.test) });
    return 'yes';
  });
}

function isOwnerSeen(limitSeconds: number): SQL {
  return sql`EXISTS (SELECT 1 FROM ${sidecars}
    WHERE ${sidecars.id} = ${runs.owner} AND ${sidecars.lastSeenAt} > ${secondsAgo(limitSeconds)})`;
}

function secondsAgo(seconds: number): SQL {
  return sql`now() - make_interval(secs => ${seconds})`;
}
