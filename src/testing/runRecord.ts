import type { RunRecord } from '../api/runRecord';

/** A passed run; a test overrides what it is about. */
export function aRun(overrides: Partial<RunRecord> = {}): RunRecord {
  return {
    id: 'run-1',
    test: 'checkout',
    target: 'https://shop.example',
    environment: 'production',
    trigger: 'schedule',
    status: 'judged',
    verdict: 'passed',
    startedAt: '2026-11-20T10:00:00.000Z',
    endedAt: '2026-11-20T10:01:32.000Z',
    durationSeconds: 92,
    virtualUsers: 20,
    requests: 5000,
    failedRequests: 0,
    errorRate: 0,
    avgResponseTimeMs: 120.4,
    p95ResponseTimeMs: 213.26,
    reasons: [{ code: 'withinLimits', text: 'Every limit was kept.' }],
    diagnosis: null,
    actionRequired: false,
    actionRequiredReason: null,
    autoFixApplied: null,
    counts: true,
    ...overrides,
  };
}
