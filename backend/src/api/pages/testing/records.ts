import { scheduledTest } from '../../../triggers/testing/timetable';
import type { Database } from '../../../db';
import { insertIncident, moveIncident } from '../../../incidents';
import { incidents } from '../../../incidents/tables';
import type { Diagnosis } from '../../../model/diagnosis';
import type { SeriesPoint } from '../../../model/figures';
import { saveDetails, seeSchedules } from '../../../runs';
import { insertPart } from '../../../runs/repository';
import { runs } from '../../../runs/tables';
import { aLoadTest } from '../../../testing/load-test';
import { storeRun } from '../../../testing/run-rows';

export const now = new Date('2025-11-23T12:01:00.000Z');
const startedAt = new Date('2025-11-23T11:55:00.000Z');
const endedAt = new Date('2025-11-23T11:57:00.000Z');

export const checkout = aLoadTest({ description: 'Pays for a basket' });
export const search = scheduledTest({}, { name: 'search', environment: 'staging' });

export const diagnosis: Diagnosis = {
  classification: 'actionRequired',
  proposed: 'autoFixable',
  confidence: 0.82,
  text: 'POST /payment answers 503 whenever it is called, under any load: a redeploy would not help.',
  evidenceIds: ['E1'],
  madeBy: {
    kind: 'haiku',
    model: 'claude-haiku-5-5',
    promptVersion: '1',
    requestId: null,
    inputTokens: 900,
    outputTokens: 80,
    latencyMs: 1200,
  },
  policy: { version: '1', permitsRedeploy: false, rule: 'persistentFailure', reason: 'the failure is persistent' },
  madeAt: '2025-11-23T11:57:20.000Z',
};

const figures = {
  durationSeconds: 120,
  virtualUsers: 50,
  virtualUsersSource: 'active',
  requests: 5000,
  failedRequests: 100,
  errorRateSamples: 5000,
  errorRate: 0.02,
  avgResponseTimeMs: 310,
  p95ResponseTimeMs: 1240,
} as const;

const judged = { status: 'judged', startedAt, endedAt, judgedAt: endedAt } as const;

export async function emptyRecords(db: Database): Promise<void> {
  await db.delete(incidents);
  await db.delete(runs);
}

/** A failed run that needs a person, one that goes on, one that passed, and what belongs to them. */
export async function fillRecords(db: Database): Promise<void> {
  await seeSchedules(db, [search], now);
  await storeRun(db, { id: 'run-running', test: 'search', environment: 'staging', announcedAt: now, startedAt: now });
  await storeRun(db, {
    ...judged,
    ...figures,
    id: 'run-passed',
    test: 'search',
    environment: 'staging',
    announcedAt: new Date('2025-11-23T11:50:00.000Z'),
    failedRequests: 0,
    errorRate: 0,
    p95ResponseTimeMs: 320,
    verdict: 'passed',
    reasons: [{ code: 'withinLimits', text: 'All limits were kept.' }],
  });
  await storeFailedRun(db, {});
  await storeIncident(db, 'i-1', 'run-failed', 'checkout');
}

type RunGiven = NonNullable<Parameters<typeof storeRun>[1]>;

/**
 * The failed run `run-failed` of `checkout` with everything that a run can have, or as it is given.
 *
 * @param said what the tested system calls an endpoint, k6 writes into its log and the evidence says.
 */
