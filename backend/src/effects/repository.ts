import { and, asc, desc, eq, inArray, isNotNull, notInArray, sql } from 'drizzle-orm';
import type { InferSelectModel } from 'drizzle-orm';
import type { Database, Tx } from '../db';
import { effects, paces } from './tables';
import type { EffectState } from '../model/effect';

export type EffectRow = InferSelectModel<typeof effects>;

export interface PlannedEffect {
  /** Deterministic: the same decision planned twice is one effect. */
  readonly id: string;
  readonly kind: string;
  readonly runId: string;
  readonly incidentId: string | null;
  readonly payload: unknown;
}

/** Writes the effect in the caller's transaction, together with the decision it follows from. */
export async function planEffect(tx: Tx, effect: PlannedEffect, now: Date): Promise<void> {
  await tx.insert(effects).values(newEffect(effect, now)).onConflictDoNothing();
}

/**
 * Plans effects of one kind that bring the other side to what the records say when they are sent. One that still waits
 * will say the same: it is due now, with all its tries, and the run gets no second one. Those that are settled tell of
 * what is outdated and go, so that a run has few rows however often this is called.
 *
 * Rows that somebody holds at this moment are passed over: an effect that is just being sent may have read the records
 * already, and waiting for a row could end in a deadlock.
 */
export async function planLatest(tx: Tx, planned: readonly PlannedEffect[], now: Date): Promise<void> {
  const [first] = planned;
  if (first === undefined) {
    return;
  }
  const free = (states: readonly EffectState[], runIds: readonly string[]) =>
    tx
      .select({ id: effects.id })
      .from(effects)
      .where(
        and(eq(effects.kind, first.kind), inArray(effects.runId, [...runIds]), inArray(effects.state, [...states]))
      )
      .for('update', { skipLocked: true });
  const runIds = planned.map(({ runId }) => runId);
  const waiting = await tx
    .update(effects)
    .set({
      attempts: 0,
      // Who has asked for a pause gets it.
      nextAttemptAt: sql`CASE WHEN ${effects.code} = 'rateLimited' THEN ${effects.nextAttemptAt} ELSE now() END`,
    })
    .where(inArray(effects.id, free(['planned'], runIds)))
    .returning({ runId: effects.runId });
  const isWaiting = new Set(waiting.map(({ runId }) => runId));
  const missing = planned.filter(({ runId }) => !isWaiting.has(runId));
  if (missing.length === 0) {
    return;
  }
  const settled = free(
    ['confirmed', 'rejected', 'skipped', 'unknown'],
    missing.map(({ runId }) => runId)
  );
  await tx.delete(effects).where(inArray(effects.id, settled));
  await tx.insert(effects).values(missing.map((effect) => newEffect(effect, now)));
}

/** Due by the database's clock, which claims go by. */
function newEffect(effect: PlannedEffect, now: Date) {
  return { ...effect, state: 'planned' as const, nextAttemptAt: sql`now()`, createdAt: now };
}

/** Frees what a process that is gone had taken; only for a database that no other process can have open. */
export async function releaseEffects(db: Database): Promise<void> {
  await db.update(effects).set({ leaseUntil: null }).where(isNotNull(effects.leaseUntil));
}

/**
 * Ends the lease that a worker has on this, if it still has it: it is due at once. One that it had begun to send
 * may have arrived, as after a crash; what the worker still writes counts only until somebody else claims the effect.
 */
export async function handBackEffect(db: Database, { id, fence }: EffectRow): Promise<void> {
  await db
    .update(effects)
    // The next claim counts a crash for each lease that was not lived through; this was none.
    .set({ leaseUntil: null, crashes: sql`${effects.crashes} - 1` })
    .where(and(eq(effects.id, id), eq(effects.fence, fence), inArray(effects.state, ['claimed', 'sent'])));
}

/**
 * Whether the effect is still the worker's that claimed it: it has neither slept through its lease nor handed it back. To
 * be asked before a call that must not be made beside somebody else's.
 */
export async function isEffectHeld(db: Database, { id, fence }: EffectRow): Promise<boolean> {
  const held = await db
    .select({ id: effects.id })
    .from(effects)
    .where(and(eq(effects.id, id), eq(effects.fence, fence), sql`${effects.leaseUntil} >= now()`));
  return held.length > 0;
}

/** Marked before the call, so that a crash after it is never taken for "not sent". False: another worker has it now. */
export async function markSent(db: Database, effect: EffectRow): Promise<boolean> {
  const changed = await db
    .update(effects)
    .set({ state: 'sent', sentAt: sql`now()` })
    .where(and(eq(effects.id, effect.id), eq(effects.fence, effect.fence)))
    .returning({ id: effects.id });
  return changed.length > 0;
}

