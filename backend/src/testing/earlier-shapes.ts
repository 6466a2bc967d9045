import { aLoadTest } from './load-test';

/** Columns by name. */
export type Row = Readonly<Record<string, unknown>>;

export interface Earlier {
  /** Number of its last migration. */
  readonly version: number;
  /** Begins the name of every load test, and so of every row: rows of several versions may share a database. */
  readonly prefix: string;
  readonly now: Date;
}

const teamId = 'team_shop';
export const readiness = {
  ready: true,
  requests: 3,
  lastStatus: 200,
  lastResponseTimeMs: 40,
  limitMs: 500,
  seconds: 2,
};
const figures = {
  duration_seconds: 60,
  virtual_users: 10,
  virtual_users_source: 'active',
  requests: 600,
  failed_requests: 60,
  error_rate_samples: 600,
  error_rate: 0.1,
  avg_response_time_ms: 80,
  p95_response_time_ms: 900,
  dropped_iterations_share: 0,
};
const breach = {
  source: 'catalogue',
  metric: 'p95ResponseTimeMs',
  expression: 'p95 ≤ 500 ms',
  ok: false,
  limit: 500,
  value: 900,
  unit: 'ms',
  margin: 400,
  marginRatio: 0.8,
};
const reasons = [{ code: 'p95Breach', text: 'p95 900 ms is above its limit of 500 ms' }];

/** A redeploy at this step, with what was written for it in one transaction. */
type RedeployState = 'planned' | 'sent' | 'confirmed' | 'unknown' | 'rejected';

