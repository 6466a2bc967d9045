import { createHmac } from 'node:crypto';
import { Secret } from '../../lib/secret';
import type { Deployment } from '../../model/deployment';
import { testHttp, type TestHttp } from '../../testing/http-app';
import type { Taken } from '../../triggers';
import { promoted, succeeded } from './testing/vercel-events';
import { webhookRoutes } from './routes';

const at = Date.parse('2026-11-24T12:00:00Z');
const vercelSecrets = ['vercel-secret-that-is-good', 'vercel-secret-of-before'];
const ciSecrets = ['d2hzZWMtb25lLXdoaWNoLWlzLWdvb2QtMTIzNDU2', 'd2hzZWMtdHdvLW9mLWJlZm9yZS0xMjM0NTY3ODkw'].map(
  (secret) => `whsec_${secret}`
);
const waiting: Taken = { test: 'checkout', outcome: 'waiting', code: null, reason: 'not yet', runId: 'checkout-dpl_1' };

let http: TestHttp;
let taken: Array<{ readonly deployment: Deployment; readonly promoted: boolean }> = [];
let leadsTo: readonly Taken[] = [];

async function start(secrets: { readonly vercel: readonly string[]; readonly ci: readonly string[] }) {
  const made = await testHttp();
  await made.app.register(webhookRoutes, {
    now: () => new Date(at),
    vercelSecrets: secrets.vercel.map((secret) => new Secret(secret)),
    deploymentsSecrets: secrets.ci.map((secret) => new Secret(secret)),
    take: (deployment: Deployment, promotion: boolean) => {
      taken.push({ deployment, promoted: promotion });
      return Promise.resolve(leadsTo);
    },
  });
  return made;
}
beforeAll(async () => {
  http = await start({ vercel: vercelSecrets, ci: ciSecrets });
});
afterAll(() => http.app.close());
beforeEach(() => {
  taken = [];
  leadsTo = [waiting];
});

const post = (url: string, payload: string, headers: Record<string, string>, app = http.app) =>
  app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } });

describe("Vercel's webhook", () => {
  const sign = (body: string, secret = vercelSecrets[0] ?? '') => createHmac('sha1', secret).update(body).digest('hex');
  const send = (event: object, signature?: (body: string) => string | null) => {
    const body = JSON.stringify(event);
    const given = (signature ?? sign)(body);
    return post('/webhooks/vercel', body, given === null ? {} : { 'x-vercel-signature': given });
  };

  it('takes the deployment of an event in the form that Vercel documents', async () => {
    const answer = await send(succeeded(at));
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toEqual({ deploymentId: 'dpl_1', reason: null, loadTests: [waiting] });
    expect(taken).toEqual([
      {
        promoted: false,
        deployment: {
          id: 'dpl_1',
          source: 'vercel',
          target: 'production',
          environment: null,
          projectId: 'prj_shop',
          teamId: 'team_shop',
          url: 'shop-1.vercel.app',
          commit: { id: 'a'.repeat(40), message: 'Make the checkout faster', branch: 'main', tag: null },
          labels: [],
          redeployEffectId: null,
          deployedAt: '2026-11-24T12:00:00.000Z',
        },
      },
    ]);
  });

  it('takes what is promoted as production, which the event does not say', async () => {
    expect((await send(promoted(at))).statusCode).toBe(202);
    expect(taken).toMatchObject([{ promoted: true, deployment: { target: 'production', commit: null, teamId: null } }]);
  });

  it.each(['deployment.created', 'deployment.error', 'project.removed'])('starts nothing by %s', async (type) => {
    const answer = await send({ type, createdAt: at, payload: {} });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ reason: `${type} does not say that a deployment serves` });
    expect(http.logged()).toContain(`${type} does not say that a deployment serves`);
    expect(taken).toEqual([]);
  });

  it('says with 200 why nothing is started', async () => {
    leadsTo = [
      {
        test: 'checkout',
        outcome: 'none',
        code: 'notMajor',
        reason: 'its target is a preview, not production',
        runId: null,
      },
    ];
    const answer = await send(succeeded(at));
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ loadTests: leadsTo, reason: expect.stringContaining('loadTests') });
    leadsTo = [];
    expect((await send(succeeded(at))).json()).toMatchObject({ reason: expect.stringContaining('no load test') });
  });

  it('takes the secret of before as well, while both are set', async () => {
    expect((await send(succeeded(at), (body) => sign(body, vercelSecrets[1]))).statusCode).toBe(202);
  });

  it.each<[string, (body: string) => string | null]>([
    ['none', () => null],
    ['that of another secret', (body) => sign(body, 'some-other-secret')],
    ['that of another body', (body) => sign(`${body} `)],
    ['no signature at all', () => 'sha1=abc'],
    ['an empty one', () => ''],
  ])('refuses a signature that is %s, before anything is read', async (_what, signature) => {
    const answer = await send({ type: 1 }, signature);
    expect(answer.statusCode).toBe(401);
    expect(taken).toEqual([]);
    expect(http.logged()).not.toContain(vercelSecrets[0]);
  });

  it.each([
    ['older than Vercel tries', -25 * 3_600_000 - 1, 'more than 25 hours ago'],
    ['of the future', 6 * 60_000, 'in the future'],
  ])('starts nothing by an event that is %s', async (_what, ms, reason) => {
    const answer = await send(succeeded(at + ms));
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ deploymentId: 'dpl_1', reason: expect.stringContaining(reason) });
    expect(taken).toEqual([]);
  });

  it('takes an event that Vercel sends for the last time', async () => {
    expect((await send(succeeded(at - 24 * 3_600_000))).statusCode).toBe(202);
  });

  it.each([
    ['no event', { createdAt: at }, 'body.type'],
    ['no project', { ...succeeded(at), payload: { deployment: { id: 'dpl_1' } } }, 'body.payload.project'],
    [
      'a path for an id',
      { ...succeeded(at), payload: { project: { id: 'p' }, deployment: { id: '../x' } } },
      'deployment.id',
    ],
  ])('says where a signed body is wrong: %s', async (_what, event, where) => {
    const answer = await send(event);
    expect(answer.statusCode).toBe(400);
    expect(JSON.stringify(answer.json())).toContain(where);
    expect(answer.body).not.toContain('../x');
  });

  it('refuses what is signed and no JSON, and what is too long', async () => {
    expect((await post('/webhooks/vercel', 'no', { 'x-vercel-signature': sign('no') })).statusCode).toBe(400);
    const long = JSON.stringify({ ...succeeded(at), more: 'x'.repeat(256 * 1024) });
    expect((await post('/webhooks/vercel', long, { 'x-vercel-signature': sign(long) })).statusCode).toBe(413);
  });

  it('is off without a secret, and says which variable it needs', async () => {
    const off = await start({ vercel: [], ci: [] });
    for (const [url, variable] of [
      ['/webhooks/vercel', 'WEBHOOK_VERCEL_SECRET'],
      ['/webhooks/deployments', 'WEBHOOK_DEPLOYMENTS_SECRET'],
    ] as const) {
      const answer = await post(url, '{}', {}, off.app);
      expect(answer.statusCode).toBe(404);
      expect(answer.json<{ detail: string }>().detail).toContain(variable);
    }
    await off.app.close();
  });
});

