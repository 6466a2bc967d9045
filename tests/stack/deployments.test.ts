import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { succeeded } from '../../backend/src/api/webhooks/testing/vercel-events';
import { startFakeVercel, type FakeVercel } from '../../backend/src/testing/fakes/vercel';
import { describeWith } from '../../backend/src/testing/real-parts';
import { startTarget, type Target } from '../fixtures/k6/target';
import { writeCatalogue, type CatalogueFolder } from './catalogue';
import { startSidecar, type StackSidecar } from './sidecar';
import { waitUntil } from './wait-until';

const vercelSecret = 'the-secret-of-vercel';
const ciSecret = `whsec_${Buffer.from('the secret of a CI, 32 bytes long').toString('base64')}`;

/** A whole sidecar over real k6 and a fake of Vercel, which send and take real HTTP. */
describeWith(['K6_BIN'], 'a load test that deployments start', () => {
  let target: Target;
  let vercel: FakeVercel;
  let catalogue: CatalogueFolder;
  let dataDir: string;
  let sidecar: StackSidecar;

  const start = async () => {
    sidecar = await startSidecar({
      catalogueFile: catalogue.file,
      dataDir,
      env: {
        VERCEL_TOKEN: vercel.token,
        VERCEL_API_URL: vercel.url,
        WEBHOOK_VERCEL_SECRET: vercelSecret,
        WEBHOOK_DEPLOYMENTS_SECRET: ciSecret,
        REMEDIATION_MODE: 'off',
      },
    });
  };
  beforeAll(async () => {
    [target, vercel, dataDir] = await Promise.all([
      startTarget(),
      startFakeVercel({ projects: [{ id: 'prj_shop', name: 'shop', teamId: 'team_shop' }] }),
      mkdtemp(join(tmpdir(), 'deployments-')),
    ]);
    catalogue = await writeCatalogue([
      {
        name: 'shop',
        script: 'passing.js',
        target: target.url,
        triggers: ['deployment'],
        remediation: { vercel: { projectId: 'prj_shop', teamId: 'team_shop' } },
      },
      {
        name: 'major',
        script: 'passing.js',
        target: target.url,
        environment: 'stage',
        deployments: { tags: ['v*.0.0'] },
      },
    ]);
    await start();
  }, 180_000);
  afterAll(async () => {
    await sidecar.stop();
    await Promise.all([target.close(), vercel.close(), catalogue.remove()]);
    await rm(dataDir, { recursive: true, force: true });
  }, 180_000);

  async function post(path: string, body: string, headers: Readonly<Record<string, string>>) {
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
    const answer = await fetch(`${sidecar.url}${path}`, init);
    return { status: answer.status, body: await answer.json() };
  }
  const sendVercels = (event: object) => {
    const body = JSON.stringify(event);
    const signature = createHmac('sha1', vercelSecret).update(body).digest('hex');
    return post('/webhooks/vercel', body, { 'x-vercel-signature': signature });
  };
  const sendCis = (event: object) => {
    const body = JSON.stringify(event);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const key = Buffer.from(ciSecret.slice('whsec_'.length), 'base64');
    const signature = createHmac('sha256', key).update(`msg_1.${timestamp}.${body}`).digest('base64');
    return post('/webhooks/deployments', body, {
      'webhook-id': 'msg_1',
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    });
  };
  const lastDeployment = async (name: string) =>
    (await sidecar.api.call('read', 'listLoadTests')).tests.find((test) => test.name === name)?.lastDeployment ?? null;

  it('is run once it serves, also by a sidecar that was started meanwhile, and tells which deployment it tested', async () => {
    const meta = { githubCommitSha: 'a'.repeat(40) };
    vercel.addDeployment({ id: 'dpl_1', projectId: 'prj_shop', target: 'production', readyState: 'BUILDING', meta });
    expect(await sendVercels(succeeded(Date.now(), { type: 'deployment.ready' }))).toMatchObject({
      status: 202,
      body: { loadTests: [{ test: 'shop', outcome: 'waiting', runId: 'shop-dpl_1' }] },
    });
    await waitUntil('a look at the deployment', async () =>
      (await lastDeployment('shop'))?.reason?.includes('still in production') === true ? true : undefined
    );
    expect(await sidecar.api.runs()).toEqual([]);
    await sidecar.stop();
    await start();
    vercel.setState('dpl_1', 'READY');
    const run = await sidecar.api.waitForVerdict('shop-dpl_1');
    expect(run).toMatchObject({
      trigger: 'deployment',
      verdict: 'passed',
      counts: true,
      deployment: { id: 'dpl_1', commit: 'a'.repeat(40), readiness: { ready: true, requests: 3, lastStatus: 200 } },
      productionDeployment: { id: 'dpl_1' },
    });
    expect(await lastDeployment('shop')).toMatchObject({ id: 'dpl_1', state: 'started', runId: run.id });
    expect(await sendVercels(succeeded(Date.now()))).toMatchObject({
      status: 202,
      body: { loadTests: [{ outcome: 'started', runId: run.id }] },
    });
    expect(await sidecar.api.runs()).toHaveLength(1);
  }, 240_000);

  it('is run by the event of a CI that its rule takes for major, and says why for any other', async () => {
    const event = (deploymentId: string, tag: string) => ({
      deploymentId,
      environment: 'stage',
      commit: { id: 'b'.repeat(40), tag },
      createdAt: new Date().toISOString(),
    });
    expect(await sendCis(event('build-1', 'v2.0.1'))).toMatchObject({
      status: 200,
      body: { loadTests: [{ test: 'major', outcome: 'none', reason: expect.stringContaining('v2.0.1') }] },
    });
    expect(await sendCis(event('build-2', 'v3.0.0'))).toMatchObject({ status: 202 });
    expect(await sidecar.api.waitForVerdict('major-build-2')).toMatchObject({
      trigger: 'deployment',
      verdict: 'passed',
    });
    expect(await lastDeployment('major')).toMatchObject({ id: 'build-2', state: 'started' });
    expect(sidecar.logged()).not.toContain(vercelSecret);
    expect(sidecar.logged()).not.toContain(ciSecret);
  }, 240_000);
});
