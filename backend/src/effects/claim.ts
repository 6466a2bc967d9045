import { and, asc, eq, sql, type SQL } from 'drizzle-orm';
import { inTransaction, isDatabaseAway, type Database, type Tx } from '../db';
import type { EffectKind } from './kind';
import { isLineOpen, takePlace } from './pace';
import type { EffectRow } from './repository';
import { effects } from './tables';

/** What a claim has to know of a kind. */
export type Claimable = Pick<EffectKind, 'name' | 'leaseSeconds' | 'onePerRun' | 'inOrder' | 'pace'>;

/** One row, and nothing else, made the claim fail. */
export class ClaimFailedError extends Error {
  constructor(
    readonly effectId: string,
    cause: unknown
  ) {
    super(`the effect ${effectId} could not be claimed`, { cause });
    this.name = 'ClaimFailedError';
  }
}

/** Crashes in a row after which the next try comes later each time, so that a process that starts again gets to the others. */
const crashesToWait = 3;
const firstWaitSeconds = 20;

/**
 * Takes the effect of this kind that was planned first and is due, or null: none is, or the other side takes none now.
 * `sent` rows come back when their lease is over: their worker died after it began to send, and nobody knows how far it
 * got. `crashes` counts those that no worker has lived through.
 *
 * @param passedOver ids that are not looked at
 * @param random a number in [0, 1)
 * @throws ClaimFailedError where one row alone is to blame.
 */
