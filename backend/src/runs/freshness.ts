import { and, desc, eq, inArray } from 'drizzle-orm';
import { expectationOf } from '../catalogue';
import type { Database } from '../db';
import type { LoadTest } from '../model/load-test';
import type { Verdict } from '../model/run';
import type { RunRow } from './rows';
import { schedulesOf } from './schedules';
import { runs } from './tables';

/** Whether a scheduled load test has had its results when they were due. */
export interface Freshness {
  /** End of the last counting run that passed or failed; null before the first. */
  readonly lastResultAt: Date | null;
  /** The tick that has to bring the next result; null where its schedule has not been seen, or has no more ticks. */
  readonly nextExpectedRunAt: Date | null;
  /** From then on the last result says nothing about now. */
  readonly staleAt: Date | null;
  /** Ticks since the last result that started no run, in words; null where there are none. */
  readonly missed: { readonly since: Date; readonly reason: string } | null;
}

/**
 * Reads it for each load test that has a schedule. The clock is not looked at: it holds until the records change.
 */
export async function readFreshness(db: Database, tests: Iterable<LoadTest>): Promise<ReadonlyMap<string, Freshness>> {
  const scheduled = [...tests].filter(({ schedule }) => schedule !== null);
  const seen = await schedulesOf(db, scheduled);
  return new Map(
    await Promise.all(
      scheduled.map(async (test): Promise<[string, Freshness]> => {
        const newest = await newestOf(db, test.name, ['passed', 'failed', 'missed']);
        const isMissed = newest?.verdict === 'missed';
        const result = isMissed ? await newestOf(db, test.name, ['passed', 'failed']) : newest;
        const lastResultAt = result === null ? null : endOf(result);
        const since = seen.get(test.name)?.since ?? null;
        const from = latest([lastResultAt, since]);
        const expectation = since === null || from === null ? null : expectationOf(test, from);
        return [
          test.name,
          {
            lastResultAt,
            nextExpectedRunAt: expectation?.nextExpectedRunAt ?? null,
            staleAt: expectation?.staleAt ?? null,
            missed: isMissed ? missedBy(newest) : null,
          },
        ];
      })
    )
  );
}

async function newestOf(db: Database, test: string, verdicts: readonly Verdict[]): Promise<RunRow | null> {
  const [run] = await db
    .select()
    .from(runs)
    .where(and(eq(runs.test, test), eq(runs.counts, true), inArray(runs.verdict, [...verdicts])))
    .orderBy(desc(runs.announcedAt), desc(runs.id))
    .limit(1);
  return run ?? null;
}

/** End of a judged run, never later than its verdict: a reporter's clock may be ahead. */
export function endOf({ endedAt, judgedAt, announcedAt }: Pick<RunRow, 'endedAt' | 'judgedAt' | 'announcedAt'>): Date {
  const ends = [endedAt, judgedAt].filter((at) => at !== null);
  return ends.length === 0 ? announcedAt : new Date(Math.min(...ends.map((at) => at.getTime())));
}

function missedBy(run: RunRow): Freshness['missed'] {
  return {
    since: run.missed === null ? run.announcedAt : new Date(run.missed.from),
    reason: run.reasons?.[0]?.text ?? 'a scheduled run never completed',
  };
}

function latest(instants: ReadonlyArray<Date | null>): Date | null {
  const known = instants.filter((at) => at !== null).map((at) => at.getTime());
  return known.length === 0 ? null : new Date(Math.max(...known));
}
