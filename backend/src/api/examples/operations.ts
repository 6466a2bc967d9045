import type { OperationExamples } from '../../http';
import { version } from '../../lib/version';
import { failedRunId } from './checkout-run';

const up = (name: string, required: boolean) => ({ name, status: 'up', required });
const checks = [up('database', true), up('metricStore', false), up('catalogue', false), up('k6', false)];

const status = {
  version,
  apiVersion: 'v1',
  records: 'embedded',
  metricStore: { kind: 'embedded', reachable: true, reason: null, warning: null },
  integrations: {
    model: { on: true, detail: 'Diagnoses are written by claude-haiku-5-5.' },
    slack: { on: true, detail: 'A bot writes to #load-tests.' },
    vercel: { on: true, detail: 'What the rules permit is redeployed, in these projects only: prj_checkout.' },
    annotations: { on: true, detail: 'Failures become annotations in https://grafana.example.com.' },
  },
  remediationMode: 'auto',
  runAlerts: 'sidecar',
  runAlertsReason: null,
  runner: { running: 0, queued: 0 },
};

const change = {
  kind: 'run',
  id: failedRunId,
  test: 'checkout',
  runId: failedRunId,
  status: 'judged',
  verdict: 'failed',
};

const metrics = `# HELP loadtest_incidents_open Open incidents by state
# TYPE loadtest_incidents_open gauge
loadtest_incidents_open{state="diagnosing"} 0
loadtest_incidents_open{state="remediating"} 0
loadtest_incidents_open{state="actionRequired"} 1
# HELP loadtest_runs_total Judged runs that count, by load test and verdict: all that the records hold
# TYPE loadtest_runs_total counter
loadtest_runs_total{test="checkout",verdict="failed"} 1
# HELP loadtest_last_run_p95_response_time_seconds 95th percentile of the newest run's response times
# TYPE loadtest_last_run_p95_response_time_seconds gauge
loadtest_last_run_p95_response_time_seconds{test="checkout",environment="demo"} 0.030116
# HELP loadtest_last_run_error_rate Share of failed requests of the newest run, 0 to 1
# TYPE loadtest_last_run_error_rate gauge
loadtest_last_run_error_rate{test="checkout",environment="demo"} 0.3333333333333333
`;

const progress = {
  runId: 'search-20261124-031000',
  test: 'search',
  stage: 'running',
  elapsedSeconds: 45.2,
  plannedSeconds: 60,
  virtualUsers: 10,
  iterations: 617,
  requests: 1234,
  p95ResponseTimeMs: 213.4,
  errorRate: 0,
  at: '2026-11-24T03:10:45.200Z',
};

/** How the sidecar itself is, and what an operator asks of it. */
export const operationsExamples: Readonly<Record<string, OperationExamples>> = {
  getLiveness: { answers: { 200: { status: 'live' } } },
  getReadiness: {
    answers: {
      200: { status: 'ready', checks, notConfigured: ['grafana'] },
      503: {
        status: 'unavailable',
        checks: checks.map((check) => (check.name === 'database' ? { ...check, status: 'down' } : check)),
        notConfigured: ['grafana'],
      },
    },
  },
  getMetrics: { answers: { 200: metrics } },
  getStatus: { answers: { 200: status } },
  streamEvents: {
    answers: {
      200:
        `event: change\nid: TEUuKvFf-4\ndata: ${JSON.stringify(change)}\n\n` +
        `event: progress\nid: TEUuKvFf-5\ndata: ${JSON.stringify(progress)}\n\n`,
    },
  },
  testSlack: { answers: { 200: { delivered: true, detail: 'Slack has the message in #load-tests.' } } },
  rebuildAnnotations: {
    body: { since: '2026-11-01T00:00:00Z' },
    answers: { 202: { planned: 1, toRemove: 0, complete: true } },
  },
};
