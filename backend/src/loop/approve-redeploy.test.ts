import { describeOnEachDatabase } from '../testing/databases';
import { createRedeployApprover } from './approve-redeploy';
import { createVerification, madeDeployment, type Verification } from './testing/verification';

const by = 'Ada (Grafana)';

describeOnEachDatabase('a redeploy that a person approves', (database) => {
  const open: Verification[] = [];
  afterAll(() => Promise.all(open.map((world) => world.close())));

  /** It has failed, and waits for a person. */
  async function waiting() {
    const world = await createVerification(database(), { mode: 'approve' });
    open.push(world);
    const { heart, projectId } = world;
    const run = await world.fail(heart);
    await heart.diagnose(run, 'autoFixable');
    const approver = createRedeployApprover({
      ...heart.planning,
      db: database(),
      mode: 'approve',
      vercelConfigured: true,
      allowedProjectIds: [projectId],
      maintenanceOf: () => null,
    });
    const { incidentId } = await heart.row(run);
    return { ...world, run, approve: () => approver.approve(incidentId ?? '', by), incidentId: incidentId ?? '' };
  }
  /** Vercel has confirmed it. */
  async function approved() {
    const world = await waiting();
    world.later(3600);
    await world.approve();
    const { projectId } = world;
    world.vercel.addDeployment({ id: madeDeployment, projectId, target: 'production', readyState: 'BUILDING' });
    await world.heart.confirmed(world.run);
    return world;
  }
  const verified = async (verdict: 'passed' | 'failed' | 'errored') => {
    const world = await approved();
    world.vercel.setState(madeDeployment, 'READY');
    await world.look();
    const [verification = ''] = world.handed();
    await world.ends(verification, verdict);
    await world.look();
    return { ...world, verification };
  };

  it('waits with the banner on, and with that reason', async () => {
    const { heart, run } = await waiting();
    expect(await heart.row(run)).toMatchObject({ redeployGuard: 'awaitingApproval', actionRequired: true });
    expect(await heart.standing()).toMatchObject({ incident: { state: 'actionRequired' }, banner: true });
    expect(await heart.effects(run, 'vercelRedeploy')).toEqual([]);
  });

  it('is planned once, also where two people approve it at once', async () => {
    const { heart, run, approve, incidentId } = await waiting();
    const results = await Promise.allSettled([approve(), approve()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await heart.effects(run, 'vercelRedeploy')).toEqual([`redeploy-${incidentId}`]);
    expect((await heart.standing()).banner).toBe(true);
  });

  it('keeps incident and banner until it is verified, and says who has approved it', async () => {
    const { heart, run } = await approved();
    const reason = `redeploy approved by ${by}, verifying`;
    expect(await heart.standing()).toMatchObject({ incident: { state: 'actionRequired', reason }, banner: true });
    expect(await heart.row(run)).toMatchObject({
      actionRequired: true,
      actionRequiredReason: reason,
      autoFixApplied: { deploymentId: madeDeployment, outcome: 'pending' },
    });
    expect(await heart.alerts(run)).toEqual(['actionRequired', 'autoFixApplied']);
    expect(await heart.lastAlert(run)).toMatchObject({ autoFix: { approvedBy: by } });
  });

  it('is fixed by a verification run that passes, which alone takes the banner away', async () => {
    const { heart, run, verification, outcomeOf } = await verified('passed');
    expect(await heart.standing()).toMatchObject({ incident: { state: 'resolved' }, banner: false });
    expect(await outcomeOf(run)).toBe('fixed');
    expect(await heart.alerts(verification)).toEqual(['recovered']);
  });

  it.each([
    ['failed', 'notFixed'],
    ['errored', 'unknown'],
  ] as const)('leaves it to people where its verification run has %s', async (verdict, outcome) => {
    const { heart, run, outcomeOf, remediation } = await verified(verdict);
    expect(await heart.standing()).toMatchObject({ incident: { state: 'actionRequired' }, banner: true });
    expect((await heart.standing()).incident?.reason).not.toContain('verifying');
    expect(await outcomeOf(run)).toBe(outcome);
    expect(await remediation()).toMatchObject({ closedAt: expect.any(Date), approvedBy: by });
  });

  it('says so where it was refused after all', async () => {
    const { heart, run, approve } = await waiting();
    await approve();
    await heart.confirmed(run, { kind: 'notSent', reason: 'production has changed' });
    expect((await heart.standing()).incident).toMatchObject({ state: 'actionRequired' });
    expect(await heart.row(run)).toMatchObject({
      actionRequiredReason: 'the redeploy was refused: production has changed',
      autoFixApplied: null,
    });
    expect(await heart.alerts(run)).toContain('actionRequired');
  });
});
