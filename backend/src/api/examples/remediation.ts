import type { OperationExamples } from '../../http';
import { person } from './checkout-run';

const off = {
  off: true,
  reason: 'The payment provider is being moved.',
  changedAt: '2026-11-30T09:24:11.402Z',
  changedBy: person,
};
const reason = 'The cold start was mended in v2.3.1.';

/** What a person says about redeploys after the failed run. */
export const remediationExamples: Readonly<Record<string, OperationExamples>> = {
  getRemediationSwitch: { answers: { 200: off } },
  setRemediationSwitch: { body: { off: true, reason: off.reason }, answers: { 200: off } },
  resetBreaker: {
    body: { reason },
    answers: { 200: { test: 'checkout', resetAt: '2026-11-30T09:25:40.118Z', resetBy: person, reason } },
  },
};
