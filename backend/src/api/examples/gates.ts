import type { OperationExamples } from '../../http';
import { failedRun, runUrl } from './checkout-run';

const runId = 'checkout-gate-3f9a1c77d20b4e58-1';

const passed = {
  runId,
  test: 'checkout',
  verdict: 'passed',
  status: 'judged',
  reasons: [{ code: 'withinLimits', text: 'all limits kept over 690 requests' }],
  counts: true,
  countsReason: null,
  runUrl: runUrl(runId),
  deployment: null,
};

/** Two gates that ask for the load test. */
export const gateExamples: Readonly<Record<string, OperationExamples>> = {
  askGateByFlagger: {
    body: {
      name: 'checkout',
      namespace: 'shop',
      phase: 'Progressing',
      checksum: '7c9d5b8f6d',
      metadata: { test: 'checkout', gate: 'before traffic' },
    },
    answers: { 200: passed },
  },
  askGateByArgoRollouts: {
    body: { test: 'checkout', key: 'shop/checkout/7c9d5b8f6d' },
    answers: { 200: { ...passed, verdict: 'failed', reasons: failedRun.reasons, outcome: 'failed' } },
  },
};
