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

/** The run that failed, as it is read, and the one after it, which passed. */
export const runExamples: Readonly<Record<string, OperationExamples>> = {
  listRuns: { answers: { 200: { runs: [failedRun], nextCursor: null } } },
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
