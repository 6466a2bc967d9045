import { eq } from 'drizzle-orm';
import pino from 'pino';
import { remediationMembers } from '../../remediation/records/tables';
import { claimStart, findRun } from '../../runs';
import { describeOnEachDatabase } from '../../testing/databases';
import { storeRun } from '../../testing/run-rows';
import { createRunnerReports } from '../../runner';
import type { FakeDeployment } from '../../testing/fakes/vercel';
import { createVerification, madeDeployment, type Verification } from '../testing/verification';
import { verifyRemediations } from './verify';

describeOnEachDatabase('a redeploy', (database) => {
  const open: Verification[] = [];
  afterAll(() => Promise.all(open.map((world) => world.close())));

  async function redeployed(tests = 1) {
    const world = await createVerification(database(), { tests });
    open.push(world);
    const failed = await world.failAndRedeploy();
    return { ...world, failed, run: failed[0] ?? '' };
  }
  /** It is in production, and its first verification run is queued. */
  async function verifying(tests = 1) {
    const world = await redeployed(tests);
    world.vercel.setState(madeDeployment, 'READY');
    await world.look();
    const [verification = ''] = world.handed();
    return { ...world, verification };
  }

  it('is verified by a run that starts when it serves and the target is ready, and passes: fixed, and told with before and after', async () => {
    const { heart, vercel, look, handed, ends, run, remediation, outcomeOf } = await redeployed();
    await look();
    expect(handed()).toEqual([]);
    expect(await remediation()).toMatchObject({ state: 'redeployed', deploymentState: 'building' });
    vercel.setState(madeDeployment, 'READY');
    await look();
    const [verification = ''] = handed();
    expect(await remediation()).toMatchObject({ state: 'live', deploymentState: 'live' });
    expect(await heart.row(verification)).toMatchObject({
      trigger: 'verification',
      status: 'queued',
      test: heart.test,
      deploymentId: madeDeployment,
      readiness: { ready: true, requests: 3 },
      counts: true,
    });
    await look();
    expect(handed()).toEqual([]);
    await ends(verification, 'passed');
    expect(await heart.standing()).toMatchObject({ incident: { state: 'remediating' }, banner: false });
    await look();
    expect(await heart.standing()).toMatchObject({ incident: { state: 'resolved' }, banner: false });
    expect((await heart.standing()).incident?.timeline).toEqual([
      'opened',
      'diagnosed',
      'redeployPlanned',
      'redeployed',
      'deploymentLive',
      'verificationStarted',
      'resolved',
    ]);
    expect(await outcomeOf(run)).toBe('fixed');
    expect(await remediation()).toMatchObject({ state: 'fixed', closedAt: expect.any(Date) });
    expect(await heart.alerts(verification)).toEqual(['recovered']);
    expect(await heart.lastAlert(verification)).toMatchObject({
      p95ResponseTimeMs: 50,
      fixedBy: { deploymentId: madeDeployment, before: { p95ResponseTimeMs: 900 } },
    });
    await look();
    expect(await heart.alerts(verification)).toHaveLength(1);
  });

  it.each<['failed' | 'inconclusive' | 'errored', string]>([
    ['failed', 'notFixed'],
    ['inconclusive', 'unknown'],
    ['errored', 'unknown'],
  ])('whose verification run has %s is for a person, and the banner comes on: %s', async (verdict, outcome) => {
    const { heart, ends, look, verification, run, outcomeOf, remediation } = await verifying();
    await ends(verification, verdict);
    await look();
    expect(await heart.standing()).toMatchObject({ incident: { state: 'actionRequired' }, banner: true });
    expect(await outcomeOf(run)).toBe(outcome);
    expect(await remediation()).toMatchObject({ state: outcome, closedAt: expect.any(Date) });
    expect(await heart.row(run)).toMatchObject({ actionRequired: true });
  });

  it('whose verification run a person has stopped is for a person', async () => {
    const { heart, ends, look, verification, run, outcomeOf } = await verifying();
    await ends(verification, 'errored', true);
    await look();
    expect(await heart.standing()).toMatchObject({
      incident: {
        state: 'actionRequired',
        reason: `whether the redeploy helped ${heart.test} is not known: its verification run was errored (stopped by a person)`,
      },
      banner: true,
    });
    expect(await outcomeOf(run)).toBe('unknown');
  });

  it('waits for a slow target, and is verified after two minutes all the same', async () => {
    const { heart, vercel, lookFor, handed, targetAnswers } = await redeployed();
    vercel.setState(madeDeployment, 'READY');
    targetAnswers({ status: 200, ms: 800 });
    await lookFor(118);
    expect(handed()).toEqual([]);
    await lookFor(4);
    const [verification = ''] = handed();
    expect(await heart.row(verification)).toMatchObject({
      readiness: { ready: false, lastResponseTimeMs: 800, limitMs: 500 },
    });
  });

  it('that is superseded before its verification is unknown, and the next deployment decides', async () => {
    const { heart, vercel, projectId, later, look, handed, targetAnswers, run, outcomeOf, remediation } =
      await redeployed();
    targetAnswers(null);
    vercel.setState(madeDeployment, 'READY');
    await look();
    later(10);
    vercel.addDeployment({ id: 'dpl_other', projectId, target: 'production', readyState: 'READY' });
    vercel.setProduction(projectId, 'dpl_other');
    await look();
    expect(handed()).toEqual([]);
    expect(await outcomeOf(run)).toBe('unknown');
    expect(await remediation()).toMatchObject({ state: 'unknown', closedAt: expect.any(Date) });
    expect((await heart.standing()).incident?.reason).toMatch(/dpl_new was superseded, dpl_other is in production/);
  });

  it('that is superseded while its verification runs is not taken for fixed by a run that passes', async () => {
    const { heart, vercel, projectId, later, look, ends, verification, run, outcomeOf } = await verifying();
    await ends(verification, 'passed');
    later(1);
    vercel.addDeployment({ id: 'dpl_other', projectId, target: 'production', readyState: 'READY' });
    vercel.setProduction(projectId, 'dpl_other');
    await look();
    expect(await outcomeOf(run)).toBe('unknown');
    expect(await heart.standing()).toMatchObject({ incident: { state: 'actionRequired' }, banner: true });
  });

  it('of which nobody can tell whether it is in production waits, also with a run that has passed', async () => {
    const { heart, vercel, look, later, ends, verification, run, outcomeOf } = await verifying();
    await ends(verification, 'passed');
    vercel.script({ do: 'answer', status: 500, body: {}, times: 3 });
    await look();
    expect(await heart.standing()).toMatchObject({ incident: { state: 'remediating' } });
    later(30);
    for (let tries = 0; tries < 4; tries += 1) {
      await look();
    }
    expect(await outcomeOf(run)).toBe('fixed');
  });

  it.each<[string, (world: Verification) => void, RegExp]>([
    ['has left the catalogue', (world) => world.changeTest(world.heart.test, null), /it has left the catalogue$/],
    [
      'has another script now',
      (world) => world.changeTest(world.heart.test, { scriptHash: 'b'.repeat(64) }),
      /its script was changed after the run that failed$/,
    ],
  ])('is for a person where its load test %s', async (_what, change, reason) => {
    const world = await redeployed();
    world.vercel.setState(madeDeployment, 'READY');
    change(world);
    await world.look();
    expect(world.handed()).toEqual([]);
    expect((await world.heart.standing()).incident).toMatchObject({
      state: 'actionRequired',
      reason: expect.stringMatching(reason),
    });
  });

  it('of two load tests is verified by one run after the other, and each is judged by its own', async () => {
    const { hearts, look, handed, ends, verification, failed, outcomeOf, remediation } = await verifying(2);
    const [first, second] = hearts;
    await look();
    expect(handed()).toEqual([]);
    await ends(verification, 'passed');
    await look();
    await look();
    const [other = ''] = handed();
    expect([verification.startsWith(first?.test ?? '?'), other.startsWith(second?.test ?? '?')]).toEqual([true, true]);
    expect(await remediation()).toMatchObject({ state: 'live', closedAt: null });
    await ends(other, 'failed');
    await look();
    expect(await Promise.all(failed.map(outcomeOf))).toEqual(['fixed', 'notFixed']);
    expect((await first?.standing())?.incident?.state).toBe('resolved');
    expect((await second?.standing())?.incident?.state).toBe('actionRequired');
    expect(await remediation()).toMatchObject({ state: 'notFixed', closedAt: expect.any(Date) });
  });

  it('is verified by one run after the other also where the records name another load test first', async () => {
    const { hearts, look, handed, ends, verification } = await verifying(2);
    await database()
      .update(remediationMembers)
      .set({ joinedAt: new Date('2026-11-23T11:00:00.000Z') })
      .where(eq(remediationMembers.test, hearts[1]?.test ?? ''));
    await look();
    expect(handed()).toEqual([]);
    await ends(verification, 'passed');
    await look();
    await look();
    expect(handed()).toEqual([expect.stringContaining(hearts[1]?.test ?? '?')]);
  });

  it('is verified once by several sidecars', async () => {
    const world = await redeployed();
    world.vercel.setState(madeDeployment, 'READY');
    await world.look();
    const first = world.handed();
    const again = await createAgain(world);
    expect([first.length + again.length, new Set([...first, ...again]).size]).toEqual([1, 1]);
  });
  /** Sidecars that know nothing of each other look at the same time. */
  async function createAgain(world: Verification): Promise<string[]> {
    await Promise.all([1, 2, 3].map(() => verifyRemediations(world.verifying)));
    return world.handed();
  }

  it('keeps the target to itself until it is verified: other runs wait, its own goes first', async () => {
    const { heart, verification, ends, look, now } = await verifying();
    const db = database();
    const { target } = await heart.row(verification);
    const waiting = await storeRun(db, {
      target,
      reporter: 'runner',
      status: 'queued',
      owner: 'sidecar',
      announcedAt: new Date(now().getTime() - 60_000),
    });
    const elsewhere = await storeRun(db, {
      target: 'https://elsewhere.example/',
      reporter: 'runner',
      status: 'queued',
      owner: 'sidecar',
      announcedAt: now(),
    });
    const reports = createRunnerReports({
      db,
      now,
      owner: 'sidecar',
      testOf: () => undefined,
      runReady: () => undefined,
      productionOf: () => Promise.resolve(null),
      logger: pino({ level: 'silent' }),
    });
    const mayStart = (id: string) => reports.mayStart(id, { overtakes: false });
    expect(await mayStart(waiting)).toBe('targetHeld');
    expect(await mayStart(elsewhere)).toBe('yes');
    expect(await mayStart(verification)).toBe('yes');
    await ends(verification, 'passed');
    expect(await mayStart(waiting)).toBe('targetHeld');
    await look();
    expect(await mayStart(waiting)).toBe('yes');
    expect(await claimStart(db, 'other', waiting, now, { overtakes: true })).toBe('no');
  });

  it('is not shown to have helped by a run that began before it was in production', async () => {
    const { heart, vercel, look, later, run, outcomeOf } = await redeployed();
    later(10);
    const early = heart.now();
    later(20);
    vercel.setState(madeDeployment, 'READY');
    await look();
    later(60);
    await heart.follow('passed', { startedAt: early, announcedAt: early });
    expect(await heart.standing()).toMatchObject({ incident: { state: 'remediating' } });
    expect(await outcomeOf(run)).toBe('pending');
  });

  it.each<[string, Partial<FakeDeployment>, string, string, RegExp]>([
    ['fails to build', { readyState: 'ERROR' }, 'failed', 'notFixed', /its build failed \(ERROR\)/],
    ['is cancelled', { readyState: 'CANCELED' }, 'canceled', 'notFixed', /it was cancelled \(CANCELED\)/],
    [
      'gets no domains',
      { readyState: 'READY', aliasAssigned: false, aliasError: { code: 'domain_gone', message: 'no' } },
      'aliasFailed',
      'notFixed',
      /its domains could not be pointed at it \(domain_gone\)/,
    ],
    [
      'does not pass its checks',
      { readyState: 'READY', aliasAssigned: false, checksConclusion: 'failed' },
      'checksFailed',
      'notFixed',
      /its checks failed/,
    ],
    [
      'is built for ever',
      { readyState: 'BUILDING' },
      'timedOut',
      'unknown',
      /after 45 minutes it was not in production/,
    ],
  ])('that %s ends in a state of its own, for a person', async (_what, change, state, outcome, reason) => {
    const { heart, vercel, look, later, run, remediation, outcomeOf } = await redeployed();
    vercel.changeDeployment(madeDeployment, change);
    later(state === 'timedOut' ? 45 * 60 : 10);
    await look();
    expect(await remediation()).toMatchObject({ deploymentState: state, state: outcome, closedAt: expect.any(Date) });
    expect(await outcomeOf(run)).toBe(outcome);
    expect((await heart.standing()).incident).toMatchObject({
      state: 'actionRequired',
      reason: expect.stringMatching(reason),
    });
    expect((await heart.standing()).banner).toBe(true);
    expect(await findRun(database(), run)).toMatchObject({ actionRequired: true });
  });
});
