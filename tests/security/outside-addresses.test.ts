import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { keyOfScope, openWholeSidecar, signedBy, type WholeSidecar } from '../../backend/src/testing/whole-sidecar';

/**
 * Server-side request forgery: an address in a body is a text, and nothing asks it. What the sidecar does ask are addresses of
 * its configuration and the targets of the catalogue, which are the operator's.
 */
let sidecar: WholeSidecar;
let bait: Server;
let address: string;
let asked = 0;

beforeAll(async () => {
  bait = createServer((socket) => {
    asked += 1;
    socket.destroy();
  });
  bait.listen(0, '127.0.0.1');
  await once(bait, 'listening');
  address = `127.0.0.1:${(bait.address() as AddressInfo).port}`;
  sidecar = await openWholeSidecar({ http: { limits: { requestsPerMinute: 10_000 } } });
}, 180_000);
afterAll(async () => {
  await sidecar.close();
  bait.close();
});

function send(url: string, body: object) {
  const payload = JSON.stringify(body);
  const headers = { ...keyOfScope('admin'), ...signedBy(payload), 'content-type': 'application/json' };
  return sidecar.app.inject({ method: 'POST', url, payload, headers });
}

const post = async (url: string, body: object) => (await send(url, body)).statusCode;

const announced = (target: string) => ({
  id: `run-at-${target.length}`,
  test: 'b',
  target,
  environment: 'production',
  reporter: 'cli',
  expectedInstances: 1,
  scriptHash: 'a'.repeat(64),
  loadProfileHash: 'b'.repeat(64),
  planned: null,
  k6Version: '2.2.0',
  startedAt: new Date().toISOString(),
});

it('are asked by nothing that a reporter announces, completes or writes', async () => {
  const target = `http://${address}/target`;
  expect(await post('/api/v1/runs', announced(target))).toBe(201);
  const { id } = announced(target);
  const metrics = { http_reqs: { values: { count: 1, rate: 1 } }, [`a{url:${target}}`]: { values: {} } };
  const summary = { part: 'summary', instance: '0', summary: { metrics, state: { testRunDurationMs: 1_000 } } };
  expect(await post(`/api/v1/runs/${id}/complete`, summary)).toBeLessThan(300);
  const line = `http_reqs,testid=${id},name=${target},url=${target},status=200 value=1`;
  const headers = keyOfScope('ingest');
  const written = await sidecar.app.inject({ method: 'POST', url: '/write?db=k6', payload: line, headers });
  expect(written.statusCode).toBe(204);
  for (const part of ['', '/series', '/evidence', '/summary']) {
    const answer = await sidecar.app.inject({ url: `/api/v1/runs/${id}${part}`, headers: keyOfScope('read') });
    expect(answer.statusCode).toBeLessThan(500);
  }
  expect(asked).toBe(0);
});

it('are asked by nothing that a webhook or a gate says, whoever has signed it', async () => {
  const vercel = {
    type: 'deployment.succeeded',
    createdAt: Date.now(),
    payload: {
      project: { id: 'prj_1', name: address },
      deployment: { id: 'dpl_1', url: address, name: address, meta: { url: address } },
      target: 'production',
      url: address,
      alias: [address],
      links: { deployment: `http://${address}` },
    },
  };
  expect(await post('/webhooks/vercel', vercel)).toBe(200);
  const ci = { deploymentId: address, target: 'production', environment: address, createdAt: new Date().toISOString() };
  expect(await post('/webhooks/deployments', ci)).toBeLessThan(500);
  const metadata = { test: 'none', url: `http://${address}` };
  expect(await post('/api/v1/gates/flagger', { name: address, namespace: address, checksum: 'x', metadata })).toBe(404);
  expect(asked).toBe(0);
});

it('cannot be given to a run of the catalogue, whose target stays what its entry says', async () => {
  const given = Object.fromEntries(
    ['target', 'script', 'url', 'env', 'k6Options'].map((key) => [key, `http://${address}`])
  );
  const answer = await send('/api/v1/tests/a/runs', given);
  expect(answer.statusCode).toBe(202);
  const { id } = answer.json<{ id: string }>();
  const run = await sidecar.app.inject({ url: `/api/v1/runs/${id}`, headers: keyOfScope('read') });
  expect(run.json()).toMatchObject({ target: 'http://127.0.0.1:1' });
  expect(run.body).not.toContain(address);
  expect(asked).toBe(0);
});

it.each(['file:///etc/passwd', 'gopher://127.0.0.1:6379/', 'http://user:password@127.0.0.1/', 'javascript:alert(1)'])(
  'of a reported target are http or https without credentials: not %s',
  async (target) => {
    expect(await post('/api/v1/runs', announced(target))).toBe(400);
  }
);
