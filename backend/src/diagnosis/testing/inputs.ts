import type { ThresholdResult } from '../../model/verdict';
import type { EndpointFigures, EndpointSeries, RunSeries, SeriesPoint } from '../../model/figures';
import type { OfferedLine, OfferedLoad } from '../../model/run';
import type { DiagnosisInput, HistoryEntry } from '../../model/diagnosis';

/** Inputs of the diagnosis for tests: a run is described step by step, its figures follow from the steps. */

export const startedAt = '2026-11-20T10:00:00.000Z';
export const limitMs = 500;

/** One step of two seconds with 20 requests, unless said otherwise. */
export interface StepSketch {
  readonly p95?: number | null;
  readonly failed?: number;
  readonly requests?: number;
  readonly users?: number | null;
}

const stepSeconds = 2;

/** `count` equal steps. */
export function repeat(count: number, step: StepSketch): StepSketch[] {
  return Array.from({ length: count }, () => step);
}

export const fast: StepSketch = { p95: 210 };
export const slow: StepSketch = { p95: 1840 };

/** 30 steps: slow for the first 6, fast from then on. */
export const coldStart: readonly StepSketch[] = [...repeat(6, slow), ...repeat(24, fast)];

export function seriesOf(steps: readonly StepSketch[]): RunSeries {
  const points = steps.map((step, index): SeriesPoint => {
    const p95 = step.p95 ?? null;
    return {
      at: new Date(Date.parse(startedAt) + index * stepSeconds * 1000).toISOString(),
      virtualUsers: step.users === undefined ? 10 : step.users,
      requestsPerSecond: (step.requests ?? 20) / stepSeconds,
      failedRequestsPerSecond: (step.failed ?? 0) / stepSeconds,
      avgResponseTimeMs: p95 === null ? null : p95 * 0.6,
      p95ResponseTimeMs: p95,
    };
  });
  return { stepSeconds, points };
}

/** The requests of each step evenly over the four endpoints; in a slow step each of them is slow. */
export function endpointSeriesOf(steps: readonly StepSketch[]): EndpointSeries {
  return {
    stepSeconds,
    steps: steps.length,
    from: startedAt,
    slowerThanMs: [limitMs],
    endpoints: endpointNames.map((name, position) => ({
      endpoint: { name: `https://shop.example.com${name}`, method: 'GET' },
      calledBy: 'iterations',
      scenarios: ['default'],
      steps: steps.flatMap(({ p95, failed = 0, requests = 20 }, step) => {
        const share = (total: number) => Math.floor((total + position) / endpointNames.length);
        const isSlow = (p95 ?? 0) > limitMs;
        return share(requests) === 0
          ? []
          : [
              {
                step,
                requests: share(requests),
                failedRequests: share(failed),
                durationSumMs: share(requests) * (p95 ?? 0) * 0.6,
                slowRequests: [isSlow ? share(requests) : 0],
              },
            ];
      }),
    })),
  };
}

/** A plan of just the users that the steps have. */
function plannedUsers(steps: readonly StepSketch[]): OfferedLoad[] {
  const lines: OfferedLine[] = [];
  steps.forEach(({ users: given }, step) => {
    const users = given ?? 10;
    const before = lines.at(-1);
    const fromSeconds = before?.to === users ? before.fromSeconds : step * stepSeconds;
    lines.splice(before?.to === users ? -1 : lines.length, 1, {
      fromSeconds,
      toSeconds: (step + 1) * stepSeconds,
      from: users,
      to: users,
    });
  });
  return [{ scenario: 'default', unit: 'users', lines }];
}

