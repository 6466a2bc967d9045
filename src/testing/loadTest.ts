import type { Schemas } from '../api/request';

/** A load test of every night that passed last, as the sidecar sends it; a test overrides what it is about. */
export function aLoadTest(overrides: Partial<Schemas['LoadTest']> = {}): Schemas['LoadTest'] {
  return {
    name: 'checkout',
    description: 'Ten customers look at the shop and pay',
    target: 'https://shop.example',
    environment: 'production',
    scriptHash: 'script',
    scriptProblem: null,
    secrets: [],
    labels: { team: 'payments' },
    limits: {
      errorRate: 0,
      p95ResponseTimeMs: 500,
      avgResponseTimeMs: null,
      minimumRequests: 50,
      unmeasuredRequests: 0,
      metrics: null,
      endpoints: [],
      checksMustPass: true,
    },
    deadlineSeconds: 120,
    warmUp: null,
    schedule: { cron: '0 3 * * *', timeZone: 'Europe/Berlin', overlap: 'queue', missed: 'record' },
    triggers: ['schedule', 'manual'],
    deployments: null,
    lastDeployment: null,
    maintenanceWindows: [],
    nextRunAt: '2099-11-21T02:00:00.000Z',
    nextExpectedRunAt: '2099-11-21T02:00:00.000Z',
    staleAt: '2099-11-21T02:20:00.000Z',
    lastRun: { id: 'run-1', verdict: 'passed', endedAt: '2026-11-20T02:01:32.000Z' },
    lastTick: { at: '2026-11-20T02:00:00.000Z', outcome: 'started', reason: null, runId: 'run-1' },
    remediation: { vercel: null },
    ...overrides,
  };
}