/** The last word on an effect. False: another worker has taken it over, and this result must change nothing. */
export async function settleEffect(
  tx: Tx,
  effect: EffectRow,
  outcome: {
    readonly state: Extract<EffectState, 'confirmed' | 'rejected' | 'skipped' | 'unknown'>;
    readonly result?: unknown;
    readonly code?: string;
    readonly reason?: string;
  }
): Promise<boolean> {
  const changed = await tx
    .update(effects)
    .set({
      state: outcome.state,
      result: outcome.result ?? null,
      code: outcome.code ?? null,
      reason: outcome.reason ?? null,
      leaseUntil: null,
      settledAt: sql`now()`,
    })
    .where(and(eq(effects.id, effect.id), eq(effects.fence, effect.fence)))
    .returning({ id: effects.id });
  return changed.length > 0;
}

/** Puts the effect back for another try. @param answer.usesTry false: this one was none. @returns false where it is no more the worker's */
export async function postponeEffect(
  db: Database,
  effect: EffectRow,
  delaySeconds: number,
  answer: {
    readonly code: string;
    readonly reason: string;
    readonly mayHaveArrived: boolean;
    readonly usesTry?: boolean;
  }
): Promise<boolean> {
  const changed = await db
    .update(effects)
    .set({
      state: 'planned',
      attempts: answer.usesTry === false ? effect.attempts - 1 : effect.attempts,
      // Whatever came of this try, its worker has lived through it.
      crashes: 0,
      leaseUntil: null,
      sentAt: null,
      nextAttemptAt: sql`now() + make_interval(secs => ${delaySeconds})`,
      code: answer.code,
      reason: answer.reason,
      mayHaveArrived: effect.mayHaveArrived || answer.mayHaveArrived,
    })
    .where(and(eq(effects.id, effect.id), eq(effects.fence, effect.fence)))
    .returning({ id: effects.id });
  return changed.length > 0;
}

/** How an effect that cannot be claimed is known; what else stands in its row may be what is wrong with it. */
export type EffectName = Pick<EffectRow, 'id' | 'kind' | 'runId' | 'incidentId'>;

/**
 * Ends effects that nobody works on: those with these ids or, without ids, those of other kinds than these that nobody has
 * taken for this long. Nothing of the row but its name is read or counted on.
 */
export async function endUntaken(
  tx: Tx,
  which: { readonly id: string } | { readonly kindsBut: readonly string[]; readonly forSeconds: number },
  why: { readonly code: string; readonly reason: string }
): Promise<EffectName[]> {
  return tx
    .update(effects)
    .set({
      state: sql`CASE WHEN ${mayBeThere} THEN 'unknown' ELSE 'rejected' END`,
      ...why,
      leaseUntil: null,
      settledAt: sql`now()`,
    })
    .where(
      and(
        inArray(effects.state, ['planned', 'claimed', 'sent']),
        'id' in which
          ? eq(effects.id, which.id)
          : and(
              notInArray(effects.kind, [...which.kindsBut]),
              sql`${effects.createdAt} < now() - make_interval(secs => ${which.forSeconds})`,
              sql`(${effects.leaseUntil} IS NULL OR ${effects.leaseUntil} < now() - make_interval(secs => ${which.forSeconds}))`
            )
      )
    )
    .returning({ id: effects.id, kind: effects.kind, runId: effects.runId, incidentId: effects.incidentId });
}

const mayBeThere = sql`may_have_arrived OR state = 'sent' OR sent_at IS NOT NULL`;

/** What an effect was postponed for when its peer did not answer. */
const silenceCodes = ['paused', 'timeout', 'connectionLost', 'unreachable', 'storeUnavailable'];

/** The peer of these kinds answers again: what waits only because it did not is due now, up to half an hour earlier. */
export async function bringForward(db: Database, kinds: readonly string[]): Promise<void> {
  await db
    .update(effects)
    .set({ nextAttemptAt: sql`now()` })
    .where(
      and(
        eq(effects.state, 'planned'),
        inArray(effects.kind, [...kinds]),
        inArray(effects.code, silenceCodes),
        sql`${effects.nextAttemptAt} > now()`
      )
    );
}

