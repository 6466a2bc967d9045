import type { OperationExamples } from '../../http';
import { endedAt, failedRunId, requestFigures, scriptHash, target } from './checkout-run';

const identity = { name: 'checkout', target, environment: 'demo', scriptHash };

const baseline = {
  runId: 'checkout-20261129-031500-91c4',
  endedAt: '2026-11-29T03:15:15.204Z',
  verdict: 'passed',
  trigger: 'schedule',
  requests: 688,
  failedRequests: 0,
  errorRateSamples: 688,
  errorRate: 0,
  avgResponseTimeMs: 9.87,
  p95ResponseTimeMs: 29.8,
  deployment: { id: 'dpl_41', createdAt: '2026-11-26T08:00:00.000Z', sha: null },
  isComparable: true,
  regression: null,
};

const loadTest = {
  ...identity,
  description: 'Ten customers look at the shop and pay',
  secrets: [],
  labels: { team: 'shop' },
  limits: {
    errorRate: 0,
    p95ResponseTimeMs: 300,
    avgResponseTimeMs: null,
    minimumRequests: 50,
    unmeasuredRequests: 0,
    metrics: null,
    endpoints: [],
    regression: { mode: 'warn', relative: 0.1, absoluteMs: 10, minimumRequests: 50 },
    checksMustPass: true,
  },
  deadlineSeconds: 120,
  warmUp: null,
  schedule: { cron: '15 3 * * *', timeZone: 'UTC', overlap: 'queue', missed: 'record' },
  triggers: ['schedule', 'manual'],
  deployments: null,
  lastDeployment: null,
  maintenanceWindows: [],
  nextRunAt: '2026-12-01T03:15:00.000Z',
  nextExpectedRunAt: '2026-12-01T03:15:00.000Z',
  staleAt: '2026-12-01T03:32:00.000Z',
  lastRun: { id: baseline.runId, verdict: baseline.verdict, endedAt: baseline.endedAt },
  lastTick: null,
  scriptProblem: null,
  remediation: {
    vercel: { projectId: 'prj_checkout', teamId: null, triggers: ['schedule', 'deployment', 'manual'] },
  },
};

const trend = {
  test: 'checkout',
  environment: 'demo',
  baseline: { ...baseline, isPinned: false },
  pinned: null,
  runs: [
    baseline,
    {
      ...baseline,
      runId: failedRunId,
      endedAt,
      verdict: 'failed',
      trigger: 'manual',
      ...requestFigures,
    },
  ],
  finding: {
    kind: 'tooFewRuns',
    text: '2 comparable runs so far; how much they differ by themselves is known from 8 on',
    sinceRunId: null,
    change: null,
    deployment: null,
  },
  deeperIssue: null,
};

/** The catalogue with one load test. */
export const loadTestExamples: Readonly<Record<string, OperationExamples>> = {
  listLoadTests: { answers: { 200: { tests: [loadTest] } } },
  getLoadTestIdentity: { answers: { 200: identity } },
  pinBaseline: {
    body: { runId: baseline.runId },
    answers: {
      200: {
        test: 'checkout',
        pinned: { runId: baseline.runId, pinnedBy: 'Ada of Grafana', pinnedAt: '2026-11-30T09:00:00.000Z' },
      },
    },
  },
  getTrend: { answers: { 200: trend } },
  runLoadTest: { answers: { 202: { id: failedRunId, status: 'queued' } } },
};
