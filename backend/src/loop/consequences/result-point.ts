import type { ResultPoint } from '../../model/figures';
import type { RunRow } from '../../runs';

const integerFields = [
  'passed',
  'failed',
  'virtualUsers',
  'requests',
  'failedRequests',
  'errorRateSamples',
  'actionRequired',
  'autoFixApplied',
];

/**
 * A run as a point of the measurement `load_test_run`. Two tags only, so that a test is one series; the type of a field
 * never changes; a figure that was not measured is left out, because a store has no null. `passed`, `failed`,
 * `actionRequired` and `autoFixApplied` are 0 or 1, so that alert rules can compare and sum them. A run that does not
 * count any more has neither passed nor failed.
 */
export function resultPoint(run: RunRow): ResultPoint | null {
  if (run.verdict === null || run.endedAt === null) {
    return null;
  }
  const figures: Record<string, number | null> = {
    virtualUsers: run.virtualUsers,
    requests: run.requests,
    failedRequests: run.failedRequests,
    errorRateSamples: run.errorRateSamples,
    errorRate: run.errorRate,
    avgResponseTimeMs: run.avgResponseTimeMs,
    p95ResponseTimeMs: run.p95ResponseTimeMs,
    p95LimitMs: run.limits.p95ResponseTimeMs,
    durationSeconds: run.durationSeconds,
    storeMissingShare: run.storeCheck?.state === 'compared' ? run.storeCheck.missingShare : null,
  };
  const measured = Object.entries(figures).flatMap(([name, value]): Array<[string, number]> =>
    value === null ? [] : [[name, value]]
  );
  return {
    test: run.test,
    environment: run.environment,
    at: run.resultAt ?? run.endedAt,
    integerFields,
    fields: {
      runId: run.id,
      trigger: run.trigger,
      verdict: run.verdict,
      passed: run.counts && run.verdict === 'passed' ? 1 : 0,
      failed: run.counts && run.verdict === 'failed' ? 1 : 0,
      actionRequired: run.actionRequired ? 1 : 0,
      autoFixApplied: run.autoFixApplied === null ? 0 : 1,
      diagnosis: run.diagnosis?.text ?? '',
      startedAt: (run.startedAt ?? run.announcedAt).toISOString(),
      ...Object.fromEntries(measured),
    },
  };
}
