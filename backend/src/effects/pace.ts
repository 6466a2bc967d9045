import { sql } from 'drizzle-orm';
import type { Database, Tx } from '../db';
import { paces } from './tables';

/**
 * How fast a peer takes what is on one line, as it says itself. Kept in the database and by its clock, so that several
 * sidecars together are no faster than one.
 */
export interface Pace {
  /** What the limit holds for, e.g. the messages of one channel. Stored: never a secret. */
  readonly line: string;
  readonly perMinute: number;
  /** How many may go at once after a quiet while. */
  readonly burst: number;
  /** Lines whose pause holds for this one too. */
  readonly pausedWith?: readonly string[];
}

/** A pause that the peer asked for without saying how long, and the longest: an absurd one silences nothing for good. */
const defaultPauseSeconds = 30;
const longestPauseSeconds = 1800;

/** Whether something may go now. Changes nothing; somebody else may be quicker. */
export async function isLineOpen(db: Database, pace: Pace): Promise<boolean> {
  const closed = await db
    .select({ line: paces.line })
    .from(paces)
    .where(
      sql`(${paces.line} = ${pace.line} AND (${paces.pausedUntil} > now() OR ${paces.fullAt} > now() + ${burstTime(pace)}))
        OR (${paces.line} = ANY(${sql.param(pace.pausedWith ?? [])}::text[]) AND ${paces.pausedUntil} > now())`
    )
    .limit(1);
  return closed.length === 0;
}

/** Takes the place of one on the line, until the transaction ends for this one alone. False: there is none now. */
export async function takePlace(tx: Tx, pace: Pace): Promise<boolean> {
  const step = seconds(60 / pace.perMinute);
  const taken = await tx
    .insert(paces)
    .values({ line: pace.line, fullAt: sql`now() + ${step}`, pausedUntil: sql`now()` })
    .onConflictDoUpdate({
      target: paces.line,
      set: { fullAt: sql`greatest(${paces.fullAt}, now()) + ${step}` },
      setWhere: sql`${paces.pausedUntil} <= now() AND ${paces.fullAt} <= now() + ${burstTime(pace)}`,
    })
    .returning({ line: paces.line });
  return taken.length > 0;
}

/** The peer has asked for a pause: nothing goes meanwhile, whoever wants it, and afterwards one at a time. */
export async function pauseLine(db: Database, pace: Pace, askedSeconds: number | null): Promise<void> {
  const pause = Math.min(longestPauseSeconds, Math.max(1, askedSeconds ?? defaultPauseSeconds));
  const [pausedUntil, fullAt] = [sql`now() + ${seconds(pause)}`, sql`now() + ${seconds(pause)} + ${burstTime(pace)}`];
  await db
    .insert(paces)
    .values({ line: pace.line, fullAt, pausedUntil })
    .onConflictDoUpdate({
      target: paces.line,
      set: {
        fullAt: sql`greatest(${paces.fullAt}, excluded.full_at)`,
        pausedUntil: sql`greatest(${paces.pausedUntil}, excluded.paused_until)`,
      },
    });
}

/** How far ahead of its pace the line may be. */
const burstTime = ({ perMinute, burst }: Pace) => seconds(((burst - 1) * 60) / perMinute);
const seconds = (count: number) => sql`make_interval(secs => ${count}::float8)`;