/** What these effects waited for has come, however far off their next try is. `code` is what they were postponed with. */
export async function bringForwardWaiting(
  tx: Tx,
  { incidentId, kind, code }: { readonly incidentId: string; readonly kind: string; readonly code: string }
): Promise<void> {
  // One that somebody holds is about to look for itself; waiting for its row could end in a deadlock.
  const free = tx
    .select({ id: effects.id })
    .from(effects)
    .where(
      and(
        eq(effects.incidentId, incidentId),
        eq(effects.kind, kind),
        eq(effects.state, 'planned'),
        eq(effects.code, code)
      )
    )
    .for('update', { skipLocked: true });
  await tx
    .update(effects)
    .set({ nextAttemptAt: sql`now()` })
    .where(inArray(effects.id, free));
}

/** What the other side answered to the effect of this kind that was confirmed last; null: to none. */
export async function newestResult(db: Database, kind: string): Promise<unknown> {
  const [newest] = await db
    .select({ result: effects.result })
    .from(effects)
    .where(and(eq(effects.kind, kind), eq(effects.state, 'confirmed')))
    .orderBy(sql`${effects.settledAt} DESC NULLS LAST`, desc(effects.id))
    .limit(1);
  return newest?.result ?? null;
}

export async function effectsOfRun(db: Database, runId: string): Promise<EffectRow[]> {
  return db.select().from(effects).where(eq(effects.runId, runId)).orderBy(asc(effects.createdAt), asc(effects.id));
}

/** Effects of one kind about an incident, oldest first. */
export async function effectsOfIncident(db: Database, incidentId: string, kind: string): Promise<EffectRow[]> {
  return db
    .select()
    .from(effects)
    .where(and(eq(effects.incidentId, incidentId), eq(effects.kind, kind)))
    .orderBy(asc(effects.createdAt), asc(effects.id));
}

/**
 * Effects of this kind that were planned more than `olderThanSeconds` ago and are still not settled, a hundred at most.
 *
 * @param says only those whose payload is of this kind or of none, so that a backlog of others hides none of them
 */
export async function overdueEffects(
  db: Database,
  kind: string,
  olderThanSeconds: number,
  says: string | null = null
): Promise<EffectRow[]> {
  return db
    .select()
    .from(effects)
    .where(
      and(
        eq(effects.kind, kind),
        inArray(effects.state, ['planned', 'claimed', 'sent']),
        sql`${effects.createdAt} < now() - make_interval(secs => ${olderThanSeconds})`,
        says === null ? undefined : sql`coalesce(${effects.payload}->>'kind', ${says}) = ${says}`
      )
    )
    .orderBy(asc(effects.createdAt), asc(effects.id))
    .limit(100);
}

export interface EffectBacklog {
  /** Not yet settled. */
  readonly pending: number;
  /** Age of the oldest of these. */
  readonly oldestSeconds: number;
  /** Nobody knows whether they happened. */
  readonly unknown: number;
  /**
   * Alerts of the last 24 hours that reached nobody; those that were skipped, because nobody is configured, are none. An effect
   * of a kind that this version does not know may have been one.
   */
  readonly undeliveredAlerts: number;
}

/** Figures for `/metrics`. @param alertKind the kind whose effects tell people */
export async function effectBacklog(db: Database, alertKind: string): Promise<EffectBacklog> {
  const [row] = await db
    .select({
      pending: sql<number>`count(*) FILTER (WHERE ${effects.state} IN ('planned', 'claimed', 'sent'))::int`,
      oldestSeconds: sql<number>`coalesce(extract(epoch FROM now() - min(${effects.createdAt}) FILTER (WHERE ${effects.state} IN ('planned', 'claimed', 'sent'))), 0)::float8`,
      unknown: sql<number>`count(*) FILTER (WHERE ${effects.state} = 'unknown')::int`,
      undeliveredAlerts: sql<number>`count(*) FILTER (WHERE (${effects.kind} = ${alertKind} OR ${effects.code} = 'kindNotKnown')
        AND ${effects.state} IN ('rejected', 'unknown') AND ${effects.settledAt} > now() - interval '24 hours')::int`,
    })
    .from(effects);
  return row ?? { pending: 0, oldestSeconds: 0, unknown: 0, undeliveredAlerts: 0 };
}

/** The database's clock has gone back by so many seconds (less than 0): what waits, and what is paced, waits no longer for it. */
export async function moveEffects(tx: Tx, seconds: number): Promise<void> {
  const by = sql`make_interval(secs => ${seconds}::float8)`;
  await tx
    .update(effects)
    .set({ nextAttemptAt: sql`${effects.nextAttemptAt} + ${by}`, leaseUntil: sql`${effects.leaseUntil} + ${by}` })
    .where(inArray(effects.state, ['planned', 'claimed', 'sent']));
  await tx.update(paces).set({ fullAt: sql`${paces.fullAt} + ${by}`, pausedUntil: sql`${paces.pausedUntil} + ${by}` });
}
