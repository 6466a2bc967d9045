import type { DataFrameJSON } from '@grafana/data';
import { openEmbedded } from '../../backend/src/db/database';
import { resultPoint } from '../../backend/src/loop/consequences/result-point';
import type { MetricsStore } from '../../backend/src/model/figures';
import { findRun } from '../../backend/src/runs';
import { putEmptyRecords } from '../../backend/src/testing/empty-records';
import { storeRun } from '../../backend/src/testing/run-rows';
import { aDiagnosis } from '../../src/testing/run';
import type { Frame } from './dashboards/frames';

type Fields = NonNullable<DataFrameJSON['schema']>['fields'];
type StoredRun = NonNullable<Parameters<typeof storeRun>[1]>;

const longDiagnosis =
  'The endpoint POST /checkout answers in 1.9 s whenever it is called, from the first request to the last, while every ' +
  'other endpoint stays below 60 ms: it is slow by itself, not cold, and a redeploy would not change that.';

/** Judged runs, the newest last, of every verdict and with what the sidecar did about them. */
export function judgedRuns(now: Date): readonly StoredRun[] {
  const run = (minutesAgo: number, given: StoredRun): StoredRun => {
    const endedAt = new Date(now.getTime() - minutesAgo * 60_000);
    const startedAt = new Date(endedAt.getTime() - 92_000);
    return {
      trigger: 'schedule',
      status: 'judged',
      announcedAt: startedAt,
      startedAt,
      endedAt,
      durationSeconds: 92,
      virtualUsers: 20,
      requests: 5000,
      failedRequests: 0,
      errorRateSamples: 5000,
      errorRate: 0,
      avgResponseTimeMs: 120.4,
      p95ResponseTimeMs: 213.26,
      verdict: 'passed',
      reasons: [{ code: 'withinLimits', text: 'Every limit was kept.' }],
      ...given,
    };
  };
  return [
    run(300, { id: 'run-missed', test: 'search', verdict: 'missed', ...notMeasured('It never came.') }),
    run(240, {
      id: 'run-fixed',
      verdict: 'failed',
      p95ResponseTimeMs: 812,
      reasons: [{ code: 'p95Breach', text: 'p95 812 ms is above its limit 500 ms.' }],
      diagnosis: aDiagnosis('autoFixable', 'A cold start: slow for the first four seconds only.'),
      autoFixApplied: { action: 'redeploy', deploymentId: 'dpl_1', appliedAt: now.toISOString(), outcome: 'fixed' },
    }),
    run(180, { id: 'run-passed' }),
    run(120, { id: 'run-errored', test: 'search', verdict: 'errored', ...notMeasured('The script threw an error.') }),
    run(60, {
      id: 'run-action-required',
      verdict: 'failed',
      errorRate: 0.0248,
      failedRequests: 124,
      p95ResponseTimeMs: 1934,
      reasons: [{ code: 'errorRateBreach', text: 'Error rate 2.48 % (124 of 5,000) is above its limit 0 %.' }],
      diagnosis: aDiagnosis('actionRequired', longDiagnosis),
      actionRequired: true,
      actionRequiredReason: 'the failure is persistent',
    }),
    run(30, { id: 'run-uncounted', test: 'login', environment: 'staging', counts: false }),
  ];
}

/** Writes their points of the measurement `load_test_run`, as the sidecar does. */
export async function writeResults(store: MetricsStore, runs: readonly StoredRun[], dataDir: string): Promise<void> {
  await putEmptyRecords(dataDir);
  const records = await openEmbedded(dataDir);
  try {
    for (const run of runs) {
      const stored = await findRun(records.db, await storeRun(records.db, run));
      const point = stored === null ? null : resultPoint(stored);
      if (point === null) {
        throw new Error('A run that is not judged has no result');
      }
      await store.writeResult(point);
    }
  } finally {
    await records.close();
  }
}

function notMeasured(reason: string): StoredRun {
  return {
    virtualUsers: null,
    requests: null,
    failedRequests: null,
    errorRateSamples: null,
    errorRate: null,
    avgResponseTimeMs: null,
    p95ResponseTimeMs: null,
    reasons: [{ code: 'scriptError', text: reason }],
  };
}

