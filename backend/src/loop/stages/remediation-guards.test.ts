import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { coldStart, fast, inputOf, repeat, slow } from '../../diagnosis/testing/inputs';
import { resetBreaker, setSwitch } from '../../remediation';
import { remediationMembers, remediationSwitch } from '../../remediation/records/tables';
import { describeOnEachDatabase } from '../../testing/databases';
import { createHeart, type Heart } from '../testing/heart';

const recent = (heart: Heart) => heart.standing();
const hours = 60;

describeOnEachDatabase('the memory of a project', (database) => {
  /** Redeployed, and the next run of the load test passed. */
  async function redeployedAndFixed() {
    const projectId = `prj_${randomUUID()}`;
    const heart = createHeart(database(), { projectId });
    const run = await heart.follow('failed');
    await heart.diagnose(run, 'autoFixable');
    await heart.redeployed(run);
    heart.later(5);
    await heart.follow('passed');
    return heart;
  }
  async function failsAgain(heart: Heart) {
    const again = await heart.follow('failed');
    await heart.diagnose(again, 'autoFixable');
    return { redeploys: await heart.effects(again, 'vercelRedeploy'), reason: (await recent(heart)).incident?.reason };
  }

  it('goes by time, however many runs have passed since', async () => {
    const heart = await redeployedAndFixed();
    for (let passes = 0; passes < 11; passes += 1) {
      heart.later(hours);
      await heart.follow('passed');
    }
    expect(await failsAgain(heart)).toEqual({
      redeploys: [],
      reason: expect.stringMatching(
        /^project \S+ was redeployed 11 h 18 min ago for \S+ \(as dpl_new\), and the same failure within 7 days of one that had fixed it is for a person /
      ),
    });
  });

  it.each([
    [-10, 0],
    [10, 1],
  ])('lasts seven days: %i minutes after them there are %i redeploys', async (minutes, count) => {
    const heart = await redeployedAndFixed();
    heart.later(7 * 24 * hours + minutes);
    expect((await failsAgain(heart)).redeploys).toHaveLength(count);
  });

  const slowdown = [...repeat(12, fast), ...repeat(4, slow), ...repeat(14, fast)];

  it('holds the same failure only: another one is redeployed once the project has cooled down', async () => {
    const heart = await redeployedAndFixed();
    heart.failsLike(inputOf(slowdown));
    heart.later(10);
    const tooSoon = await failsAgain(heart);
    expect(tooSoon).toEqual({
      redeploys: [],
      reason: expect.stringMatching(/is not redeployed again within 30 minutes$/),
    });
    heart.later(5);
    await heart.follow('passed');
    heart.later(20);
    expect((await failsAgain(heart)).redeploys).toHaveLength(1);
    const guards = await heart.db
      .select({ test: remediationMembers.test, signature: remediationMembers.signature })
      .from(remediationMembers);
    expect(
      guards
        .filter(({ test }) => test === heart.test)
        .map(({ signature }) => signature?.shape)
        .sort()
    ).toEqual(['slowStartRecovered', 'spikeRecovered']);
  });

  it('lets a project be redeployed twice in a day, whichever load tests fail', async () => {
    const heart = await redeployedAndFixed();
    const siblings = [1, 2].map(() => createHeart(database(), { projectId: heart.projectId }));
    const found: unknown[] = [];
    for (const [index, sibling] of siblings.entries()) {
      sibling.later((index + 2) * hours);
      const again = await sibling.follow('failed');
      await sibling.diagnose(again, 'autoFixable');
      found.push(
        (await sibling.effects(again, 'vercelRedeploy')).length,
        (await recent(sibling)).incident?.reason ?? null
      );
      if (index === 0) {
        await sibling.redeployed(again);
        sibling.later(5);
        await sibling.follow('passed');
      }
    }
    expect(found).toEqual([1, null, 0, expect.stringMatching(/its redeploy no\. 2 within 24 h/)]);
  });

  it('holds for no other project', async () => {
    await redeployedAndFixed();
    expect((await failsAgain(createHeart(database()))).redeploys).toHaveLength(1);
  });

  it('forgets the same failure when a person resets it, and only then', async () => {
    const heart = await redeployedAndFixed();
    heart.later(24 * hours);
    expect((await failsAgain(heart)).redeploys).toEqual([]);
    heart.later(5);
    await heart.follow('passed');
    await resetBreaker(heart.db, { test: heart.test, resetAt: heart.now(), resetBy: 'alice', reason: 'mended' });
    heart.later(5);
    expect((await failsAgain(heart)).redeploys).toHaveLength(1);
  });

  it('holds a redeploy of before there were signatures for seven days, for every load test of the project', async () => {
    const heart = await redeployedAndFixed();
    await heart.db.update(remediationMembers).set({ signature: null }).where(eq(remediationMembers.test, heart.test));
    for (const [days, count] of [
      [6, 0],
      [8, 1],
    ] as const) {
      const sibling = createHeart(database(), { projectId: heart.projectId });
      sibling.later(days * 24 * hours);
      expect((await failsAgain(sibling)).redeploys).toHaveLength(count);
    }
  });

  it('stores the guard that refuses with the run, and its reason', async () => {
    const heart = await redeployedAndFixed();
    heart.failsLike(inputOf(coldStart));
    const again = await heart.follow('failed');
    await heart.diagnose(again, 'autoFixable');
    expect(await heart.row(again)).toMatchObject({
      redeployGuard: 'sameFailure',
      actionRequired: true,
      actionRequiredReason: expect.stringMatching(/loadtests breaker reset checkout-\S+ permits another redeploy/),
    });
  });

  it('does not hold a redeploy that was refused before anything was sent', async () => {
    const heart = createHeart(database());
    const run = await heart.follow('failed');
    await heart.diagnose(run, 'autoFixable');
    await heart.redeployed(run, { kind: 'notSent', reason: 'production has changed' });
    heart.later(5);
    await heart.follow('passed');
    expect((await failsAgain(heart)).redeploys).toHaveLength(1);
  });

  it('holds one of which nobody knows whether it was made', async () => {
    const heart = createHeart(database());
    const run = await heart.follow('failed');
    await heart.diagnose(run, 'autoFixable');
    await heart.redeployed(run, { kind: 'unknown', reason: 'no answer' });
    heart.later(5);
    await heart.follow('passed');
    expect((await failsAgain(heart)).reason).toMatch(/may have been redeployed/);
  });
});

