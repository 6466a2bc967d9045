import { randomUUID } from 'node:crypto';
import { eq, ne } from 'drizzle-orm';
import { describeOnEachDatabase } from '../../testing/databases';
import { remediations } from '../../remediation/records/tables';
import { createHeart, type Heart } from '../testing/heart';
import { watchDeployments } from './watch-deployments';

const recent = (heart: Heart) => heart.standing();
const deployment = {
  name: null,
  url: null,
  projectId: null,
  target: 'production',
  createdAtMs: null,
  aliasAssigned: false,
  aliasError: null,
  checksConclusion: null,
  meta: {},
};

/** Redeploys of other tests in the same database are not looked at. */
async function endOthers({ db, projectId }: Heart): Promise<void> {
  await db.update(remediations).set({ liveAt: new Date() }).where(ne(remediations.projectId, projectId));
}

describeOnEachDatabase('two load tests of one project', (database) => {
  /** Both failed; the first one's redeploy is planned. */
  async function twoFailed() {
    const projectId = `prj_${randomUUID()}`;
    const first = createHeart(database(), { projectId });
    const second = createHeart(database(), { projectId });
    const one = await first.follow('failed');
    const other = await second.follow('failed');
    await first.diagnose(one, 'autoFixable');
    return { first, second, one, other };
  }
  const redeploys = async (...runs: ReadonlyArray<readonly [Heart, string]>) =>
    (await Promise.all(runs.map(([heart, run]) => heart.effects(run, 'vercelRedeploy')))).flat();

  it('are redeployed once: the second one shares it, and both say so', async () => {
    const { first, second, one, other } = await twoFailed();
    await second.diagnose(other, 'autoFixable');
    await first.confirmed(one);
    await first.lookAfterRedeploys();
    expect(await redeploys([first, one], [second, other])).toHaveLength(1);
    for (const [heart, run] of [
      [first, one],
      [second, other],
    ] as const) {
      expect(await heart.row(run)).toMatchObject({
        actionRequired: false,
        autoFixApplied: { deploymentId: 'dpl_new', outcome: 'pending' },
      });
      expect(await heart.alerts(run)).toEqual(['autoFixApplied']);
      expect(await recent(heart)).toMatchObject({ incident: { state: 'remediating' }, banner: false });
    }
    expect((await recent(second)).incident?.timeline).toEqual(['opened', 'diagnosed', 'redeployJoined', 'redeployed']);
  });

  it('share it also where the second diagnosis comes after the confirmation of a redeploy that its run did not see', async () => {
    const { first, second, one, other } = await twoFailed();
    first.later(1);
    await first.redeployed(one);
    await second.diagnose(other, 'autoFixable');
    expect(await redeploys([second, other])).toEqual([]);
    expect(await second.row(other)).toMatchObject({ autoFixApplied: { outcome: 'pending' } });
    expect(await second.alerts(other)).toEqual(['autoFixApplied']);
  });

  it('do not where the second run ended after the redeploy was sent: that one is for a person', async () => {
    const { first, second, one } = await twoFailed();
    await first.redeployed(one);
    second.later(1);
    const later = await second.follow('failed');
    await second.diagnose(later, 'autoFixable');
    expect(await redeploys([second, later])).toEqual([]);
    expect(await recent(second)).toMatchObject({
      incident: { state: 'actionRequired', reason: expect.stringMatching(/is being redeployed already/) },
      banner: true,
    });
  });

  it('do not where the second diagnosis asks for a person', async () => {
    const { second, other } = await twoFailed();
    await second.diagnose(other, 'actionRequired');
    expect(await recent(second)).toMatchObject({ incident: { state: 'actionRequired' }, banner: true });
  });

  it('both need a person when it is refused', async () => {
    const { first, second, one, other } = await twoFailed();
    await second.diagnose(other, 'autoFixable');
    await first.redeployed(one, { kind: 'notSent', reason: 'production has changed' });
    await first.lookAfterRedeploys();
    expect((await recent(first)).incident?.reason).toBe('the redeploy was refused: production has changed');
    expect(await recent(second)).toMatchObject({
      incident: { reason: `the redeploy for ${first.test} was refused: production has changed` },
      banner: true,
    });
  });

  it('are resolved or escalated by their own next run, each for itself', async () => {
    const { first, second, one, other } = await twoFailed();
    await second.diagnose(other, 'autoFixable');
    await first.redeployed(one);
    await first.lookAfterRedeploys();
    [first, second].forEach((heart) => heart.later(5));
    await first.follow('passed');
    await second.follow('failed');
    expect(await first.row(one)).toMatchObject({ actionRequired: false, autoFixApplied: { outcome: 'fixed' } });
    expect(await second.row(other)).toMatchObject({ actionRequired: true, autoFixApplied: { outcome: 'notFixed' } });
    expect(await recent(first)).toMatchObject({ incident: { state: 'resolved' }, banner: false });
    expect(await recent(second)).toMatchObject({ incident: { state: 'actionRequired' }, banner: true });
  });

  it('ask a person at once where the next run shows nothing, and the project is free again', async () => {
    const { first, second, one, other } = await twoFailed();
    await second.diagnose(other, 'autoFixable');
    await first.redeployed(one);
    await first.lookAfterRedeploys();
    [first, second].forEach((heart) => heart.later(5));
    const next = await first.follow('inconclusive');
    const reason = 'the run after the redeploy was inconclusive, so that nothing shows whether the redeploy helped';
    expect(await first.row(one)).toMatchObject({
      actionRequired: true,
      actionRequiredReason: reason,
      autoFixApplied: { outcome: 'unknown' },
    });
    expect(await first.alerts(next)).toEqual(['actionRequired']);
    expect(await recent(first)).toMatchObject({ incident: { state: 'actionRequired', reason }, banner: true });
    expect(await recent(second)).toMatchObject({ incident: { state: 'remediating' }, banner: false });
    await second.follow('passed');
    const [row] = await first.db.select().from(remediations).where(eq(remediations.projectId, first.projectId));
    expect(row).toMatchObject({ state: 'unknown', closedAt: expect.any(Date) });
  });

  it('are redeployed once also when both are diagnosed at the same moment', async () => {
    const projectId = `prj_${randomUUID()}`;
    const hearts = Array.from({ length: 4 }, () => createHeart(database(), { projectId }));
    const failed = await Promise.all(hearts.map(async (heart) => [heart, await heart.follow('failed')] as const));
    await Promise.all(failed.map(([heart, run]) => heart.diagnose(run, 'autoFixable')));
    expect(await redeploys(...failed)).toHaveLength(1);
    for (const [heart] of failed) {
      expect(await recent(heart)).toMatchObject({ incident: { state: 'remediating' }, banner: false });
    }
  });
});