/** A table as Grafana's backend sends it to panels. */
export function frameOf(table: Frame): DataFrameJSON {
  if (table.kind !== 'table') {
    throw new Error('These are series, and no table');
  }
  const valuesOf = (name: string) =>
    table.rows.map(({ [name]: value = null }) => (name === '_time' ? Date.parse(String(value)) : value));
  return {
    schema: {
      fields: table.columns.map((name) => ({ name, type: name === '_time' ? 'time' : undefined })) as Fields,
    },
    data: { values: table.columns.map(valuesOf) },
  };
}

/** The same results as Grafana's PostgreSQL data source gives them for the query of the README: names with `_`. */
export function postgresFrame(now: Date): DataFrameJSON {
  return {
    schema: {
      fields: [
        { name: 'run_id', type: 'string' },
        { name: 'time', type: 'time' },
        { name: 'started_at', type: 'time' },
        { name: 'test', type: 'string' },
        { name: 'environment', type: 'string' },
        { name: 'verdict', type: 'string' },
        { name: 'duration_seconds', type: 'number' },
        { name: 'virtual_users', type: 'number' },
        { name: 'error_rate', type: 'number' },
        { name: 'error_rate_samples', type: 'string' },
        { name: 'avg_response_time_ms', type: 'number' },
        { name: 'p95_response_time_ms', type: 'number' },
        { name: 'p95_limit_ms', type: 'string' },
        { name: 'diagnosis', type: 'string' },
        { name: 'action_required', type: 'boolean' },
        { name: 'auto_fix_applied', type: 'boolean' },
      ] as Fields,
    },
    data: {
      values: [
        ['pg-1', 'pg-2'],
        [now.getTime(), now.getTime() - 3_600_000],
        [now.getTime() - 60_000, now.getTime() - 3_660_000],
        ['checkout', 'search'],
        ['production', 'production'],
        ['failed', 'passed'],
        [60, 61.5],
        [20, 10],
        [0.01, 0],
        ['5000', '1200'],
        [120.4, 45.2],
        [812, 88],
        ['500', null],
        ['Slow whenever it is called.', null],
        [true, false],
        [false, false],
      ],
    },
  };
}

/** The annotation of the run that needs a person, as Grafana gives it to the panels of a dashboard. */
export function diagnosisLayer(): DataFrameJSON {
  const tags = ['loadtest', 'diagnosis', 'run:run-action-required', 'test:checkout', 'severity:critical'];
  return {
    schema: {
      fields: [
        { name: 'time', type: 'time' },
        { name: 'text', type: 'string' },
        { name: 'tags', type: 'other' },
      ] as Fields,
    },
    data: {
      values: [
        [0],
        ['checkout: failed. error rate 2.48 % &gt; 0 % <a href="/a/blueclerk-loadtest-app/runs/x">Open the run</a>'],
        [tags],
      ],
    },
  };
}

/** Runs of twenty load tests, a minute apart, with whole columns as large results have them. */
export function manyResults(now: Date, count: number): DataFrameJSON {
  const column = <Value>(value: (index: number) => Value) => Array.from({ length: count }, (_, index) => value(index));
  const columns = {
    _time: column((index) => now.getTime() - index * 60_000),
    runId: column((index) => `run-${index}`),
    test: column((index) => `test-${index % 20}`),
    environment: column(() => 'production'),
    verdict: column((index) => (index % 7 === 0 ? 'failed' : 'passed')),
    p95ResponseTimeMs: column((index) => 100 + (index % 400)),
    errorRate: column(() => 0),
    diagnosis: column((index) => (index % 7 === 0 ? longDiagnosis : '-')),
    actionRequired: column((index) => (index % 7 === 0 ? 1 : 0)),
  };
  return {
    schema: {
      fields: Object.keys(columns).map((name) => ({ name, type: name === '_time' ? 'time' : undefined })) as Fields,
    },
    data: { values: Object.values(columns) },
  };
}