/** Rows as a sidecar of that version wrote them. What it had no column for is left out when they are stored. */
export function describeEarlier({ version, prefix, now }: Earlier) {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const test = (situation: string) => `${prefix}-${situation}`;
  const id = (situation: string) => `${test(situation)}-1`;
  const incidentId = (situation: string) => `incident-${test(situation)}`;
  const project = (situation: string) => `prj_${test(situation)}`;

  const run = (situation: string, changes: Row = {}): Row => ({
    id: id(situation),
    test: test(situation),
    target: `http://${test(situation)}.shop.example`,
    environment: 'production',
    trigger: 'external',
    reporter: 'cli',
    status: 'running',
    announcement_hash: '',
    expected_instances: 1,
    script_hash: 'a'.repeat(64),
    load_profile_hash: 'b'.repeat(64),
    planned: plannedOf(version),
    k6_version: '2.0.0',
    counts: true,
    expected_thresholds: [],
    limits: aLoadTest().limits,
    remediation: { vercel: { projectId: project(situation), teamId, triggers: ['schedule', 'deployment', 'manual'] } },
    production_deployment: { id: `dpl_${test(situation)}_1`, createdAt: ago(9000).toISOString(), sha: null },
    started_by: 'ci',
    announced_at: ago(6),
    deadline_at: ago(-60),
    ...changes,
  });
  const judged = (situation: string, verdict: string, changes: Row = {}): Row =>
    run(situation, {
      status: 'judged',
      started_at: ago(5),
      ended_at: ago(4),
      judged_at: ago(4),
      judge_after: ago(4),
      judge_attempts: 1,
      judge_failures: 0,
      closed_at_deadline: false,
      judgement: 1,
      result_at: ago(4),
      verdict,
      reasons: verdict === 'failed' ? reasons : [{ code: 'withinLimits', text: 'all limits hold' }],
      thresholds: [{ ...breach, ok: verdict !== 'failed' }],
      ...figures,
      store_check: storeCheckOf(version),
      store_read_attempts: 1,
      ...changes,
    });
  const failed = (situation: string, changes: Row = {}): Row =>
    judged(situation, 'failed', {
      trigger: 'manual',
      reporter: 'runner',
      diagnosis_state: 'done',
      diagnosis: diagnosisOf('actionRequired', ago(3)),
      diagnosis_failures: 0,
      incident_id: incidentId(situation),
      ...changes,
    });
  const incident = (situation: string, state: string, changes: Row = {}): Row => ({
    id: incidentId(situation),
    test: test(situation),
    environment: 'production',
    state,
    opened_at: ago(4),
    opened_by_run_id: id(situation),
    last_run_id: id(situation),
    last_failure_ended_at: ago(4),
    ...(state === 'actionRequired' && { action_required_since: ago(3), action_required_reason: 'not auto-fixable' }),
    ...changes,
  });
  const effect = (situation: string, kind: string, state: string, payload: Row): Row => {
    const isOpen = ['planned', 'claimed', 'sent'].includes(state);
    return {
      id: `${kind}-${state}-${id(situation)}`,
      kind,
      run_id: id(situation),
      incident_id: situation === 'missed' ? null : incidentId(situation),
      payload,
      state,
      attempts: state === 'planned' ? 0 : 1,
      crashes: 0,
      fence: state === 'planned' ? 0 : 1,
      lease_until: state === 'claimed' || state === 'sent' ? ago(1) : null,
      may_have_arrived: state === 'sent',
      next_attempt_at: ago(3),
      created_at: ago(4),
      sent_at: state === 'planned' || state === 'claimed' ? null : ago(3),
      settled_at: isOpen ? null : ago(3),
      result: state === 'confirmed' ? { channel: 'C1', ts: '1700000000.000100' } : null,
      code: { rejected: 'notConfigured', skipped: 'notConfigured', unknown: 'timeout' }[state] ?? null,
      reason: isOpen || state === 'confirmed' ? null : 'no answer',
    };
  };
  const alert = (situation: string, state: string): Row => {
    const row = effect(situation, 'slackMessage', state, {});
    return { ...row, payload: alertOf(String(row['id']), id(situation), test(situation), ago(5)) };
  };
  const redeploy = (state: RedeployState) => {
    const situation = `redeploy-${state}`;
    const sentAt = state === 'planned' ? null : ago(3);
    // Nobody has seen the confirmed one go live within the time that Vercel may take.
    const endedAt = state === 'confirmed' ? ago(70) : ago(2);
    const isOver = state === 'unknown' || state === 'rejected';
    const deploymentId = state === 'confirmed' ? `dpl_${test(situation)}_2` : null;
    const payload = {
      projectId: project(situation),
      teamId,
      expectedDeploymentId: `dpl_${test(situation)}_1`,
      test: test(situation),
    };
    const call: Row = {
      ...effect(situation, 'vercelRedeploy', state, payload),
      id: `redeploy-${incidentId(situation)}`,
      result:
        deploymentId === null
          ? null
          : { deploymentId, sourceDeploymentId: null, deploymentUrl: null, readyState: 'QUEUED' },
      settled_at: state === 'planned' || state === 'sent' ? null : endedAt,
    };
    const end = { unknown: 'unknown', rejected: 'notSent' }[state as string] ?? null;
    return {
      call,
      failure: failed(situation, {
        diagnosis: diagnosisOf('autoFixable', ago(3)),
        action_required: isOver,
        action_required_reason: isOver ? 'the redeploy was not confirmed' : null,
        auto_fix_applied:
          deploymentId === null
            ? null
            : { action: 'redeploy', deploymentId, appliedAt: endedAt.toISOString(), outcome: 'pending' },
      }),
      opened: incident(situation, isOver ? 'actionRequired' : 'remediating', {
        redeploy_effect_id: call['id'],
        redeployed_at: deploymentId === null ? null : endedAt,
        live_at: null,
        redeploy_rejected_by: isOver ? 'ana' : null,
        redeploy_rejected_at: isOver ? ago(1) : null,
      }),
      remediation: {
        id: call['id'],
        project_id: project(situation),
        team_id: teamId,
        test: test(situation),
        run_id: id(situation),
        incident_id: incidentId(situation),
        source_deployment_id: payload.expectedDeploymentId,
        policy_version: '1',
        approved_by: null,
        approved_at: null,
        state: end ?? (deploymentId === null ? 'planned' : 'redeployed'),
        opened_at: ago(4),
        sent_at: sentAt,
        redeployed_at: deploymentId === null ? null : endedAt,
        deployment_id: deploymentId,
        deployment_url: null,
        deployment_state: null,
        live_at: null,
        deployment_ended_at: null,
        closed_at: isOver ? endedAt : null,
        reason: isOver ? 'no answer' : null,
      } satisfies Row,
      member: {
        incident_id: incidentId(situation),
        remediation_id: call['id'],
        test: test(situation),
        run_id: id(situation),
        joined_at: ago(4),
        told_at: isOver || deploymentId !== null ? endedAt : null,
        readiness: null,
        readiness_since: null,
        verification_run_id: null,
        ended_at: isOver ? endedAt : null,
        outcome: end,
        signature: null,
      } satisfies Row,
    };
  };
  const deployment = (deploymentId: string): Row => ({
    id: deploymentId,
    source: 'vercel',
    target: 'production',
    environment: null,
    projectId: project('deployed'),
    teamId,
    url: 'shop-1.vercel.app',
    commit: { id: 'a'.repeat(40), message: 'Make it faster', branch: 'main', tag: null },
    labels: [],
    redeployEffectId: null,
    deployedAt: ago(30).toISOString(),
  });
  return { ago, id, test, run, judged, failed, incident, effect, alert, redeploy, deployment };
}

function plannedOf(version: number): Row {
  const planned = {
    virtualUsers: 10,
    iterations: null,
    durationSeconds: 60,
    userSeconds: 600,
    earlyUserStops: 0,
    arrivals: null,
  };
  const lines = [{ fromSeconds: 0, toSeconds: 60, from: 10, to: 10 }];
  return version < 13 ? planned : { ...planned, offered: [{ scenario: 'default', unit: 'users', lines }] };
}

