import type { Schemas } from '../api/request';

type TrendRun = Schemas['Trend']['runs'][number];

/** A passed run as a trend has it; a test overrides what it is about. */
export function aTrendRun(overrides: Partial<TrendRun> & { readonly runId: string }): TrendRun {
  return {
    endedAt: '2026-11-20T10:00:00.000Z',
    verdict: 'passed',
    trigger: 'schedule',
    requests: 1000,
    failedRequests: 0,
    errorRateSamples: 1000,
    errorRate: 0,
    avgResponseTimeMs: 100,
    p95ResponseTimeMs: 250,
    deployment: { id: 'dpl_1', createdAt: null, sha: null },
    isComparable: true,
    regression: null,
    ...overrides,
  };
}

/** A trend without a run; a test overrides what it is about. */
export function aTrend(overrides: Partial<Schemas['Trend']> = {}): Schemas['Trend'] {
  return {
    test: 'checkout',
    environment: 'production',
    baseline: null,
    pinned: null,
    runs: [],
    finding: {
      kind: 'tooFewRuns',
      text: '0 comparable runs so far; how much they differ by themselves is known from 8 on',
      sinceRunId: null,
      change: null,
      deployment: null,
    },
    deeperIssue: null,
    ...overrides,
  };
}
