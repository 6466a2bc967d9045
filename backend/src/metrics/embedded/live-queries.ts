import { BIGINT, type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import type { LiveFigures } from '../../model/progress';
import { liveFigures } from '../live-figures';
import { fromRun, type SampleWindow } from './run-queries';

/** Of gauges the sum over k6 processes of each one's newest value since `$recent`; of all others count and sum. */
const liveSql = `
  SELECT measurement, sum(n)::DOUBLE, sum(total), sum(newest), max(p95) FROM (
    SELECT measurement, instance, count(*) AS n, sum(value) AS total,
      arg_max(value, t) FILTER (measurement = 'vus' AND t >= $recent) AS newest,
      quantile_cont(value, 0.95) FILTER (measurement = 'http_req_duration' AND t >= $recent) AS p95 ${fromRun}
      AND (measurement IN ('http_reqs', 'http_req_failed', 'iterations')
        OR (measurement IN ('vus', 'http_req_duration') AND samples.t >= $recent))
    GROUP BY measurement, instance
  ) GROUP BY measurement`;

/** How the run of the window stands, with the p95 of the samples from `recentNs` on. */
export async function liveFiguresOf(
  connection: DuckDBConnection,
  { runId, fromNs, toNs }: SampleWindow,
  recentNs: bigint
): Promise<LiveFigures> {
  const reader = await connection.runAndReadAll(
    liveSql,
    { run: runId, from: fromNs, to: toNs, recent: recentNs },
    { run: VARCHAR, from: BIGINT, to: BIGINT, recent: BIGINT }
  );
  const rows = new Map(reader.getRows().map((row) => [String(row[0]), row]));
  const number = (measurement: string, column: number): number | null => {
    const value = rows.get(measurement)?.[column];
    return value === undefined || value === null ? null : Number(value);
  };
  return liveFigures({
    virtualUsers: number('vus', 3),
    iterations: number('iterations', 1),
    requests: number('http_reqs', 1),
    failedSamples: number('http_req_failed', 1),
    failedRequests: number('http_req_failed', 2),
    p95ResponseTimeMs: number('http_req_duration', 4),
  });
}
