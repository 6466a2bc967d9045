import type { OperationExamples } from '../../http';
import { failedRun, failedRunId, runUrl } from './checkout-run';
import { evidenceFacts } from './evidence';
import { failedRunDetail, feedback } from './run-detail';
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
  giveFeedback: { body: { correct, actualCause }, answers: { 200: feedback } },
};