describe("a CI's webhook", () => {
  const event = {
    deploymentId: 'build:42',
    target: 'production',
    environment: 'shop',
    commit: { id: 'ABCDEF0', message: 'Release 2', tag: 'v2.0.0' },
    labels: ['major'],
    createdAt: '2026-11-24T13:00:00+01:00',
  };
  const seconds = (ms = 0) => String(Math.floor((at + ms) / 1000));
  const sign = (body: string, timestamp: string, secret = ciSecrets[0] ?? '', id = 'msg_1') => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  };
  const send = (given: { body?: string; timestamp?: string; signature?: string } = {}) => {
    const { body = JSON.stringify(event), timestamp = seconds() } = given;
    const signature = given.signature ?? sign(body, timestamp);
    return post('/webhooks/deployments', body, {
      'webhook-id': 'msg_1',
      'webhook-timestamp': timestamp,
      'webhook-signature': signature,
    });
  };
  const body = JSON.stringify(event);

  it('takes what is signed by Standard Webhooks', async () => {
    expect((await send()).statusCode).toBe(202);
    expect(taken).toMatchObject([
      {
        promoted: false,
        deployment: {
          id: 'build:42',
          source: 'ci',
          environment: 'shop',
          projectId: null,
          commit: { id: 'abcdef0', message: 'Release 2', branch: null, tag: 'v2.0.0' },
          labels: ['major'],
          deployedAt: '2026-11-24T12:00:00.000Z',
        },
      },
    ]);
  });

  it('takes one good signature among several, of either secret', async () => {
    const signature = `v1,${'A'.repeat(43)}= v1a,xyz ${sign(body, seconds(), ciSecrets[1])}`;
    expect((await send({ signature })).statusCode).toBe(202);
  });

  it.each([
    ['of another secret', { signature: sign(body, seconds(), `whsec_${'b'.repeat(40)}`) }, /not one of this body/],
    ['of another id', { signature: sign(body, seconds(), ciSecrets[0], 'msg_2') }, /not one of this body/],
    ['of another time', { signature: sign(body, seconds(-1000)) }, /not one of this body/],
    ['of another body', { signature: sign('{}', seconds()) }, /not one of this body/],
    ['of no known version', { signature: sign(body, seconds()).replace('v1', 'v2') }, /not one of this body/],
    ['that is sent again after 5 minutes', { timestamp: seconds(-301_000) }, /more than 5 minutes/],
    ['of the future', { timestamp: seconds(301_000) }, /more than 5 minutes/],
    ['with a time that is none', { timestamp: 'now' }, /another form/],
  ])('refuses a signature %s', async (_what, given, detail) => {
    const answer = await send(given);
    expect(answer.statusCode).toBe(401);
    expect(answer.json<{ detail: string }>().detail).toMatch(detail);
    expect(taken).toEqual([]);
  });

  it('asks for all three headers', async () => {
    expect((await post('/webhooks/deployments', body, { 'webhook-id': 'msg_1' })).statusCode).toBe(401);
  });

  it('says where a signed body is wrong', async () => {
    const wrong = JSON.stringify({ ...event, commit: { id: 'main' }, createdAt: 'today', enviroment: 'stage' });
    const answer = await send({ body: wrong });
    expect(answer.statusCode).toBe(400);
    const { errors } = answer.json<{ errors: Array<{ where: string }> }>();
    expect(JSON.stringify(errors)).toContain('enviroment');
    expect(new Set(errors.map(({ where }) => where))).toEqual(new Set(['body.commit.id', 'body.createdAt', 'body']));
  });
});
