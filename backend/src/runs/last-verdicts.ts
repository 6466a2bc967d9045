import { sql } from 'drizzle-orm';
import type { Database } from '../db';
import type { Verdict } from '../model/run';
import { endOf } from './freshness';
import { runs } from './tables';

/** What the newest judged run of a load test that counts has come to. */
export interface LastVerdict {
  readonly runId: string;
  readonly verdict: Verdict;
  /** End of the run; of one that never ran, when it was judged. */
  readonly endedAt: Date;
}

/** Of each of these load tests that has one. */
export async function lastVerdictsOf(
  db: Database,
  tests: readonly string[]
): Promise<ReadonlyMap<string, LastVerdict>> {
  if (tests.length === 0) {
    return new Map();
  }
  const names = sql.join(
    tests.map((test) => sql`(${test}::text)`),
    sql`, `
  );
  // One look into the index for each load test: however many runs they have, none but the newest are read.
  const newest = sql`(SELECT newest.id FROM (VALUES ${names}) AS tests(name) CROSS JOIN LATERAL (
    SELECT id FROM runs WHERE test = tests.name AND counts AND verdict IS NOT NULL
    ORDER BY announced_at DESC, id DESC LIMIT 1) AS newest)`;
  const rows = await db
    .select({
      id: runs.id,
      test: runs.test,
      verdict: runs.verdict,
      endedAt: runs.endedAt,
      judgedAt: runs.judgedAt,
      announcedAt: runs.announcedAt,
    })
    .from(runs)
    .where(sql`${runs.id} IN ${newest}`);
  return new Map(
    rows.flatMap(({ id, test, verdict, ...instants }) =>
      verdict === null ? [] : [[test, { runId: id, verdict, endedAt: endOf(instants) }]]
    )
  );
}
