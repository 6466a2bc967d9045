import fc from '../testing/seeded-fast-check';
import { incidentStates } from '../model/incident';
import { triggers } from '../model/run';
import {
  decideRemediation,
  freshnessMinutes,
  type OpenRemediation,
  remediationModes,
  type RemediationInput,
} from './decision';
import type { EarlierRedeploy } from './memory';

const now = new Date('2026-11-23T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const policyDecision = { version: '1', permitsRedeploy: true, rule: 'coldStartRecovered', reason: 'A cold start.' };
const signature = {
  version: 1,
  limits: ['responseTime'],
  endpoints: ['GET /'],
  errors: [],
  shape: 'slowStartRecovered',
};
const permitted: RemediationInput = {
  test: 'checkout',
  diagnosis: { classification: 'autoFixable', policy: policyDecision },
  isApproved: false,
  signature,
  mode: 'auto',
  switchedOff: null,
  vercelConfigured: true,
  allowedProjectIds: ['prj_other', 'prj_shop'],
  policy: { projectId: 'prj_shop', teamId: 'team_1', triggers: ['schedule', 'manual'] },
  trigger: 'manual',
  endedAt: minutesAgo(1),
  now,
  isNewestRun: true,
  isFirstJudgement: true,
  productionDeploymentId: 'dpl_live',
  deploymentAgeSeconds: 3600,
  maintenance: null,
  project: { open: null, earlier: [] },
  breakerResetAt: null,
  incident: { state: 'diagnosing', hasRedeploy: false },
};
/** Planned for another load test; its POST has not gone out yet. */
const open: OpenRemediation = {
  id: 'redeploy-1',
  test: 'search',
  openedAt: minutesAgo(0.5),
  sentAt: null,
  redeployedAt: null,
  sourceDeploymentId: 'dpl_live',
};
/** Made for both load tests, and over. */
const redeployed = (hoursAgo: number, changes: Partial<EarlierRedeploy['members'][number]> = {}): EarlierRedeploy => ({
  test: 'search',
  deploymentId: 'dpl_6',
  at: minutesAgo(hoursAgo * 60),
  members: [
    { test: 'search', signature: { ...signature, shape: 'spikeRecovered' }, outcome: 'fixed' },
    { test: 'checkout', signature, outcome: 'fixed', ...changes },
  ],
});
/** Of before there were signatures. */
const unsigned: EarlierRedeploy = { ...redeployed(3 * 24), members: [] };
const another = { signature: { ...signature, shape: 'persistent' } };
const switchedOff = { changedBy: 'alice', changedAt: minutesAgo(10), reason: 'a release is under way' };
const maintenance = { endsAt: minutesAgo(-20), reason: 'database upgrade' };
const policy = { projectId: 'prj_shop', teamId: 'team_1', triggers: ['schedule', 'manual'] as const };

it('redeploys the production deployment that the run tested when every guard agrees', () => {
  expect(decideRemediation(permitted)).toEqual({
    kind: 'redeploy',
    projectId: 'prj_shop',
    teamId: 'team_1',
    expectedDeploymentId: 'dpl_live',
    signature,
  });
});

/** In the order in which they are asked; each with what alone makes it refuse. */
const guards: ReadonlyArray<readonly [code: string, change: Partial<RemediationInput>, reason: RegExp]> = [
  [
    'diagnosis',
    {
      diagnosis: {
        classification: 'actionRequired',
        policy: { ...policyDecision, permitsRedeploy: false, reason: 'The target did not recover.' },
      },
    },
    /^The target did not recover\.$/,
  ],
  ['incidentNeedsPerson', { incident: { state: 'actionRequired', hasRedeploy: false } }, /never goes back/],
  ['alreadyRedeployed', { incident: { state: 'remediating', hasRedeploy: true } }, /its one redeploy/],
  ['noPolicy', { policy: null }, /no remediation\.vercel in the catalogue/],
  ['notConfigured', { vercelConfigured: false }, /VERCEL_TOKEN/],
  ['modeOff', { mode: 'off' }, /REMEDIATION_MODE/],
  [
    'switchedOff',
    { switchedOff },
    /^remediation is switched off \(by alice, 2026-11-23 11:50 UTC: a release is under way\)$/,
  ],
  ['projectNotAllowed', { allowedProjectIds: ['prj_other'] }, /prj_shop is not in VERCEL_ALLOWED_PROJECT_IDS/],
  ['trigger', { trigger: 'external' }, /trigger "external"/],
  ['reportedLate', { isFirstJudgement: false }, /second judgement/],
  ['notNewestRun', { isNewestRun: false }, /newer run/],
  ['tooOld', { endedAt: minutesAgo(freshnessMinutes + 0.001) }, /more than 15 minutes ago/],
  ['productionUnknown', { productionDeploymentId: null }, /not recorded/],
  ['freshDeployment', { deploymentAgeSeconds: 30 }, /only 30 s old when the run started/],
  [
    'maintenance',
    { maintenance },
    /^nothing is redeployed during maintenance until 2026-11-23 12:20 UTC: database upgrade$/,
  ],
  [
    'remediationOpen',
    { project: { open: { ...open, sentAt: minutesAgo(1.5) }, earlier: [] } },
    /^project prj_shop is being redeployed already, for search \(begun 30 s ago\), and this run ended after that redeploy had been sent$/,
  ],
  [
    'sameFailure',
    { project: { open: null, earlier: [redeployed(3 * 24)] } },
    /^project prj_shop was redeployed 3 d ago for search \(as dpl_6\), and the same failure within 7 days of one that had fixed it is for a person \(loadtests breaker reset checkout permits another redeploy\)$/,
  ],
  [
    'redeployedRecently',
    { project: { open: null, earlier: [unsigned] } },
    /^project prj_shop was redeployed 3 d ago for search \(as dpl_6\), and what had failed then is not known: a failure within 7 days of such a redeploy is for a person$/,
  ],
  [
    'coolDown',
    { project: { open: null, earlier: [redeployed(0.4, another)] } },
    /^project prj_shop was redeployed 24 min ago for search \(as dpl_6\), and a project is not redeployed again within 30 minutes$/,
  ],
  [
    'attempts',
    { project: { open: null, earlier: [redeployed(2, another), redeployed(23, another)] } },
    /^project prj_shop was redeployed 2 h ago for search \(as dpl_6\), its redeploy no\. 2 within 24 h, and more than 2 are for a person$/,
  ],
  ['dryRun', { mode: 'dry-run' }, /would have redeployed dpl_live of project prj_shop/],
  ['awaitingApproval', { mode: 'approve' }, /waits for a person's approval/],
];

describe('guards', () => {
  it.each(guards)('%s', (code, change, reason) => {
    expect(decideRemediation({ ...permitted, ...change })).toEqual({
      kind: 'actionRequired',
      code,
      reason: expect.stringMatching(reason),
    });
  });

  it('the first one that refuses gives the reason, whichever others would refuse too', () => {
    const some = fc.subarray([...guards.keys()], { minLength: 1 });
    fc.assert(
      fc.property(some, (chosen) => {
        // From the last to the first, because two guards may look at one field and the first must win.
        const input = [...chosen].reverse().reduce((all, index) => ({ ...all, ...guards[index]?.[1] }), permitted);
        expect(decideRemediation(input)).toMatchObject({ code: guards[chosen[0] ?? 0]?.[0] });
      })
    );
  });

  it.each([
    ['the last moment', freshnessMinutes, 'redeploy'],
    ['without a known end', null, 'actionRequired'],
  ])('freshness: %s', (_, minutes, kind) => {
    const endedAt = minutes === null ? null : minutesAgo(minutes);
    expect(decideRemediation({ ...permitted, endedAt })).toMatchObject({ kind });
  });

  it.each([
    [599, 'actionRequired'],
    [600, 'redeploy'],
    // Vercel did not say.
    [null, 'redeploy'],
  ])('a deployment of %p s', (deploymentAgeSeconds, kind) => {
    for (const trigger of ['manual', 'schedule'] as const) {
      expect(decideRemediation({ ...permitted, trigger, deploymentAgeSeconds })).toMatchObject({ kind });
    }
  });

  it('says so where nobody knows whether the last redeploy was made', () => {
    const project = { open: null, earlier: [{ ...redeployed(3 * 24), deploymentId: null }] };
    expect(decideRemediation({ ...permitted, project })).toMatchObject({
      code: 'sameFailure',
      reason: expect.stringMatching(/may have been redeployed 3 d ago for search \(Vercel never said\)/),
    });
  });

  describe('while the project is being redeployed for another load test', () => {
    const decided = (change: Partial<OpenRemediation>, others: Partial<RemediationInput> = {}) =>
      decideRemediation({ ...permitted, project: { open: { ...open, ...change }, earlier: [] }, ...others });
    const joins = { kind: 'join', projectId: 'prj_shop', remediationId: 'redeploy-1', test: 'search', signature };

    it('the run shares that redeploy, where it ended before it was sent', () => {
      expect(decided({})).toEqual(joins);
      expect(decided({ sentAt: minutesAgo(0.9), redeployedAt: minutesAgo(0.8) })).toEqual(joins);
    });

    it.each([
      ['it ended when the redeploy was sent', { sentAt: minutesAgo(1) }, {}],
      ['it has tested another deployment', { sourceDeploymentId: 'dpl_older' }, {}],
    ] as const)('but not where %s', (_, change, others) => {
      expect(decided(change, others)).toMatchObject({ kind: 'actionRequired', code: 'remediationOpen' });
    });

    it('but not where the same failure of this load test was redeployed before, however seldom the project was', () => {
      const shares = (earlier: EarlierRedeploy) =>
        decideRemediation({ ...permitted, project: { open, earlier: [earlier] } });
      expect(shares(redeployed(3 * 24))).toMatchObject({ kind: 'actionRequired', code: 'sameFailure' });
      expect(shares(redeployed(0.4, another))).toEqual(joins);
    });

    it('but not with a diagnosis that asks for a person, nor against any other guard', () => {
      for (const [code, change] of guards.slice(
        0,
        guards.findIndex(([each]) => each === 'remediationOpen')
      )) {
        expect(decided({}, change)).toMatchObject({ code });
      }
    });
  });

  it('an empty list allows no project', () => {
    expect(decideRemediation({ ...permitted, allowedProjectIds: [] })).toMatchObject({ code: 'projectNotAllowed' });
  });
});

const beforeSent = ({ endedAt }: RemediationInput, sentAt: Date): boolean => endedAt !== null && endedAt < sentAt;

describe('what a person has approved', () => {
  const approved = { ...permitted, isApproved: true, incident: { state: 'actionRequired', hasRedeploy: false } };

  it.each(['auto', 'approve'] as const)('is redeployed out of action required, in the mode %s', (mode) => {
    expect(decideRemediation({ ...approved, mode })).toMatchObject({ kind: 'redeploy' });
  });

  it('may be a day old, and no older', () => {
    expect(decideRemediation({ ...approved, endedAt: minutesAgo(24 * 60) })).toMatchObject({ kind: 'redeploy' });
    expect(decideRemediation({ ...approved, endedAt: minutesAgo(24 * 60 + 1) })).toEqual({
      kind: 'actionRequired',
      code: 'tooOld',
      reason: 'the run ended more than 24 hours ago',
    });
  });

  it.each<[string, Partial<RemediationInput>]>([
    ['diagnosis', { diagnosis: { classification: 'actionRequired', policy: policyDecision } }],
    ['modeOff', { mode: 'off' }],
    ['dryRun', { mode: 'dry-run' }],
    ['switchedOff', { switchedOff }],
    ['maintenance', { maintenance }],
    ['projectNotAllowed', { allowedProjectIds: [] }],
    ['notNewestRun', { isNewestRun: false }],
    ['alreadyRedeployed', { incident: { state: 'actionRequired', hasRedeploy: true } }],
    ['remediationOpen', { project: { open, earlier: [] } }],
    ['coolDown', { project: { open: null, earlier: [redeployed(0.4, another)] } }],
  ])('is refused by every other guard all the same: %s', (code, changes) => {
    expect(decideRemediation({ ...approved, ...changes })).toMatchObject({ kind: 'actionRequired', code });
  });
});

it('never redeploys unless all of it holds', () => {
  const anyInput: fc.Arbitrary<RemediationInput> = fc.record({
    test: fc.constant('checkout'),
    signature: fc.constant(signature),
    switchedOff: fc.option(fc.constant(switchedOff)),
    maintenance: fc.option(fc.constant(maintenance)),
    breakerResetAt: fc.option(fc.constant(minutesAgo(60))),
    diagnosis: fc.record({
      classification: fc.constantFrom('autoFixable' as const, 'actionRequired' as const),
      policy: fc.constant(policyDecision),
    }),
    mode: fc.constantFrom(...remediationModes),
    vercelConfigured: fc.boolean(),
    allowedProjectIds: fc.subarray(['prj_shop', 'prj_other']),
    policy: fc.constantFrom(policy, { ...policy, triggers: [] }, null),
    trigger: fc.constantFrom(...triggers),
    endedAt: fc.option(fc.oneof(fc.integer({ min: -1, max: 30 }), fc.constant(24 * 60 + 1)).map(minutesAgo)),
    now: fc.constant(now),
    isApproved: fc.boolean(),
    isNewestRun: fc.boolean(),
    isFirstJudgement: fc.boolean(),
    productionDeploymentId: fc.option(fc.constant('dpl_live')),
    deploymentAgeSeconds: fc.option(fc.integer({ min: 0, max: 1200 })),
    project: fc.record({
      open: fc.option(
        fc.constantFrom(open, { ...open, sentAt: minutesAgo(5) }, { ...open, sourceDeploymentId: 'dpl_2' })
      ),
      earlier: fc.subarray([redeployed(3 * 24), redeployed(0.4, another)]),
    }),
    incident: fc.record({ state: fc.constantFrom(...incidentStates), hasRedeploy: fc.boolean() }),
  });
  let redeploys = 0;
  const check = (input: RemediationInput): void => {
    const { kind: decision } = decideRemediation(input);
    const all =
      input.diagnosis.classification === 'autoFixable' &&
      (input.incident.state !== 'actionRequired' || input.isApproved) &&
      !input.incident.hasRedeploy &&
      input.policy !== null &&
      (input.mode === 'auto' || (input.mode === 'approve' && input.isApproved)) &&
      input.vercelConfigured &&
      input.allowedProjectIds.includes(input.policy.projectId) &&
      input.policy.triggers.some((trigger) => trigger === input.trigger) &&
      input.isNewestRun &&
      input.isFirstJudgement &&
      input.endedAt !== null &&
      now.getTime() - input.endedAt.getTime() <= (input.isApproved ? 24 * 60 : freshnessMinutes) * 60_000 &&
      input.productionDeploymentId !== null &&
      (input.deploymentAgeSeconds === null || input.deploymentAgeSeconds >= 600) &&
      input.switchedOff === null &&
      input.maintenance === null &&
      input.project.earlier.every(({ at }) =>
        at > minutesAgo(60) ? input.project.open !== null : input.breakerResetAt !== null
      );
    const { open: beside } = input.project;
    const shares =
      beside?.sourceDeploymentId === 'dpl_live' && (beside.sentAt === null || beforeSent(input, beside.sentAt));
    const permits = beside === null ? 'redeploy' : shares && !input.isApproved ? 'join' : 'actionRequired';
    redeploys += decision === 'redeploy' ? 1 : 0;
    expect(decision).toBe(all ? permits : 'actionRequired');
  };
  fc.assert(fc.property(anyInput, check), { numRuns: 2000 });
  check(permitted);
  expect(redeploys).toBeGreaterThan(0);
});
