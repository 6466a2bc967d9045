import type { RunDetailView } from '../run-view';
import {
  actionRequiredReason,
  diagnosedAt,
  diagnosisText,
  durationSeconds,
  endedAt,
  failedRun,
  failedRunId,
  loadProfileHash,
  person,
  requestFigures,
  scriptHash,
  startedAt,
} from './checkout-run';

/** What a person said about the diagnosis. */
export const feedback = {
  correct: true,
  actualCause: 'The payment provider refused the new API version.',
  givenBy: person,
  givenAt: '2026-11-30T09:20:27.647Z',
};

export const planned = {
  virtualUsers: 10,
  iterations: null,
  durationSeconds: 14,
  userSeconds: 140,
  earlyUserStops: 0,
  arrivals: null,
  offered: [{ scenario: 'customers', unit: 'users', lines: [{ fromSeconds: 0, toSeconds: 14, from: 10, to: 10 }] }],
} satisfies RunDetailView['planned'];

export const generator = {
  watchedSeconds: 13.825,
  cpuBusyShare: 0,
  saturatedShare: 0,
  peakCpu: 0.38,
  peakK6Cpu: 0.02,
  peakMemoryMb: 43,
};

const settled = (kind: string, id: string, createdAt: string, settledAt: string) => ({
  id,
  kind,
  state: 'confirmed' as const,
  attempts: 1,
  createdAt,
  settledAt,
  code: null,
  reason: null,
});

const third = requestFigures.requests / 3;
const answered = {
  requests: third,
  failedRequests: 0,
  errorRateSamples: third,
  errorRate: 0,
  method: 'GET',
  statusClass: '2xx' as const,
};

/** The failed run with everything that is known of it. */
export const failedRunDetail: RunDetailView = {
  ...failedRun,
  labels: { team: 'shop' },
  startedBy: person,
  deployment: null,
  deadlineAt: '2026-11-30T09:23:41.938Z',
  closedAtDeadline: false,
  judgedAt: '2026-11-30T09:20:26.773Z',
  expectedInstances: 1,
  scriptHash,
  loadProfileHash,
  planned,
  k6Version: '2.2.0',
  droppedIterationsShare: 0,
  generator,
  warmUp: null,
  productionDeployment: { id: 'dpl_checkout_1', createdAt: '2026-11-30T08:20:01.600Z', sha: null },
  redeployGuard: 'diagnosis',
  endpoints: [
    {
      name: 'checkout',
      method: 'POST',
      statusClass: '5xx',
      requests: third,
      failedRequests: third,
      errorRateSamples: third,
      errorRate: 1,
      avgResponseTimeMs: 7.445,
      p95ResponseTimeMs: 13.65,
    },
    { name: 'front page', ...answered, avgResponseTimeMs: 11.537, p95ResponseTimeMs: 33.202 },
    { name: 'item', ...answered, avgResponseTimeMs: 10.899, p95ResponseTimeMs: 39.947 },
  ],
  endpointsLeftOut: 0,
  statusCodes: [
    { code: 200, requests: 2 * third },
    { code: 500, requests: third },
  ],
  errorCodes: [{ code: 1500, requests: third }],
  instances: [
    {
      instance: '0',
      exitCode: 0,
      signal: null,
      k6Summary: { ...requestFigures, iterations: third, durationSeconds },
      logTail: [],
    },
  ],
  effects: [
    settled('resultPoint', `result-judged-${failedRunId}`, '2026-11-30T09:20:26.796Z', '2026-11-30T09:20:26.984Z'),
    settled(
      'grafanaAnnotation',
      `annotation-${failedRunId}-cc8ff64e-554d-4f6c-9678-d80f9eaf1999`,
      diagnosedAt,
      '2026-11-30T09:20:27.216Z'
    ),
    settled(
      'slackMessage',
      `slack-actionRequired-${failedRunId}`,
      '2026-11-30T09:20:27.136Z',
      '2026-11-30T09:20:27.249Z'
    ),
    settled('resultPoint', `result-diagnosed-${failedRunId}`, '2026-11-30T09:20:27.148Z', '2026-11-30T09:20:27.347Z'),
  ],
  annotation: {
    severity: 'critical',
    text:
      `checkout: failed. error rate 33.3 % (230 of 690; limit 0 %), 10 virtual users. Action required: ` +
      `${actionRequiredReason} ${diagnosisText}`,
    from: startedAt,
    to: endedAt,
    tags: ['loadtest', 'diagnosis', `run:${failedRunId}`, 'test:checkout', 'severity:critical'],
  },
  progress: null,
  feedback: [feedback],
};