export async function claimEffect(
  db: Database,
  kind: Claimable,
  passedOver: readonly string[] = [],
  random: () => number = Math.random
): Promise<EffectRow | null> {
  if (kind.pace !== undefined && !(await isLineOpen(db, kind.pace))) {
    return null;
  }
  let looksAt: string | null = null;
  try {
    return await inTransaction(db, `claim ${kind.name}`, async (tx) => {
      if (kind.inOrder !== undefined) {
        // One sidecar at a time: two would not see what the other one is about to claim.
        await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('effects in order'), hashtext(${kind.name}))`);
      }
      for (;;) {
        const first = await firstDue(tx, kind, passedOver);
        if (first === null) {
          return null;
        }
        looksAt = first.id;
        if (kind.onePerRun === true && (await isTakenMeanwhile(tx, kind.name, first))) {
          return null;
        }
        const crashes = first.state === 'planned' ? first.crashes : first.crashes + 1;
        if (first.state !== 'planned' && crashes >= crashesToWait) {
          const longest = firstWaitSeconds * 2 ** Math.min(6, crashes - crashesToWait);
          await putOff(tx, first.id, crashes, longest * (0.5 + random() / 2));
        } else if (kind.pace !== undefined && !(await takePlace(tx, kind.pace))) {
          return null;
        } else {
          return await take(tx, first.id, crashes, kind.leaseSeconds);
        }
      }
    });
  } catch (error) {
    throw looksAt === null || isDatabaseAway(error) ? error : new ClaimFailedError(looksAt, error);
  }
}

/**
 * Which of these kinds have something that is due, in one question: most of the time none has. What is told may still have to
 * wait (for an earlier one, for its pace), but nothing that can be claimed is left out.
 */
export async function kindsDue(db: Database, names: readonly string[]): Promise<ReadonlySet<string>> {
  const due = await db
    .select({ kind: sql<string>`asked.kind` })
    .from(sql`unnest(${sql.param([...names])}::text[]) AS asked(kind)`)
    .where(sql`EXISTS (SELECT 1 FROM effects WHERE effects.kind = asked.kind AND ${isClaimable})`);
  return new Set(due.map(({ kind }) => kind));
}

/** Only what can be read of any row: a payload that cannot be is the matter of one claim, not of all. */
type Candidate = Pick<EffectRow, 'id' | 'runId' | 'state' | 'crashes'>;

async function firstDue(tx: Tx, kind: Claimable, passedOver: readonly string[]): Promise<Candidate | null> {
  const [first] = await dueQuery(tx, kind, passedOver);
  return first ?? null;
}

/** For a look at its plan as well. */
export function dueQuery(tx: Database | Tx, kind: Claimable, passedOver: readonly string[]) {
  return tx
    .select({ id: effects.id, runId: effects.runId, state: effects.state, crashes: effects.crashes })
    .from(effects)
    .where(dueOf(kind, passedOver))
    .orderBy(asc(effects.createdAt), asc(effects.id))
    .limit(1)
    .for('update', { skipLocked: true });
}

/** The states as in the index, whose rows are then the only ones that are looked at. */
const isClaimable = sql`effects.state IN ('planned', 'claimed', 'sent') AND effects.next_attempt_at <= now()
  AND (effects.lease_until IS NULL OR effects.lease_until < now())`;

function dueOf(kind: Claimable, passedOver: readonly string[]): SQL | undefined {
  return and(
    eq(effects.kind, kind.name),
    isClaimable,
    sql`${effects.id} <> ALL(${sql.param([...passedOver])}::text[])`,
    kind.onePerRun === true ? sql`NOT ${anotherOfRunIsAtWork}` : undefined,
    kind.inOrder === undefined ? undefined : isNextOfIncident(kind.name, kind.inOrder.patientTries, passedOver)
  );
}

// Names in full: Drizzle would leave out the outer table's.

/** Whether a worker has another effect of this kind and run. */
const anotherOfRunIsAtWork = sql`EXISTS (SELECT 1 FROM effects AS other
  WHERE other.run_id = effects.run_id AND other.kind = effects.kind AND other.id <> effects.id
    AND other.state IN ('claimed', 'sent') AND other.lease_until >= now())`;

/**
 * Whether none of the incident is at work and no earlier one is open that comes first. Those at work are few and are read
 * once per claim; the earlier ones are looked up in an index of what is open alone.
 */
const isNextOfIncident = (
  kind: string,
  patientTries: number,
  passedOver: readonly string[]
): SQL => sql`(effects.incident_id IS NULL OR (
  effects.incident_id <> ALL (ARRAY(SELECT work.incident_id FROM effects AS work
    WHERE work.kind = ${kind} AND work.state IN ('claimed', 'sent') AND work.lease_until >= now()
      AND work.incident_id IS NOT NULL))
  AND NOT EXISTS (SELECT 1 FROM effects AS earlier
    WHERE earlier.incident_id = effects.incident_id AND earlier.kind = effects.kind
      AND earlier.state IN ('planned', 'claimed', 'sent')
      AND (earlier.created_at, earlier.id) < (effects.created_at, effects.id)
      AND earlier.id <> ALL(${sql.param([...passedOver])}::text[])
      AND (earlier.attempts <= ${patientTries} OR earlier.next_attempt_at <= now()))))`;

/** Asked again in turn: two sidecars that look at the same time do not see what the other one is about to claim. */
async function isTakenMeanwhile(tx: Tx, kind: string, { id, runId }: Candidate): Promise<boolean> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext(${kind}), hashtext(${runId}))`);
  const free = await tx
    .select({ id: effects.id })
    .from(effects)
    .where(and(eq(effects.id, id), sql`NOT ${anotherOfRunIsAtWork}`));
  return free.length === 0;
}

/** A worker may also have died between taking over a `sent` row and sending it again. */
const mayHaveArrived = sql`may_have_arrived OR state = 'sent' OR (state = 'claimed' AND sent_at IS NOT NULL)`;

async function take(tx: Tx, id: string, crashes: number, leaseSeconds: number): Promise<EffectRow | null> {
  const [claimed] = await tx
    .update(effects)
    .set({
      state: 'claimed',
      fence: sql`${effects.fence} + 1`,
      attempts: sql`${effects.attempts} + 1`,
      crashes,
      mayHaveArrived,
      leaseUntil: sql`now() + make_interval(secs => ${leaseSeconds})`,
    })
    .where(eq(effects.id, id))
    .returning();
  return claimed ?? null;
}

async function putOff(tx: Tx, id: string, crashes: number, delaySeconds: number): Promise<void> {
  await tx
    .update(effects)
    .set({
      state: 'planned',
      fence: sql`${effects.fence} + 1`,
      crashes,
      mayHaveArrived,
      leaseUntil: null,
      sentAt: null,
      nextAttemptAt: sql`now() + make_interval(secs => ${delaySeconds}::float8)`,
    })
    .where(eq(effects.id, id));
}