describeOnEachDatabase('what people have said', (database) => {
  afterEach(async () => void (await database().delete(remediationSwitch)));

  async function failed(heart: Heart) {
    const run = await heart.follow('failed');
    await heart.diagnose(run, 'autoFixable');
    const { redeployGuard, actionRequiredReason } = await heart.row(run);
    return { redeploys: (await heart.effects(run, 'vercelRedeploy')).length, redeployGuard, actionRequiredReason };
  }

  it('keeps a failure from being redeployed while remediation is switched off', async () => {
    const heart = createHeart(database());
    const state = { reason: 'a release is under way', changedAt: heart.now(), changedBy: 'alice' };
    await setSwitch(heart.db, { ...state, off: true });
    expect(await failed(heart)).toEqual({
      redeploys: 0,
      redeployGuard: 'switchedOff',
      actionRequiredReason: 'remediation is switched off (by alice, 2026-11-23 12:00 UTC: a release is under way)',
    });
    await setSwitch(heart.db, { ...state, off: false });
    expect(await failed(createHeart(database()))).toMatchObject({ redeploys: 1, redeployGuard: null });
  });

  it('keeps a failure from being redeployed during maintenance', async () => {
    const endsAt = new Date('2026-11-23T13:00:00.000Z');
    const maintenanceAt = (at: Date) => (at < endsAt ? { endsAt, reason: 'database upgrade' } : null);
    expect(await failed(createHeart(database(), { maintenanceAt }))).toMatchObject({
      redeploys: 0,
      redeployGuard: 'maintenance',
      actionRequiredReason: 'nothing is redeployed during maintenance until 2026-11-23 13:00 UTC: database upgrade',
    });
    const later = createHeart(database(), { maintenanceAt });
    later.later(hours);
    expect(await failed(later)).toMatchObject({ redeploys: 1 });
  });
});
