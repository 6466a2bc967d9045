import type { OperationExamples } from '../../http';
import {
  actionRequiredReason,
  diagnosedAt,
  diagnosisText,
  durationSeconds,
  failedRunId,
  incidentId,
  reasonText,
  requestFigures,
  runUrl,
  startedAt,
} from './checkout-run';

const { avgResponseTimeMs, p95ResponseTimeMs, errorRate, errorRateSamples } = requestFigures;
const common = {
  test: 'checkout',
  environment: 'demo',
  diagnosis: diagnosisText,
  verdict: 'failed',
  virtualUsers: 10,
  p95ResponseTimeMs,
  errorRate,
  responseTimesMissing: null,
  runDate: startedAt,
  runId: failedRunId,
  runUrl: runUrl(failedRunId),
};

/** What an admin site shows while the incident is open. */
export const bannerExamples: Readonly<Record<string, OperationExamples>> = {
  getBanner: {
    answers: {
      200: {
        version: 1,
        state: 'action_required',
        since: diagnosedAt,
        unknownReason: null,
        staleAt: '2026-12-01T03:32:00.000Z',
        incidents: [
          {
            ...common,
            incidentId,
            title: 'Load test checkout needs attention',
            reason: actionRequiredReason,
            since: diagnosedAt,
          },
        ],
      },
    },
  },
  getBannerResults: {
    answers: {
      200: {
        results: [
          {
            ...common,
            durationSeconds,
            avgResponseTimeMs,
            errorRateSamples,
            p95LimitMs: 300,
            reason: reasonText,
            actionRequired: true,
            actionRequiredReason,
            autoFixApplied: null,
          },
        ],
      },
    },
  },
};