describeOnEachDatabase('a redeploy that no run verifies', (database) => {
  async function redeployed() {
    const heart = createHeart(database());
    const run = await heart.follow('failed');
    await heart.diagnose(run, 'autoFixable');
    await heart.redeployed(run);
    return { heart, run };
  }

  it('is for a person 60 minutes after its confirmation, and not earlier', async () => {
    const { heart, run } = await redeployed();
    heart.later(60);
    await heart.lookAfterRedeploys();
    expect(await recent(heart)).toMatchObject({ incident: { state: 'remediating' }, banner: false });
    heart.later(0.1);
    await heart.lookAfterRedeploys();
    const reason = `production was redeployed 60 minutes ago, and no run of ${heart.test} has passed since: whether that helped is not known`;
    expect(await heart.row(run)).toMatchObject({
      actionRequired: true,
      actionRequiredReason: reason,
      autoFixApplied: { outcome: 'unknown' },
    });
    expect(await recent(heart)).toMatchObject({ incident: { state: 'actionRequired', reason }, banner: true });
    expect(await heart.alerts(run)).toEqual(['autoFixApplied', 'actionRequired']);
    await heart.lookAfterRedeploys();
    expect(await heart.alerts(run)).toHaveLength(2);
  });

  it.each(['ERROR', 'CANCELED'])('is for a person at once where its deployment ends as %s', async (readyState) => {
    const heart = createHeart(database());
    const run = await heart.follow('failed');
    await heart.diagnose(run, 'autoFixable');
    await heart.confirmed(run);
    const states = ['BUILDING', readyState];
    const asked: string[] = [];
    const watch = () =>
      watchDeployments({
        ...heart.planning,
        db: heart.db,
        vercel: {
          getDeployment: (id) => {
            asked.push(id);
            const result = { id, readyState: states.shift() ?? null, ...deployment };
            return Promise.resolve({ kind: 'confirmed', result });
          },
          getProject: () => Promise.resolve({ kind: 'retry', code: 'away', reason: 'away', retryAfterSeconds: null }),
        },
      });
    await endOthers(heart);
    expect(await watch()).toBe(0);
    expect((await recent(heart)).banner).toBe(false);
    expect(await watch()).toBe(1);
    expect(await heart.row(run)).toMatchObject({
      actionRequired: true,
      actionRequiredReason: expect.stringMatching(
        /^the redeploy dpl_new does not help: .*it never went live; production is what it was before$/
      ),
      autoFixApplied: { outcome: 'notFixed' },
    });
    expect((await recent(heart)).banner).toBe(true);
    expect(await watch()).toBe(0);
    expect(asked).toEqual(['dpl_new', 'dpl_new']);
  });

  it('is for nobody where a run has passed in time', async () => {
    const { heart, run } = await redeployed();
    heart.later(30);
    await heart.follow('passed');
    heart.later(60);
    await heart.lookAfterRedeploys();
    expect(await heart.row(run)).toMatchObject({ actionRequired: false, autoFixApplied: { outcome: 'fixed' } });
    expect((await recent(heart)).banner).toBe(false);
  });

  it('is for a person also where the runs since gave no usable result', async () => {
    const { heart } = await redeployed();
    heart.later(30);
    await heart.follow('inconclusive');
    heart.later(40);
    await heart.lookAfterRedeploys();
    expect((await recent(heart)).banner).toBe(true);
  });
});
