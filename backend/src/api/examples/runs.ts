import type { OperationExamples } from '../../http';
import { failedRun, failedRunId, runUrl } from './checkout-run';
import { evidenceFacts } from './evidence';
import { failedRunDetail, feedback, planned } from './run-detail';
import { k6Summary } from './run-reports';
import { failedRunSeries } from './run-series';

const passedRunId = 'checkout-20261130-092028-71ec';

const gate = (runId: string) => ({
  runId,
  test: 'checkout',
  status: 'judged',
  counts: true,
  countsReason: null,
  runUrl: runUrl(runId),
  deployment: null,
});
const { correct, actualCause } = feedback;

const difference = (base: number, run: number, noise: string | null = null) => ({
  base,
  run,
  difference: run - base,
  change: base === 0 ? null : (run - base) / base,
  noise,
});
const small = 'less than 5 ms or 10 %';
const runOf = ({ id, verdict, endedAt }: Pick<typeof failedRun, 'id' | 'endedAt'> & { readonly verdict: string }) => ({
  runId: id,
  test: 'checkout',
  environment: 'demo',
  endedAt,
  verdict,
  requests: 690,
});
const figures = {
  p95ResponseTimeMs: difference(29.8, 30.116, small),
  avgResponseTimeMs: difference(9.87, 9.96, small),
  errorRate: difference(0, 230 / 690),
};
const comparison = {
  base: runOf({ id: passedRunId, verdict: 'passed', endedAt: failedRun.endedAt }),
  run: runOf(failedRun),
  unlike: [],
  figures,
  endpoints: [
    {
      name: 'front page',
      method: 'GET',
      statusClass: '2xx',
      base: { requests: 230 },
      run: { requests: 230 },
      ...figures,
      errorRate: difference(0, 0, 'no more than chance makes of so many requests'),
    },
  ],
};

const figureNames = [
  'durationSeconds',
  'virtualUsers',
  'virtualUsersSource',
  'requests',
  'failedRequests',
  'errorRateSamples',
  'errorRate',
  'avgResponseTimeMs',
  'p95ResponseTimeMs',
  'startedAt',
  'endedAt',
] as const;

/** The failed run with what somebody has said of its diagnosis; its metric store keeps its samples no more. */
const feedbackCase = {
  id: failedRunId,
  kind: 'feedback',
  label: 'actionRequired',
  why: actualCause,
  split: 'tuning',
  injected: false,
  input: {
    run: {
      id: failedRunId,
      test: 'checkout',
      target: failedRun.target,
      environment: failedRun.environment,
      trigger: failedRun.trigger,
      startedAt: failedRun.startedAt,
      endedAt: failedRun.endedAt,
      verdict: failedRun.verdict,
    },
    figures: Object.fromEntries(figureNames.map((name) => [name, failedRun[name]])),
    reasons: failedRun.reasons,
    thresholds: failedRun.thresholds,
    endpoints: failedRunDetail.endpoints,
    statusCodes: failedRunDetail.statusCodes,
    errorCodes: failedRunDetail.errorCodes,
    series: failedRunSeries,
    endpointSeries: null,
    offeredLoad: planned.offered,
    history: [],
    deployment: { id: 'dpl_checkout_1', createdAt: '2026-11-30T08:20:01.600Z' },
    droppedIterationsShare: 0,
  },
};

/** The run that failed, as it is read, and the one after it, which passed. */
export const runExamples: Readonly<Record<string, OperationExamples>> = {
  listRuns: { answers: { 200: { runs: [failedRun], nextCursor: null } } },
  compareRuns: { answers: { 200: comparison } },
  getRun: { answers: { 200: failedRunDetail } },
  getRunSeries: { answers: { 200: failedRunSeries } },
  getRunEvidence: { answers: { 200: { facts: evidenceFacts } } },
  getRunSummary: { answers: { 200: { runId: failedRunId, instances: [{ instance: '0', summary: k6Summary }] } } },
  getRunVerdict: {
    answers: {
      200: {
        ...gate(passedRunId),
        verdict: 'passed',
        reasons: [{ code: 'withinLimits', text: 'all limits kept over 690 requests' }],
      },
      409: { ...gate(failedRunId), verdict: 'failed', reasons: failedRun.reasons },
      425: { ...gate(failedRunId), status: 'running', verdict: null, reasons: [] },
    },
  },
  stopRun: { answers: { 202: { runId: 'checkout-20261130-092043-e1cd', status: 'stopping' } } },
  exportFeedbackCases: { answers: { 200: { cases: [feedbackCase] } } },
  giveFeedback: { body: { correct, actualCause }, answers: { 200: feedback } },
};
