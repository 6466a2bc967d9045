import type { OperationExamples } from '../../http';
import { failedRunId, scriptHash, target } from './checkout-run';

const identity = { name: 'checkout', target, environment: 'demo', scriptHash };

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
  lastTick: null,
  scriptProblem: null,
  remediation: {
    vercel: { projectId: 'prj_checkout', teamId: null, triggers: ['schedule', 'deployment', 'manual'] },
  },
};

/** The catalogue with one load test. */
export const loadTestExamples: Readonly<Record<string, OperationExamples>> = {
  listLoadTests: { answers: { 200: { tests: [loadTest] } } },
  getLoadTestIdentity: { answers: { 200: identity } },
  runLoadTest: { answers: { 202: { id: failedRunId, status: 'queued' } } },
};
