import type { Database } from '../../../backend/src/db';
import { resultPoint } from '../../../backend/src/loop/consequences/result-point';
import type { MetricsStore, ResultPoint } from '../../../backend/src/model/figures';
import { findRun } from '../../../backend/src/runs';
import { openEmptyRecords } from '../../../backend/src/testing/empty-records';
import { storeRun } from '../../../backend/src/testing/run-rows';
import type { StreamedRun } from './k6-run';

type JudgedRun = Parameters<typeof storeRun>[1];

export const minuteMs = 60_000;
const limits = (p95ResponseTimeMs: number) => ({
  errorRate: 0,
  p95ResponseTimeMs,
  avgResponseTimeMs: null,
  minimumRequests: 50,
  checksMustPass: true,
});

/** What the results bucket holds afterwards: four runs of two load tests, one of them the streamed run. */
export function judgedRuns(streamed: StreamedRun, now: Date) {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * minuteMs);
  const { summary } = streamed;
  const figures = {
    requests: summary('http_reqs', 'count'),
    failedRequests: summary('http_req_failed', 'passes'),
    errorRateSamples: summary('http_reqs', 'count'),
    errorRate: summary('http_req_failed', 'value'),
    avgResponseTimeMs: summary('http_req_duration', 'avg'),
    p95ResponseTimeMs: summary('http_req_duration', 'p(95)'),
    virtualUsers: 2,
    durationSeconds: 3,
  };
  const shop = { test: 'shop', environment: 'production', status: 'judged', startedAt: ago(40), ...figures } as const;
  const redeployed = { action: 'redeploy', deploymentId: 'dpl', appliedAt: '', outcome: 'fixed' } as const;
  return {
    streamed: {
      ...shop,
      id: streamed.id,
      verdict: 'failed',
      endedAt: ago(10),
      actionRequired: true,
      limits: limits(50),
    },
    // Each differs from the streamed run by what a query could confuse with it.
    older: {
      ...shop,
      id: 'older',
      verdict: 'failed',
      endedAt: ago(30),
      autoFixApplied: redeployed,
      limits: limits(70),
    },
    newer: { ...shop, id: 'newer', verdict: 'passed', endedAt: ago(5), p95ResponseTimeMs: 40, limits: limits(90) },
    unmeasured: {
      ...{ id: 'unmeasured', test: 'search', environment: 'staging', status: 'judged', verdict: 'inconclusive' },
      ...{ startedAt: ago(4), endedAt: ago(3), actionRequired: true, limits: limits(30) },
    },
  } as const satisfies Record<string, JudgedRun>;
}

/** Writes the points of these runs as the sidecar does: from its records, by its own store. */
export async function writeResults(store: MetricsStore, runs: readonly JudgedRun[]): Promise<readonly ResultPoint[]> {
  const records = await openEmptyRecords();
  try {
    return await writeResultsOf(records.db, store, runs);
  } finally {
    await records.close();
  }
}

/** The same from records that are open. */
export async function writeResultsOf(
  db: Database,
  store: MetricsStore,
  runs: readonly JudgedRun[]
): Promise<readonly ResultPoint[]> {
  const points: ResultPoint[] = [];
  for (const run of runs) {
    const row = await findRun(db, await storeRun(db, run));
    const point = row === null ? null : resultPoint(row);
    if (point === null) {
      throw new Error(`run ${run?.id} has no result`);
    }
    await store.writeResult(point);
    points.push(point);
  }
  return points;
}
