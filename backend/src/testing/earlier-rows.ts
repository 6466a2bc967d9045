import { describeEarlier, detailsOf, exitPart, readiness, summaryPart, type Earlier, type Row } from './earlier-shapes';

export type Rows = Readonly<Record<string, readonly Row[]>>;

/** Kinds whose payload is empty, and the version that brought them. */
const plainKinds = { resultPoint: 0, grafanaAnnotation: 0, slackEdit: 16 };
const openStates = ['planned', 'claimed', 'sent'] as const;

/**
 * What a sidecar of that version may have left in its records, in every open state: a run that waits, is under way, is
 * judged or undiagnosed, incidents, effects and remediations at every step, deployments, schedules, keys. JSON has the
 * form that it had then.
 */
export function earlierRows(earlier: Earlier): Rows {
  const { version, prefix } = earlier;
  const { ago, id, test, run, judged, failed, incident, alert, effect, redeploy, deployment } =
    describeEarlier(earlier);
  const redeploys = (['planned', 'sent', 'confirmed', 'unknown', 'rejected'] as const).map(redeploy);
  return {
    runs: [
      run('queued', { status: 'queued', reporter: 'runner', trigger: 'manual', owner: `${prefix}-gone` }),
      run('running', {
        status: 'running',
        reporter: 'runner',
        trigger: 'schedule',
        owner: `${prefix}-gone`,
        started_at: ago(5),
      }),
      run('awaiting', { status: 'awaitingParts', started_at: ago(5), deadline_at: ago(-60) }),
      run('judging', {
        status: 'judging',
        started_at: ago(5),
        judge_after: ago(3),
        judge_attempts: 1,
        lease_until: ago(1),
      }),
      failed('undiagnosed', {
        diagnosis_state: 'pending',
        diagnosis: null,
        diagnose_after: ago(3),
        diagnosis_lease_until: ago(1),
      }),
      failed('late', {
        diagnosis_state: 'late',
        diagnosis: null,
        diagnose_after: ago(3),
        action_required: true,
        action_required_reason: 'the diagnosis did not come within 60 s',
      }),
      failed('person', { action_required: true, action_required_reason: 'not auto-fixable' }),
      ...redeploys.map(({ failure }) => failure),
      failed('resolved', {
        counts_reason: null,
        auto_fix_applied: {
          action: 'redeploy',
          deploymentId: `dpl_${prefix}`,
          appliedAt: ago(600).toISOString(),
          outcome: 'fixed',
        },
      }),
      { ...judged('resolved', 'passed'), id: `${test('resolved')}-2` },
      judged('unclear', 'inconclusive', {
        counts: false,
        counts_reason: 'another script',
        did_not_start: null,
        judgement: 2,
        corrected_from: { verdict: 'errored', reason: 'nothing was reported' },
        store_read_after: null,
        stop_requested_at: ago(500),
        redeploy_guard: 'sameFailure',
        owner_lost_at: ago(500),
        orphan_ended_at: ago(500),
      }),
      judged('missed', 'missed', {
        trigger: 'schedule',
        did_not_start: 'no sidecar was there',
        missed: { from: ago(600).toISOString(), to: ago(540).toISOString(), ticks: 2, isMore: false },
      }),
      judged('deployed', 'passed', {
        regression: {
          mode: 'warn',
          baselineRunId: `${test('resolved')}-2`,
          isPinned: true,
          findings: [],
          hasEndpoints: true,
          text: '',
        },
        trigger: 'deployment',
        deployment_id: `dpl_${prefix}_0`,
        deployment_commit: 'a'.repeat(40),
        readiness,
      }),
    ],
    run_parts: [
      exitPart(id('awaiting'), ago(5), ago(4)),
      exitPart(id('judging'), ago(5), ago(4)),
      summaryPart(id('judging'), ago(4)),
      exitPart(id('person'), ago(5), ago(4)),
      summaryPart(id('person'), ago(4)),
    ],
    run_details: [detailsOf(id('person'), ago(5)), detailsOf(`${test('resolved')}-2`, ago(5))],
    pinned_baselines: [
      { test: test('deployed'), run_id: `${test('resolved')}-2`, pinned_by: 'ana', pinned_at: ago(1) },
    ],
    run_feedback: [
      { run_id: id('person'), given_by: 'ana', given_at: ago(1), correct: false, actual_cause: 'a slow query' },
    ],
    incidents: [
      incident('undiagnosed', 'diagnosing'),
      incident('late', 'actionRequired'),
      incident('person', 'actionRequired', { acknowledged_at: ago(1), acknowledged_by: 'ana' }),
      ...redeploys.map(({ opened }) => opened),
      incident('resolved', 'resolved', { resolved_at: ago(2), resolved_by_run_id: `${test('resolved')}-2` }),
    ],
    incident_events: [
      {
        incident_id: `incident-${test('person')}`,
        at: ago(3),
        kind: 'opened',
        text: 'opened by a failed run',
        run_id: id('person'),
        actor: null,
      },
      {
        incident_id: `incident-${test('person')}`,
        at: ago(2),
        kind: 'actionRequired',
        text: 'not auto-fixable',
        run_id: id('person'),
        actor: null,
      },
      {
        incident_id: `incident-${test('resolved')}`,
        at: ago(3),
        kind: 'opened',
        text: 'opened by a failed run',
        run_id: id('resolved'),
        actor: 'ana',
      },
    ],
    effects: [
      ...redeploys.map(({ call }) => call),
      ...openStates.map((state) => alert('person', state)),
      ...(['confirmed', 'rejected', 'unknown'] as const).map((state) => alert('resolved', state)),
      ...Object.entries(plainKinds).flatMap(([kind, since]) =>
        version < since
          ? []
          : [...openStates, 'confirmed' as const, 'unknown' as const].map((state) => effect('person', kind, state, {}))
      ),
      effect('missed', 'slackMessage', version < 14 ? 'rejected' : 'skipped', {}),
    ],
    remediations: redeploys.map(({ remediation }) => remediation),
    remediation_members: redeploys.map(({ member }) => member),
    remediation_switch: [{ id: 1, off: false, reason: 'over', changed_at: ago(60), changed_by: 'ana' }],
    breaker_resets: [{ test: test('resolved'), reset_at: ago(60), reset_by: 'ana', reason: 'mended' }],
    deployment_events: (['waiting', 'started', 'dropped'] as const).map((state, index) => ({
      test: test('deployed'),
      deployment_id: `dpl_${prefix}_${index}`,
      deployment: deployment(`dpl_${prefix}_${index}`),
      project_id: `prj_${test('deployed')}`,
      deployed_at: ago(30 - index),
      received_at: ago(30 - index),
      run_id: state === 'started' ? id('deployed') : `${test('deployed')}-${index}`,
      state,
      code: state === 'dropped' ? 'superseded' : null,
      reason: state === 'dropped' ? 'a newer deployment' : null,
      readiness: state === 'started' ? readiness : null,
      look_after: ago(1),
      start_by: state === 'started' ? ago(28) : null,
      decided_at: state === 'waiting' ? null : ago(27),
    })),
    schedules: [
      { test: test('missed'), schedule_hash: 'hash', since: ago(9000), decided_until: ago(5), seen_at: ago(5) },
    ],
    schedule_watch: [{ id: 1, watched_at: ago(5) }],
    schedule_ticks: [
      {
        test: test('missed'),
        tick_at: ago(540),
        outcome: 'missed',
        reason: 'no sidecar was there',
        run_id: id('missed'),
        decided_at: ago(500),
      },
    ],
    deadline_watch: [{ id: 1, watched_at: ago(5) }],
    sidecars: [{ id: `${prefix}-gone`, started_at: ago(900), last_seen_at: ago(5), steady_since: ago(900) }],
    api_keys: [
      {
        id: `key-${prefix}`,
        name: 'ci',
        hash: `hash-of-${prefix}`,
        scopes: ['ingest', 'read'],
        grafana: false,
        created_at: ago(9000),
        revoked_at: null,
      },
      {
        id: `old-${prefix}`,
        name: 'old',
        hash: `old-hash-of-${prefix}`,
        scopes: ['read'],
        grafana: true,
        created_at: ago(9000),
        revoked_at: ago(60),
      },
    ],
    paces: [{ line: `slack-${prefix}`, full_at: ago(5), paused_until: ago(5) }],
  };
}
