import type { OperationExamples } from '../../http';
import {
  durationSeconds,
  failedRun,
  loadProfileHash,
  requestFigures,
  runUrl,
  scriptHash,
  target,
} from './checkout-run';
import { generator, planned } from './run-detail';

const id = 'checkout-ci-4711';
const startedAt = '2026-11-30T09:40:27.931Z';

/** k6's own summary of the failed run, without the metrics that no figure is read from. */
export const k6Summary = {
  metrics: {
    http_reqs: { count: requestFigures.requests, rate: 47.231 },
    http_req_failed: {
      // k6 counts what the metric's name says: a pass is a failed request.
      passes: requestFigures.failedRequests,
      fails: requestFigures.requests - requestFigures.failedRequests,
      value: requestFigures.errorRate,
    },
    http_req_duration: {
      avg: requestFigures.avgResponseTimeMs,
      min: 4.488,
      med: 6.657,
      max: 43.719,
      'p(90)': 18.654,
      'p(95)': requestFigures.p95ResponseTimeMs,
    },
    iterations: { count: requestFigures.requests / 3, rate: 15.744 },
    vus: { value: 10, min: 10, max: 10 },
    vus_max: { value: 10, min: 10, max: 10 },
  },
  root_group: { name: '', path: '', id: 'd41d8cd98f00b204e9800998ecf8427e', groups: {}, checks: {} },
};

const announcement = {
  id,
  test: 'checkout',
  target,
  environment: 'demo',
  reporter: 'cli',
  expectedInstances: 1,
  scriptHash,
  loadProfileHash,
  planned,
  k6Version: '2.2.0',
  startedAt,
};

const announced = {
  ...failedRun,
  id,
  trigger: 'external',
  reporter: 'cli',
  status: 'running',
  announcedAt: '2026-11-30T09:40:27.937Z',
  startedAt,
  endedAt: null,
  durationSeconds: null,
  virtualUsers: null,
  virtualUsersSource: null,
  requests: null,
  failedRequests: null,
  errorRateSamples: null,
  errorRate: null,
  avgResponseTimeMs: null,
  p95ResponseTimeMs: null,
  verdict: null,
  reasons: [],
  thresholds: [],
  diagnosis: null,
  actionRequired: false,
  actionRequiredReason: null,
  incidentId: null,
  judgement: 0,
  regression: null,
  storeCheck: null,
  runUrl: runUrl(id),
  comparedVariables: [],
};

const exitCodePart = {
  part: 'exitCode',
  instance: '0',
  exitCode: 0,
  startedAt,
  endedAt: new Date(Date.parse(startedAt) + durationSeconds * 1000).toISOString(),
  log: { uncaughtExceptions: 0, failedWrites: 0, lateFlushes: 0, tail: [] },
  generator,
};

/** A run that a CI reports: announced, then its exit code, and its summary. */
export const reportExamples: Readonly<Record<string, OperationExamples>> = {
  announceRun: { body: announcement, answers: { 200: announced, 201: announced } },
  completeRun: {
    bodies: {
      exitCode: exitCodePart,
      summary: { part: 'summary', instance: '0', summary: k6Summary },
    },
    answers: {
      202: {
        runId: id,
        instance: '0',
        part: 'exitCode',
        state: 'recorded',
        waitingFor: ['summary of instance 0'],
        counts: true,
        countsReason: null,
      },
    },
  },
};