export async function storeFailedRun(db: Database, given: RunGiven, said: string | null = null): Promise<void> {
  const id = await storeRun(db, {
    ...judged,
    ...figures,
    id: 'run-failed',
    announcedAt: startedAt,
    k6Version: '2.0.0',
    startedBy: 'ci',
    verdict: 'failed',
    reasons: [
      { code: 'p95Breach', text: 'p95 1,240 ms > 500 ms' },
      { code: 'errorRateBreach', text: 'error rate 2 % > 0 %' },
    ],
    thresholds: [
      {
        source: 'catalogue',
        metric: 'p95ResponseTimeMs',
        expression: 'p95 ≤ 500 ms',
        ok: false,
        limit: 500,
        value: 1240,
        unit: 'ms',
        margin: 740,
        marginRatio: 1.48,
      },
      {
        source: 'k6',
        metric: 'http_req_duration',
        expression: 'avg<400',
        ok: true,
        limit: null,
        value: 310,
        unit: 'ms',
        margin: null,
        marginRatio: null,
      },
    ],
    diagnosis,
    diagnosisState: 'done',
    actionRequired: true,
    actionRequiredReason: 'The failure is persistent.',
    incidentId: 'i-1',
    storeCheck: { kind: 'compared', summaryRequests: 5000, storeRequests: 5000, missingRequests: 0, missingShare: 0 },
    ...given,
  });
  await saveDetails(db, id, {
    endpoints: [endpoint(said ?? '/payment', 'POST', '5xx', 100), endpoint('/basket', 'GET', '2xx', 0)],
    endpointsLeftOut: 0,
    statusCodes: [
      { code: 200, requests: 4900 },
      { code: 503, requests: 100 },
    ],
    errorCodes: [{ code: 1503, requests: 100 }],
    series: { stepSeconds: 5, points: Array.from({ length: 24 }, (_, step) => point(step)) },
    evidence: {
      facts: [
        { id: 'E1', topic: 'endpoint', text: said ?? 'POST /payment: 100 of 100 requests failed with 503.' },
        { id: 'E2', topic: 'run', text: '50 virtual users for 120 s.' },
      ],
    },
  });
  await storeLog(db, id, [said ?? 'level=info msg="payment is down"', 'level=error msg="checkout gave up"']);
}

/** The exit code of a k6, with the last lines of its log. */
async function storeLog(db: Database, runId: string, tail: string[]): Promise<void> {
  await db.transaction((tx) =>
    insertPart(tx, {
      runId,
      contentHash: runId,
      receivedAt: endedAt,
      content: {
        part: 'exitCode',
        instance: '0',
        exitCode: 99,
        signal: null,
        startedAt: null,
        endedAt: null,
        stoppedByPerson: false,
        summaryFollows: true,
        log: { uncaughtExceptions: 0, failedWrites: 0, lateFlushes: 0, tail },
      },
    })
  );
}

export async function storeIncident(db: Database, id: string, runId: string, test: string): Promise<void> {
  await db.transaction(async (tx) => {
    await insertIncident(tx, {
      id,
      test,
      environment: 'production',
      state: 'actionRequired',
      openedAt: endedAt,
      openedByRunId: runId,
      lastRunId: runId,
      lastFailureEndedAt: endedAt,
      actionRequiredSince: endedAt,
      actionRequiredReason: 'The failure is persistent.',
    });
    await moveIncident(tx, id, {
      kind: 'actionRequired',
      at: new Date('2025-11-23T11:57:21.000Z'),
      text: 'the failure is persistent',
      runId,
    });
  });
}

function endpoint(name: string, method: string, statusClass: '2xx' | '5xx', failedRequests: number) {
  return {
    name,
    method,
    statusClass,
    requests: 100,
    failedRequests,
    errorRateSamples: 100,
    errorRate: failedRequests / 100,
    avgResponseTimeMs: 300,
    p95ResponseTimeMs: 900,
  };
}

function point(step: number): SeriesPoint {
  return {
    at: new Date(startedAt.getTime() + step * 5000).toISOString(),
    virtualUsers: Math.min(50, 5 + step * 5),
    avgResponseTimeMs: 200 + step * 20,
    // In the seventh step nothing was measured.
    p95ResponseTimeMs: step === 7 ? null : 300 + step * 45,
    requestsPerSecond: step === 7 ? 0 : 40,
    failedRequestsPerSecond: step > 12 ? 2 : 0,
  };
}
