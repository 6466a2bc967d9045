import type { RunView } from '../run-view';

/** The run that failed: every example about it tells of this one. */
export const failedRunId = 'checkout-20261130-092011-2867';
export const incidentId = '485babd2-9321-431c-9693-006b8dc7f684';
export const target = 'https://checkout.example.com';
export const scriptHash = '954edf0bd54abf0af1af6bfc7873ca23102245b36419c869d5ea9a1f67b369f7';
export const loadProfileHash = '2b4b3115a949c11f4ac4f40644a71a4f9139fc4866125243ac480d09bb63ce04';
/** Who asked, by the name of their key. */
export const person = 'key env-1';

export const startedAt = '2026-11-30T09:20:11.938Z';
export const endedAt = '2026-11-30T09:20:26.656Z';
export const diagnosedAt = '2026-11-30T09:20:27.105Z';

export const reasonText = 'error rate 33.3 % (230 of 690), limit 0 %';
export const actionRequiredReason =
  '"POST checkout" failed for 230 of 230 requests: it is down, and was not only slow to start.';
export const diagnosisText =
  'Error rate 33.3 %, limit 0 %. Most failures are on "POST checkout": 230 of 230 requests. Outside the limits from 0 s ' +
  'to the end of 15 s, still outside at the end. It does not look like something that passes by itself; look at the ' +
  'logs of the target for that time first.';

/** Where a run is shown. */
export const runUrl = (id: string) => `https://grafana.example.com/a/blueclerk-loadtest-app/runs/${id}`;

/** What k6 and the metric store agree on. */
export const requestFigures = {
  requests: 690,
  failedRequests: 230,
  errorRateSamples: 690,
  errorRate: 230 / 690,
  avgResponseTimeMs: 9.96,
  p95ResponseTimeMs: 30.116,
};
export const durationSeconds = 14.609;

/** As lists show it. */
export const failedRun = {
  id: failedRunId,
  test: 'checkout',
  target,
  environment: 'demo',
  trigger: 'manual',
  reporter: 'runner',
  status: 'judged',
  counts: true,
  countsReason: null,
  announcedAt: '2026-11-30T09:20:11.688Z',
  startedAt,
  endedAt,
  durationSeconds,
  virtualUsers: 10,
  virtualUsersSource: 'active',
  ...requestFigures,
  verdict: 'failed',
  reasons: [{ code: 'errorRateBreach', text: reasonText }],
  thresholds: [
    {
      source: 'catalogue',
      metric: 'errorRate',
      expression: 'error rate ≤ 0 %',
      ok: false,
      limit: 0,
      value: requestFigures.errorRate,
      unit: 'fraction',
      margin: requestFigures.errorRate,
      marginRatio: null,
    },
    {
      source: 'catalogue',
      metric: 'p95ResponseTimeMs',
      expression: 'p95 ≤ 300 ms',
      ok: true,
      limit: 300,
      value: requestFigures.p95ResponseTimeMs,
      unit: 'ms',
      margin: -269.884,
      marginRatio: -0.8996,
    },
  ],
  diagnosis: {
    classification: 'actionRequired',
    proposed: 'actionRequired',
    confidence: 0.9,
    text: diagnosisText,
    evidenceIds: ['E3', 'E5', 'E9', 'E2'],
    madeBy: {
      kind: 'haiku',
      model: 'claude-haiku-5-5',
      promptVersion: '2026-11-2',
      requestId: 'req_example',
      inputTokens: 1583,
      outputTokens: 110,
      latencyMs: 213,
    },
    policy: { version: '2026-11-5', permitsRedeploy: false, rule: 'endpointDown', reason: actionRequiredReason },
    madeAt: '2026-11-30T09:20:27.088Z',
  },
  actionRequired: true,
  actionRequiredReason,
  autoFixApplied: null,
  incidentId,
  judgement: 1,
  correctedFrom: null,
  regression: null,
  storeCheck: {
    kind: 'compared',
    summaryRequests: requestFigures.requests,
    storeRequests: requestFigures.requests,
    missingRequests: 0,
    missingShare: 0,
    lost: { batches: 0, samples: 0, uncountedBatches: 0, lateFlushes: 0, causes: [] },
  },
  runUrl: runUrl(failedRunId),
} satisfies RunView;