/** Its kind was called `state` until migration 8. */
function storeCheckOf(version: number): Row {
  const compared = { summaryRequests: 600, storeRequests: 594, missingRequests: 6, missingShare: 0.01 };
  return version < 8 ? { state: 'compared', ...compared } : { kind: 'compared', ...compared, lost: null };
}

function diagnosisOf(classification: 'autoFixable' | 'actionRequired', at: Date): Row {
  return {
    classification,
    proposed: null,
    confidence: 0.9,
    text: 'Response times were above their limit for the first seconds.',
    evidenceIds: ['E1'],
    madeBy: { kind: 'rules', rulesVersion: '1', because: 'notConfigured', detail: 'no key' },
    policy: { version: '1', permitsRedeploy: classification === 'autoFixable', rule: 'coldStart', reason: 'recovered' },
    madeAt: at.toISOString(),
  };
}

/** As the first version planned them. */
function alertOf(effectId: string, runId: string, test: string, at: Date): Row {
  return {
    kind: 'actionRequired',
    test,
    target: `http://${test}.shop.example`,
    environment: 'production',
    verdict: 'failed',
    runId,
    runDate: at.toISOString(),
    durationSeconds: 60,
    virtualUsers: 10,
    requests: 600,
    p95ResponseTimeMs: 900,
    avgResponseTimeMs: 80,
    errorRate: 0.1,
    breached: [breach],
    reasons,
    diagnosis: { text: 'Slow at first.', madeBy: 'rules', model: null },
    actionRequiredReason: 'not auto-fixable',
    autoFix: null,
    correction: null,
    runUrl: null,
    effectId,
  };
}

export function exitPart(runId: string, startedAt: Date, endedAt: Date): Row {
  const content = {
    part: 'exitCode',
    instance: '0',
    exitCode: 0,
    signal: null,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    stoppedByPerson: false,
    summaryFollows: true,
    log: { uncaughtExceptions: 0, failedWrites: 0, lateFlushes: 0, tail: ['done'] },
  };
  return partOf(runId, content.part, content, endedAt);
}

export function summaryPart(runId: string, endedAt: Date): Row {
  return partOf(runId, 'summary', { part: 'summary', instance: '0', summary: earlierSummary }, endedAt);
}

function partOf(runId: string, part: string, content: Row, receivedAt: Date): Row {
  return { run_id: runId, instance: '0', part, content_hash: `hash of ${part}`, content, received_at: receivedAt };
}

/** Of a minute within the limits, as `--summary-export` writes it. */
export const earlierSummary = {
  root_group: { name: '', path: '', id: 'd41d8cd98f00b204e9800998ecf8427e', groups: {}, checks: {} },
  metrics: {
    http_reqs: { count: 600, rate: 10 },
    http_req_failed: { passes: 0, fails: 600, value: 0 },
    http_req_duration: { avg: 50, 'p(95)': 60 },
    iterations: { count: 600, rate: 10 },
    vus: { value: 10, min: 10, max: 10 },
    vus_max: { value: 10, min: 10, max: 10 },
  },
};

export function detailsOf(runId: string, at: Date): Row {
  const errors = { requests: 600, failedRequests: 60, errorRate: 0.1, serverErrors: 60, clientErrors: 0, noAnswer: 0 };
  const step = { requestsPerSecond: 10, failedRequestsPerSecond: 1, avgResponseTimeMs: 80, p95ResponseTimeMs: 900 };
  return {
    run_id: runId,
    endpoints: [
      {
        name: 'front page',
        method: 'GET',
        statusClass: '5xx',
        requests: 600,
        failedRequests: 60,
        errorRate: 0.1,
        avgResponseTimeMs: 80,
        p95ResponseTimeMs: 900,
      },
    ],
    endpoints_left_out: 0,
    status_codes: [{ code: 500, requests: 60 }],
    error_codes: [{ code: 1500, requests: 60 }],
    series: { stepSeconds: 60, points: [{ at: at.toISOString(), virtualUsers: 10, ...step }] },
    evidence: { facts: [{ id: 'E1', topic: 'run', text: 'p95 900 ms, limit 500 ms' }] },
    features: featuresOf(errors),
  };
}

/** As they were before recovery was shown per endpoint. */
function featuresOf(errors: Row): Row {
  return {
    verdict: 'failed',
    trigger: 'manual',
    limits: { p95Ms: 500, avgMs: null },
    breaches: { responseTime: true, errorRate: true, others: [] },
    shape: { kind: 'persistent' },
    errors,
    seriesCoverage: 1,
    failuresWithoutTime: 0,
    deploymentAgeSeconds: 9000,
    history: { runs: 0, passed: 0, failed: 0, failedInARow: 0, redeployedSecondsAgo: null },
    droppedIterationsShare: 0,
    generatorSaturated: false,
    loadHeld: true,
    otherReasons: [],
  };
}
