import { randomUUID } from 'node:crypto';
import type { Database } from '../db';
import { endMember, lockMembership, noteSending, openRemediation, recordRedeploy } from '../remediation';
import { describeOnEachDatabase } from '../testing/databases';
import { storeRun } from '../testing/run-rows';
import { commits, createDeployments, deployedTest } from './testing/deployments';

describeOnEachDatabase('a redeploy of ours', (database) => {
  let db: Database;
  const open: Array<{ vercel: { close(): Promise<void> } }> = [];
  beforeAll(() => (db = database()));
  afterAll(() => Promise.all(open.map(({ vercel }) => vercel.close())));

  /** A remediation has been opened for a run that tested the first commit; its POST is under way. */
  async function world() {
    const test = deployedTest();
    const made = await createDeployments(db, test);
    open.push(made);
    const { now, projectId } = made;
    const runId = await storeRun(db, {
      test: test.name,
      status: 'judged',
      productionDeployment: { id: 'dpl_before', createdAt: null, sha: commits.first },
    });
    const incidentId = randomUUID();
    const id = `redeploy-${incidentId}`;
    await db.transaction((tx) =>
      openRemediation(tx, {
        id,
        projectId,
        teamId: null,
        test: test.name,
        runId,
        incidentId,
        sourceDeploymentId: 'dpl_before',
        policyVersion: '1',
        signature: null,
        openedAt: now(),
      })
    );
    await noteSending(db, id, now());
    made.later(20);
    return {
      ...made,
      test,
      id,
      confirm: (deploymentId: string) =>
        db.transaction((tx) =>
          recordRedeploy(tx, id, { kind: 'redeployed', deploymentId, deploymentUrl: null }, made.now())
        ),
      end: () =>
        db.transaction(async (tx) => {
          const membership = await lockMembership(tx, incidentId);
          if (membership !== null) {
            await endMember(tx, membership, 'fixed', made.now());
          }
        }),
    };
  }
  const other = { id: commits.second, message: null, branch: 'main', tag: null };
  const none = [{ outcome: 'none', reason: expect.stringMatching(/^it is the redeploy that remediation made/) }];

  it('starts nothing before Vercel has replied: by our id in its meta, or by its commit alone', async () => {
    const { event, look, id, build } = await world();
    build('dpl_new', commits.first);
    expect(await event('dpl_new', { redeployEffectId: id, commit: null })).toMatchObject(none);
    expect(await event('dpl_new')).toMatchObject(none);
    expect(await look()).toEqual([]);
  });

  it('starts nothing by the event of a CI, which knows the short commit and an id of its own', async () => {
    const { event, look } = await world();
    const commit = { ...other, id: commits.first.slice(0, 8) };
    expect(await event('build:7', { source: 'ci', environment: 'production', projectId: null, commit })).toMatchObject(
      none
    );
    expect(await look()).toEqual([]);
  });

  it('starts nothing after the reply, nor by an event that comes when the remediation is over', async () => {
    const { event, look, later, confirm, end, now } = await world();
    await confirm('dpl_new');
    expect(await event('dpl_new', { commit: null })).toMatchObject(none);
    const meanwhile = now().toISOString();
    await end();
    later(3600);
    expect(await event('dpl_new', { commit: null })).toMatchObject(none);
    expect(await event('build:7', { deployedAt: meanwhile })).toMatchObject(none);
    expect(await look()).toEqual([]);
  });

  it('of which nobody knew at its event is still found out before its run starts', async () => {
    const { event, look, lookFor, confirm, build, eventRow, later } = await world();
    build('dpl_new', commits.second);
    await event('dpl_new', { commit: null });
    expect(await look()).toEqual([]);
    await confirm('dpl_new');
    later(10);
    expect(await lookFor(6)).toEqual([]);
    expect(await eventRow('dpl_new')).toMatchObject({ state: 'dropped', code: 'ownRedeploy' });
  });

  it('keeps the deployment of another commit waiting until it is known what it did', async () => {
    const { event, lookFor, build, end, confirm, eventRow, test } = await world();
    await confirm('dpl_new');
    build('dpl_fix', commits.second);
    await event('dpl_fix', { commit: other });
    expect(await lookFor(200)).toEqual([]);
    expect((await eventRow('dpl_fix'))?.reason).toBe(
      `the project is being redeployed for ${test.name}, and runs show first what that did`
    );
    await end();
    expect(await lookFor(10)).toEqual([`${test.name}-dpl_fix`]);
  });

  it('does not keep the same commit from being tested when people deploy it again later', async () => {
    const { event, lookFor, later, build, end, confirm, test, id } = await world();
    await confirm('dpl_new');
    await end();
    later(600);
    build('dpl_again', commits.first);
    await event('dpl_again', { redeployEffectId: id });
    expect(await lookFor(3)).toEqual([`${test.name}-dpl_again`]);
  });
});
