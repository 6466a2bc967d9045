import fc from 'fast-check';
import { incidentStates } from '../model/incident';
import { triggers } from '../model/run';
import { decideRemediation, freshnessMinutes, remediationModes, type RemediationInput } from './decision';

const now = new Date('2026-11-23T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const policyDecision = { version: '1', permitsRedeploy: true, rule: 'coldStartRecovered', reason: 'A cold start.' };
const permitted: RemediationInput = {
  diagnosis: { classification: 'autoFixable', policy: policyDecision },
  mode: 'auto',
  vercelConfigured: true,
  allowedProjectIds: ['prj_other', 'prj_shop'],
  policy: { projectId: 'prj_shop', teamId: 'team_1', triggers: ['schedule', 'manual'] },
  trigger: 'manual',
  endedAt: minutesAgo(1),
  now,
  isNewestRun: true,
  isFirstJudgement: true,
  productionDeploymentId: 'dpl_live',
  incident: { state: 'diagnosing', hasRedeploy: false },
};
const policy = { projectId: 'prj_shop', teamId: 'team_1', triggers: ['schedule', 'manual'] as const };

it('redeploys the production deployment that the run tested when every guard agrees', () => {
  expect(decideRemediation(permitted)).toEqual({
    kind: 'redeploy',
    projectId: 'prj_shop',
    teamId: 'team_1',
    expectedDeploymentId: 'dpl_live',
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
  ['projectNotAllowed', { allowedProjectIds: ['prj_other'] }, /prj_shop is not in VERCEL_ALLOWED_PROJECT_IDS/],
  ['trigger', { trigger: 'external' }, /trigger "external"/],
  ['reportedLate', { isFirstJudgement: false }, /second judgement/],
  ['notNewestRun', { isNewestRun: false }, /newer run/],
  ['tooOld', { endedAt: minutesAgo(freshnessMinutes + 0.001) }, /more than 15 minutes ago/],
  ['productionUnknown', { productionDeploymentId: null }, /not recorded/],
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

  it('an empty list allows no project', () => {
    expect(decideRemediation({ ...permitted, allowedProjectIds: [] })).toMatchObject({ code: 'projectNotAllowed' });
  });
});

it('never redeploys unless all of it holds', () => {
  const anyInput: fc.Arbitrary<RemediationInput> = fc.record({
    diagnosis: fc.record({
      classification: fc.constantFrom('autoFixable' as const, 'actionRequired' as const),
      policy: fc.constant(policyDecision),
    }),
    mode: fc.constantFrom(...remediationModes),
    vercelConfigured: fc.boolean(),
    allowedProjectIds: fc.subarray(['prj_shop', 'prj_other']),
    policy: fc.constantFrom(policy, { ...policy, triggers: [] }, null),
    trigger: fc.constantFrom(...triggers),
    endedAt: fc.option(fc.integer({ min: -1, max: 30 }).map(minutesAgo)),
    now: fc.constant(now),
    isNewestRun: fc.boolean(),
    isFirstJudgement: fc.boolean(),
    productionDeploymentId: fc.option(fc.constant('dpl_live')),
    incident: fc.record({ state: fc.constantFrom(...incidentStates), hasRedeploy: fc.boolean() }),
  });
  let redeploys = 0;
  const check = (input: RemediationInput): void => {
    const { kind: decision } = decideRemediation(input);
    const all =
      input.diagnosis.classification === 'autoFixable' &&
      input.incident.state !== 'actionRequired' &&
      !input.incident.hasRedeploy &&
      input.policy !== null &&
      input.mode === 'auto' &&
      input.vercelConfigured &&
      input.allowedProjectIds.includes(input.policy.projectId) &&
      input.policy.triggers.some((trigger) => trigger === input.trigger) &&
      input.isNewestRun &&
      input.isFirstJudgement &&
      input.endedAt !== null &&
      now.getTime() - input.endedAt.getTime() <= freshnessMinutes * 60_000 &&
      input.productionDeploymentId !== null;
    redeploys += decision === 'redeploy' ? 1 : 0;
    expect(decision).toBe(all ? 'redeploy' : 'actionRequired');
  };
  fc.assert(fc.property(anyInput, check), { numRuns: 2000 });
  check(permitted);
  expect(redeploys).toBeGreaterThan(0);
});