/** A failed run with these steps; whatever is in `changes` replaces what follows from them. */
export function inputOf(steps: readonly StepSketch[], changes: Partial<DiagnosisInput> = {}): DiagnosisInput {
  const requests = steps.reduce((sum, step) => sum + (step.requests ?? 20), 0);
  const failed = steps.reduce((sum, step) => sum + (step.failed ?? 0), 0);
  const p95 = overallP95(steps);
  const seconds = steps.length * stepSeconds;
  return {
    run: {
      id: 'checkout-20261120-100000',
      test: 'checkout',
      target: 'https://shop.example.com',
      environment: 'production',
      trigger: 'schedule',
      startedAt,
      endedAt: new Date(Date.parse(startedAt) + seconds * 1000).toISOString(),
      verdict: 'failed',
    },
    figures: {
      virtualUsers: 10,
      virtualUsersSource: 'active',
      requests,
      failedRequests: failed,
      errorRateSamples: requests,
      errorRate: requests > 0 ? failed / requests : null,
      avgResponseTimeMs: p95 === null ? null : p95 * 0.6,
      p95ResponseTimeMs: p95,
      durationSeconds: seconds,
      startedAt,
      endedAt: null,
    },
    reasons: [
      ...(failed > 0 ? [{ code: 'errorRateBreach' as const, text: 'error rate above its limit' }] : []),
      ...(p95 !== null && p95 > limitMs ? [{ code: 'p95Breach' as const, text: 'p95 above its limit' }] : []),
    ],
    thresholds: thresholdsFor(requests, failed, p95),
    endpoints: spread(requests, failed, p95),
    statusCodes: [{ code: 200, requests: requests - failed }, ...(failed > 0 ? [{ code: 503, requests: failed }] : [])],
    errorCodes: failed > 0 ? [{ code: 1503, requests: failed }] : [],
    series: seriesOf(steps),
    endpointSeries: endpointSeriesOf(steps),
    offeredLoad: plannedUsers(steps),
    history: [passedRun(1), passedRun(2)],
    deployment: { id: 'dpl_1', createdAt: '2026-11-18T10:00:00.000Z' },
    droppedIterationsShare: 0,
    ...changes,
  };
}

function thresholdsFor(requests: number, failed: number, p95: number | null): ThresholdResult[] {
  const errorRate = requests > 0 ? failed / requests : 0;
  return [
    {
      source: 'catalogue',
      metric: 'errorRate',
      expression: 'error rate ≤ 0 %',
      ok: failed === 0,
      limit: 0,
      value: errorRate,
      unit: 'fraction',
      margin: errorRate,
      marginRatio: null,
    },
    {
      source: 'catalogue',
      metric: 'p95ResponseTimeMs',
      expression: `p95 ≤ ${limitMs} ms`,
      ok: p95 === null || p95 <= limitMs,
      limit: limitMs,
      value: p95,
      unit: 'ms',
      margin: p95 === null ? null : p95 - limitMs,
      marginRatio: p95 === null ? null : (p95 - limitMs) / limitMs,
    },
  ];
}

export const endpointNames = ['/', '/api/cart', '/api/checkout', '/api/products'] as const;

export function endpoint(name: string, changes: Partial<EndpointFigures> = {}): EndpointFigures {
  return {
    name: `https://shop.example.com${name}`,
    method: 'GET',
    statusClass: '2xx',
    requests: 100,
    failedRequests: 0,
    errorRate: 0,
    avgResponseTimeMs: 130,
    p95ResponseTimeMs: 220,
    ...changes,
  };
}

/** Requests and failures (as 5xx) evenly over four endpoints. */
function spread(requests: number, failed: number, p95: number | null): EndpointFigures[] {
  const share = (total: number, index: number) => Math.floor((total + index) / endpointNames.length);
  return endpointNames.flatMap((name, index) => {
    const failures = share(failed, index);
    const good = endpoint(name, { requests: share(requests, index) - failures, p95ResponseTimeMs: p95 });
    const bad = endpoint(name, {
      statusClass: '5xx',
      requests: failures,
      failedRequests: failures,
      errorRate: 1,
      p95ResponseTimeMs: 12,
    });
    return failures > 0 ? [good, bad] : [good];
  });
}

/** The run's p95 as a store would see it, near enough: that of the slowest 5 % of the requests. */
function overallP95(steps: readonly StepSketch[]): number | null {
  const samples = steps.flatMap((step) =>
    step.p95 === null || step.p95 === undefined ? [] : Array<number>(step.requests ?? 20).fill(step.p95)
  );
  return samples.sort((a, b) => a - b)[Math.ceil(samples.length * 0.95) - 1] ?? null;
}

export function passedRun(daysAgo: number, changes: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    runId: `earlier-${daysAgo}`,
    endedAt: new Date(Date.parse(startedAt) - daysAgo * 24 * 3600 * 1000).toISOString(),
    verdict: 'passed',
    errorRate: 0,
    p95ResponseTimeMs: 230,
    autoFixApplied: false,
    ...changes,
  };
}

export function failedRun(daysAgo: number, changes: Partial<HistoryEntry> = {}): HistoryEntry {
  return passedRun(daysAgo, { verdict: 'failed', p95ResponseTimeMs: 1700, ...changes });
}
