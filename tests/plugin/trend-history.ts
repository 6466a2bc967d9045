import type { Database } from '../../backend/src/db';
import { openEmbedded } from '../../backend/src/db/database';
import type { EndpointFigures, RunSeries } from '../../backend/src/model/figures';
import { runDetails } from '../../backend/src/runs/tables';
import { putEmptyRecords } from '../../backend/src/testing/empty-records';
import { storeJudgedRun } from '../../backend/src/testing/run-rows';

/** The load test that a deployment has made slower; its runs are `checkout-1`, the oldest, and so on. */
export const slowedDown = 'checkout';
/** One whose only run is `once-1`. */
export const runOnce = 'once';
/** One that has never run. */
export const neverRun = 'never';

/** What a run was like, beside being a usual one. */
type Given = NonNullable<Parameters<typeof storeJudgedRun>[1]>;

const day = (index: number) => new Date(Date.UTC(2026, 10, 1 + index, 3, 15));
const deployed = (id: string) => ({ id, createdAt: null, sha: '8d1c0f2ab7e94f55' });

const history: readonly Given[] = [
  { scriptHash: 'an older script', p95ResponseTimeMs: 121 },
  { scriptHash: 'an older script', p95ResponseTimeMs: 118, verdict: 'failed', failedRequests: 60, errorRate: 0.1 },
  ...[250, 262, 241, 255, 248, 259, 244, 251].map((p95ResponseTimeMs) => ({ p95ResponseTimeMs })),
  ...[320, 331, 316, 325].map((p95ResponseTimeMs) => ({ p95ResponseTimeMs, productionDeployment: deployed('dpl_2') })),
  ...[532, 329, 541].map((p95ResponseTimeMs, index) => ({
    p95ResponseTimeMs,
    productionDeployment: deployed('dpl_2'),
    ...(index !== 1 && { verdict: 'failed' as const, failedRequests: 12, errorRate: 0.02 }),
  })),
  { verdict: 'inconclusive', p95ResponseTimeMs: 300, requests: 20, productionDeployment: deployed('dpl_2') },
  { p95ResponseTimeMs: 334, productionDeployment: deployed('dpl_2') },
  {
    verdict: 'failed',
    p95ResponseTimeMs: 561,
    failedRequests: 18,
    errorRate: 0.03,
    productionDeployment: deployed('dpl_2'),
  },
];

/** Id of the newest run of the load test that was slowed down. */
export const newestRun = `${slowedDown}-${history.length}`;

/** Records of these load tests, without a k6: only their figures matter. */
export async function putTrendHistory(dataDir: string): Promise<void> {
  await putEmptyRecords(dataDir);
  const { db, close } = await openEmbedded(dataDir);
  await db.transaction(async (tx) => {
    for (const [index, given] of history.entries()) {
      await putRun(tx, slowedDown, index, given);
    }
    await putRun(tx, runOnce, 0, { p95ResponseTimeMs: 250 });
  });
  await close();
}

async function putRun(db: Database, test: string, index: number, given: Given): Promise<void> {
  const startedAt = day(index);
  const p95 = given.p95ResponseTimeMs ?? null;
  const runId = await storeJudgedRun(db, {
    id: `${test}-${index + 1}`,
    test,
    trigger: 'schedule',
    announcedAt: startedAt,
    startedAt,
    endedAt: new Date(startedAt.getTime() + 60_000),
    judgedAt: new Date(startedAt.getTime() + 61_000),
    durationSeconds: 60,
    virtualUsers: 20,
    errorRateSamples: given.requests ?? 600,
    productionDeployment: deployed('dpl_1'),
    storeCheck: { kind: 'storeOnly', storeRequests: 600, lost: null },
    ...given,
  });
  await db.insert(runDetails).values({
    runId,
    endpoints: endpointsOf(p95),
    endpointsLeftOut: 0,
    statusCodes: [],
    errorCodes: [],
    series: seriesOf(startedAt, p95),
  });
}

function endpointsOf(p95: number | null): EndpointFigures[] {
  const endpoint = (name: string, method: string, p95ResponseTimeMs: number | null): EndpointFigures => ({
    name,
    method,
    statusClass: '2xx',
    requests: 300,
    failedRequests: 0,
    errorRateSamples: 300,
    errorRate: 0,
    avgResponseTimeMs: 100,
    p95ResponseTimeMs,
  });
  return [endpoint('/api/products', 'GET', 120), endpoint('/api/checkout', 'POST', p95)];
}

/** A minute in steps of five seconds. */
function seriesOf(startedAt: Date, p95: number | null): RunSeries {
  return {
    stepSeconds: 5,
    points: Array.from({ length: 12 }, (_, step) => ({
      at: new Date(startedAt.getTime() + step * 5_000).toISOString(),
      virtualUsers: Math.min(20, 5 * (step + 1)),
      avgResponseTimeMs: 100,
      p95ResponseTimeMs: p95 === null ? null : p95 + step,
      requestsPerSecond: 10,
      failedRequestsPerSecond: 0,
    })),
  };
}
