import type { Database } from '../db';
import type { LoadTest } from '../model/load-test';
import { changeRun, claimStart } from '../runs';
import { describeOnEachDatabase } from '../testing/databases';
import { storeRun } from '../testing/run-rows';
import { commits, createDeployments, deployedTest } from './testing/deployments';

describeOnEachDatabase('a deployment', (database) => {
  let db: Database;
  const open: Array<{ vercel: { close(): Promise<void> } }> = [];
  beforeAll(() => (db = database()));
  afterAll(() => Promise.all(open.map(({ vercel }) => vercel.close())));

  async function world(changes: Partial<LoadTest> = {}) {
    const test = deployedTest(changes);
    const made = await createDeployments(db, test);
    open.push(made);
    return { ...made, test, runId: (deployment: string) => `${test.name}-${deployment}` };
  }

  it('that is in production starts one run, which knows it and how the target answered', async () => {
    const { build, event, look, runs, runId, test } = await world();
    build('dpl_1', commits.first);
    expect(await event('dpl_1')).toEqual([
      {
        test: test.name,
        outcome: 'waiting',
        code: null,
        reason: 'it waits until the deployment serves',
        runId: runId('dpl_1'),
      },
    ]);
    expect(await look()).toEqual([runId('dpl_1')]);
    const readiness = { ready: true, requests: 3, lastStatus: 200, lastResponseTimeMs: 20, limitMs: 500, seconds: 0 };
    expect(await runs()).toMatchObject([
      { trigger: 'deployment', status: 'queued', deploymentId: 'dpl_1', deploymentCommit: commits.first, readiness },
    ]);
  });

  it('starts one run, however many events come and whenever', async () => {
    const { build, event, look, later, runs, runId } = await world();
    build('dpl_1', commits.first);
    await event('dpl_1');
    await event('dpl_1');
    await look();
    later(3600);
    expect(await event('dpl_1', { promoted: true })).toMatchObject([{ outcome: 'started', runId: runId('dpl_1') }]);
    expect(await look()).toEqual([]);
    expect(await runs()).toHaveLength(1);
  });

  it('starts one run from two sidecars that look at once', async () => {
    const { build, event, sidecar, look, runs } = await world();
    build('dpl_1', commits.first);
    await Promise.all([event('dpl_1'), event('dpl_1')]);
    await Promise.all([sidecar(), sidecar(), sidecar()].map((each) => each.look()));
    await look();
    expect(await runs()).toHaveLength(1);
  });

  it('waits without a run until it is ready and has its domains, also over a restart', async () => {
    const { build, event, look, lookFor, restart, vercel, runs, runId, eventRow } = await world();
    build('dpl_1', commits.first, false);
    await event('dpl_1');
    expect(await look()).toEqual([]);
    expect(await eventRow('dpl_1')).toMatchObject({ state: 'waiting', reason: 'dpl_before is still in production' });
    expect(await runs()).toEqual([]);
    restart();
    vercel.setState('dpl_1', 'READY');
    expect(await lookFor(3)).toEqual([runId('dpl_1')]);
  });

  it('that is not in production after two minutes starts nothing, and does when it is promoted', async () => {
    const { build, event, lookFor, vercel, projectId, eventRow, runId } = await world();
    build('dpl_1', commits.first);
    vercel.setProduction(projectId, 'dpl_before');
    await event('dpl_1');
    expect(await lookFor(125)).toEqual([]);
    const reason = 'after two minutes dpl_before is still in production';
    expect(await eventRow('dpl_1')).toMatchObject({ state: 'dropped', code: 'notServing', reason });
    vercel.setProduction(projectId, 'dpl_1');
    await event('dpl_1', { promoted: true });
    expect(await lookFor(2)).toEqual([runId('dpl_1')]);
  });

  it.each([
    ['is slow', { status: 200, ms: 800 }],
    ['answers with errors', { status: 503, ms: 10 }],
    ['does not answer', null],
  ])('waits for a target that %s, and starts after two minutes all the same', async (_what, answer) => {
    const { build, event, lookFor, targetAnswers, runs, eventRow } = await world();
    build('dpl_1', commits.first);
    targetAnswers(answer);
    await event('dpl_1');
    expect(await lookFor(115)).toEqual([]);
    expect(await lookFor(10)).toHaveLength(1);
    expect((await runs())[0]?.readiness).toMatchObject({ ready: false, lastResponseTimeMs: answer?.ms ?? null });
    expect((await eventRow('dpl_1'))?.reason).toMatch(/^started after two minutes although the target does not answer/);
  });

  it('starts with a target that becomes ready', async () => {
    const { build, event, lookFor, targetAnswers, runs } = await world();
    build('dpl_1', commits.first);
    targetAnswers(null);
    await event('dpl_1');
    await lookFor(30);
    targetAnswers({ status: 404, ms: 90 });
    expect(await lookFor(3)).toHaveLength(1);
    expect((await runs())[0]?.readiness).toMatchObject({
      ready: true,
      lastStatus: 404,
      seconds: expect.closeTo(30, -1),
    });
  });

  it('that failed to build starts nothing', async () => {
    const { build, event, look, vercel, eventRow } = await world();
    build('dpl_1', commits.first, false);
    vercel.setState('dpl_1', 'ERROR');
    await event('dpl_1');
    expect(await look()).toEqual([]);
    expect(await eventRow('dpl_1')).toMatchObject({ state: 'dropped', code: 'deploymentFailed' });
  });

  it('makes place for the next one within a minute, which alone is tested', async () => {
    const { build, event, look, lookFor, later, eventRow, runId } = await world();
    build('dpl_1', commits.first, false);
    await event('dpl_1');
    await look();
    later(40);
    build('dpl_2', commits.second);
    await event('dpl_2');
    expect(await eventRow('dpl_1')).toMatchObject({
      state: 'dropped',
      code: 'superseded',
      reason: 'dpl_2 was deployed before its run began',
    });
    expect(await lookFor(5)).toEqual([runId('dpl_2')]);
  });

  it('takes back the queued run of the one before, whose commit nobody has any more', async () => {
    const { build, event, look, later, eventRow, runs, runId, vercel, projectId } = await world();
    build('dpl_1', commits.first);
    await event('dpl_1');
    expect(await look()).toEqual([runId('dpl_1')]);
    later(40);
    build('dpl_2', commits.second);
    vercel.setProduction(projectId, 'dpl_2');
    await event('dpl_2');
    expect(await runs()).toEqual([]);
    expect(await eventRow('dpl_1')).toMatchObject({
      state: 'dropped',
      code: 'superseded',
      reason: 'dpl_2 was deployed before its run began',
    });
    expect(await claimStart(db, 'any', runId('dpl_1'), () => new Date(), { overtakes: false })).toBe('no');
    expect(await look()).toEqual([runId('dpl_2')]);
    // Somebody goes back to it.
    vercel.setProduction(projectId, 'dpl_1');
    later(60);
    await event('dpl_1', { promoted: true });
    expect(await look()).toEqual([runId('dpl_1')]);
    expect((await runs()).map(({ deploymentId }) => deploymentId)).toEqual(['dpl_1']);
  });

  it('leaves the run of the one before alone that has had its turn', async () => {
    const { build, event, look, later, eventRow, runs, runId } = await world();
    build('dpl_1', commits.first);
    await event('dpl_1');
    await look();
    await changeRun(db, runId('dpl_1'), { status: 'running' });
    later(40);
    build('dpl_2', commits.second);
    await event('dpl_2');
    expect(await eventRow('dpl_1')).toMatchObject({ state: 'started' });
    expect(await runs()).toMatchObject([{ id: runId('dpl_1'), status: 'running' }]);
  });

  it('of which the event comes after that of a newer one starts nothing', async () => {
    const { build, event, look, later, now, runId, test } = await world();
    const earlier = now().toISOString();
    later(30);
    build('dpl_2', commits.second);
    await event('dpl_2');
    expect(await event('dpl_1', { deployedAt: earlier })).toEqual([
      { test: test.name, outcome: 'none', code: 'older', reason: 'dpl_2 was deployed later', runId: null },
    ]);
    expect(await look()).toEqual([runId('dpl_2')]);
  });

  it('that was built later and said so earlier is tested, and not the one that took its place', async () => {
    const { build, event, lookFor, later, vercel, eventRow, runId, projectId } = await world();
    build('dpl_1', commits.first);
    later(10);
    build('dpl_2', commits.second);
    vercel.setProduction(projectId, 'dpl_2');
    await event('dpl_2');
    later(10);
    // Its checks took longer.
    await event('dpl_1');
    expect(await lookFor(5)).toEqual([runId('dpl_2')]);
    expect(await eventRow('dpl_1')).toMatchObject({
      state: 'dropped',
      reason: 'dpl_2 is in production by now, which is newer',
    });
  });

  it('waits for the run that is on its target already, and not for later ones', async () => {
    const { build, event, look, lookFor, later, now, test, eventRow } = await world();
    const before = await storeRun(db, {
      target: test.target,
      reporter: 'runner',
      status: 'running',
      announcedAt: now(),
    });
    later(10);
    build('dpl_1', commits.first);
    await event('dpl_1');
    expect(await lookFor(300)).toEqual([]);
    expect((await eventRow('dpl_1'))?.reason).toBe(`run ${before} on the same target comes first`);
    await storeRun(db, { target: test.target, reporter: 'runner', status: 'queued', announcedAt: now() });
    await changeRun(db, before, { status: 'judged' });
    later(5);
    expect(await look()).toHaveLength(1);
  });

  it('waits for the end of maintenance', async () => {
    const window = { cron: '0 12 * * *', timeZone: 'UTC', durationMinutes: 10, reason: 'database upgrade' };
    const { build, event, lookFor, eventRow } = await world({ maintenanceWindows: [window] });
    build('dpl_1', commits.first);
    await event('dpl_1');
    expect(await lookFor(590)).toEqual([]);
    expect((await eventRow('dpl_1'))?.reason).toBe('maintenance until 2026-11-24 12:10 UTC: database upgrade');
    expect(await lookFor(20)).toHaveLength(1);
  });

  it('starts nothing when its load test has left the catalogue meanwhile', async () => {
    const { build, event, look, setCatalogue, eventRow } = await world();
    build('dpl_1', commits.first);
    await event('dpl_1');
    setCatalogue([]);
    expect(await look()).toEqual([]);
    expect(await eventRow('dpl_1')).toMatchObject({ state: 'dropped', code: 'notInCatalogue' });
  });

  it('is left to the next sidecar by one that stops while the target hangs', async () => {
    const { build, event, sidecar, look, targetAnswers, runs } = await world();
    build('dpl_1', commits.first);
    await event('dpl_1');
    targetAnswers('hangs');
    const stopping = sidecar();
    const looking = stopping.look();
    await stopping.stop();
    expect(await looking).toBe(false);
    expect(await runs()).toEqual([]);
    targetAnswers({ status: 200, ms: 20 });
    expect(await look()).toHaveLength(1);
  });

  it('that a CI tells of needs nobody at Vercel', async () => {
    const { event, look, vercel, runId } = await world();
    await event('build:42', { source: 'ci', environment: 'production', projectId: null });
    expect(await look()).toHaveLength(1);
    expect(vercel.calls).toEqual([]);
    expect(runId('x')).not.toContain(':');
  });

  it('starts its run by the word of the event when Vercel does not answer for two minutes', async () => {
    const { build, event, lookFor, vercel } = await world();
    build('dpl_1', commits.first);
    vercel.script({ do: 'answer', status: 500, body: {}, times: Infinity });
    await event('dpl_1');
    expect(await lookFor(115)).toEqual([]);
    expect(await lookFor(10)).toHaveLength(1);
  });
});
