import type { LoadTest } from '../model/load-test';

/** An entry of the catalogue with nothing special about it, for tests that are about something else. */
export function aLoadTest(changes: Partial<LoadTest> = {}): LoadTest {
  return {
    name: 'checkout',
    description: null,
    script: '/catalogue/checkout.js',
    scriptHash: 'a'.repeat(64),
    target: 'https://shop.example/',
    environment: 'production',
    env: {},
    ignoredEnv: [],
    secrets: {},
    labels: {},
    limits: {
      errorRate: 0,
      p95ResponseTimeMs: 500,
      avgResponseTimeMs: null,
      minimumRequests: 50,
      checksMustPass: true,
    },
    deadlineSeconds: 3600,
    warmUp: null,
    schedule: null,
    triggers: ['manual'],
    deployments: { projectId: null, target: 'production', branches: [], tags: [], commitMessage: [], labels: [] },
    maintenanceWindows: [],
    remediation: { vercel: null },
    ...changes,
  };
}
