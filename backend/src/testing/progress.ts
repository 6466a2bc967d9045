import type { RunProgress } from '../model/progress';
import type { ProgressWatch } from '../runner';

/** Of a sidecar whose runner holds no run. */
export const noProgress: Pick<ProgressWatch, 'listen' | 'of'> = {
  listen: () => () => undefined,
  of: () => Promise.resolve(null),
};

/** Of a run that has 15 s to go. */
export const aProgress: RunProgress = {
  stage: 'running',
  elapsedSeconds: 45.2,
  plannedSeconds: 60,
  virtualUsers: 10,
  iterations: 120,
  requests: 1234,
  p95ResponseTimeMs: 213,
  errorRate: 0.004,
  at: '2025-11-23T12:00:45.200Z',
};
