import type { Schemas } from '../api/request';

/** A passed run as the sidecar sends it; a test overrides what it is about. */
export function aRun(overrides: Partial<Schemas['Run']> = {}): Schemas['Run'] {
  return {
    id: 'run-1',
    test: 'checkout',
    target: 'https://shop.example',
    environment: 'production',
    trigger: 'schedule',
    reporter: 'runner',
    status: 'judged',
    counts: true,
    countsReason: null,
    regression: null,
    announcedAt: '2026-11-20T09:59:58.000Z',
    startedAt: '2026-11-20T10:00:00.000Z',
    endedAt: '2026-11-20T10:01:32.000Z',
    durationSeconds: 92,
    virtualUsers: 20,
    virtualUsersSource: 'active',
    requests: 5000,
    failedRequests: 0,
    errorRateSamples: null,
    errorRate: 0,
    avgResponseTimeMs: 120.4,
    p95ResponseTimeMs: 213.26,
    verdict: 'passed',
    reasons: [{ code: 'withinLimits', text: 'Every limit was kept.' }],
    thresholds: [],
    diagnosis: null,
    actionRequired: false,
    actionRequiredReason: null,
    autoFixApplied: null,
    incidentId: null,
    judgement: 1,
    correctedFrom: null,
    storeCheck: null,
    runUrl: null,
    ...overrides,
  };
}

/** A diagnosis with this text, made by the rules. */
export function aDiagnosis(
  classification: Schemas['Diagnosis']['classification'],
  text: string
): NonNullable<Schemas['Run']['diagnosis']> {
  return {
    classification,
    proposed: null,
    confidence: 1,
    text,
    evidenceIds: [],
    madeBy: { kind: 'rules', rulesVersion: '1', because: 'notConfigured', detail: '' },
    policy: { version: '1', permitsRedeploy: false, rule: 'none', reason: '' },
    madeAt: '2026-11-20T10:01:40.000Z',
  };
}

/** An open incident of one failed run; a test overrides what it is about. */
export function anIncident(overrides: Partial<Schemas['Incident']> = {}): Schemas['Incident'] {
  return {
    id: `incident-${overrides.test ?? 'checkout'}`,
    test: 'checkout',
    environment: 'production',
    state: 'actionRequired',
    openedAt: '2026-11-20T10:01:32.000Z',
    openedByRunId: 'run-1',
    lastRunId: 'run-1',
    actionRequiredSince: '2026-11-20T10:01:40.000Z',
    actionRequiredReason: 'The failure is persistent.',
    acknowledgedAt: null,
    acknowledgedBy: null,
    redeployedAt: null,
    redeploy: {
      canBeApproved: false,
      approvedBy: null,
      rejectedBy: null,
      state: null,
      deploymentId: null,
      deploymentState: null,
      liveAt: null,
      verificationRunId: null,
      outcome: null,
      reason: null,
    },
    resolvedAt: null,
    resolvedByRunId: null,
    timeline: [],
    ...overrides,
  };
}

/** A passed run with everything known of it; a test overrides what it is about. */
export function aRunDetail(overrides: Partial<Schemas['RunDetail']> = {}): Schemas['RunDetail'] {
  return {
    ...aRun(),
    labels: {},
    startedBy: 'ada@example.com',
    deadlineAt: '2026-11-20T10:30:00.000Z',
    closedAtDeadline: false,
    judgedAt: '2026-11-20T10:01:33.000Z',
    expectedInstances: 1,
    scriptHash: 'script',
    loadProfileHash: 'profile',
    planned: null,
    k6Version: 'k6 v2.2.0',
    droppedIterationsShare: 0,
    generator: null,
    warmUp: null,
    deployment: null,
    productionDeployment: null,
    redeployGuard: null,
    endpoints: [],
    endpointsLeftOut: 0,
    statusCodes: [],
    errorCodes: [],
    instances: [],
    effects: [],
    annotation: null,
    feedback: [],
    progress: null,
    ...overrides,
  };
}
