import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Database } from '../db';
import type { Verdict } from '../model/run';
import { runs } from './tables';

/** How many counting runs of a load test had this verdict, all told. */
export interface VerdictTotal {
  readonly test: string;
  readonly verdict: Verdict;
  readonly runs: number;
}

/** What is last known of a load test's counting runs. */
export interface LastRun {
  readonly test: string;
  readonly environment: string;
  /** Of the newest run that has figures; null: none has. */
  readonly durationSeconds: number | null;
  readonly p95ResponseTimeMs: number | null;
  readonly errorRate: number | null;
  /** End of the newest run that passed; null: none has. */
  readonly passedAt: Date | null;
}

const counted = and(eq(runs.counts, true), isNotNull(runs.verdict));

/** Runs are never deleted, so these only grow, unless a late part changes a verdict. */
export async function verdictTotals(db: Database): Promise<VerdictTotal[]> {
  const rows = await db
    .select({ test: runs.test, verdict: runs.verdict, runs: sql<number>`count(*)::int` })
    .from(runs)
    .where(counted)
    .groupBy(runs.test, runs.verdict);
  return rows.flatMap(({ verdict, ...row }) => (verdict === null ? [] : [{ ...row, verdict }]));
}

/** Per load test and environment. */
export async function lastRuns(db: Database): Promise<LastRun[]> {
  /** The newest value that there is. */
  const newest = (column: SQLColumn) =>
    sql<number | null>`(array_agg(${column} ORDER BY ${runs.startedAt} DESC NULLS LAST, ${runs.id} DESC)
      FILTER (WHERE ${column} IS NOT NULL))[1]`.mapWith(runs.durationSeconds);
  const rows = await db
    .select({
      test: runs.test,
      environment: runs.environment,
      durationSeconds: newest(runs.durationSeconds),
      p95ResponseTimeMs: newest(runs.p95ResponseTimeMs),
      errorRate: newest(runs.errorRate),
      passedAt: sql<Date | null>`max(${runs.endedAt}) FILTER (WHERE ${runs.verdict} = 'passed')`.mapWith(runs.endedAt),
    })
    .from(runs)
    .where(counted)
    .groupBy(runs.test, runs.environment);
  return rows;
}

type SQLColumn = typeof runs.durationSeconds | typeof runs.p95ResponseTimeMs | typeof runs.errorRate;

/** Runs whose parts are in and that nobody has judged yet. */
export async function countRunsToJudge(db: Database): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(runs)
    .where(eq(runs.status, 'judging'));
  return row?.count ?? 0;
}
