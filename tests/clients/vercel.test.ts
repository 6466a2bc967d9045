import {
  createVercelClient,
  productionDeployment,
  redeployProduction,
  type RedeployProductionRequest,
} from '../../backend/src/remediation';
import { startFakeVercel, type FakeVercel } from '../../backend/src/testing/fakes/vercel';
import { unusedPort } from './unused-port';

const team = 'team_1';
const request: RedeployProductionRequest = {
  effectId: 'effect-1',
  runId: 'run-1',
  test: 'checkout',
  projectId: 'prj_shop',
  teamId: team,
  expectedDeploymentId: 'dpl_live',
  lookupOnly: false,
};

let vercel: FakeVercel;
beforeEach(async () => {
  vercel = await startFakeVercel({
    projects: [
      { id: 'prj_shop', name: 'shop', teamId: team, productionDeployment: { id: 'dpl_live', sha: 'abc1234' } },
      { id: 'prj_other', name: 'other', teamId: team, productionDeployment: { id: 'dpl_other' } },
      { id: 'prj_empty', name: 'empty', teamId: team, productionDeployment: null },
    ],
  });
});
afterEach(() => vercel.close());

const client = ({ token = vercel.token, apiUrl = vercel.url, timeoutMs = 2000, now = () => new Date() } = {}) =>
  createVercelClient({ token, apiUrl, timeoutMs, now });
const allowedProjectIds = ['prj_shop', 'prj_empty', 'prj_gone'];
const lastWord = () => Promise.resolve(null);
const redeploy = (changes: Partial<RedeployProductionRequest> = {}, settings: Parameters<typeof client>[0] = {}) =>
  redeployProduction({ ...request, ...changes }, { client: client(settings), allowedProjectIds, lastWord });
const retry = { lookupOnly: true };
const posts = () => vercel.calls.filter(({ method }) => method === 'POST');
const onPost = { method: 'POST' };
const onGet = { method: 'GET' };

describe('redeploying production', () => {
  it('makes exactly one call that builds the production deployment again, for production', async () => {
    const outcome = await redeploy();
    expect(posts()).toHaveLength(1);
    expect(posts()[0]).toMatchObject({
      path: '/v13/deployments',
      query: { forceNew: ['1'], teamId: [team] },
      credential: 'right',
      body: {
        name: 'shop',
        project: 'prj_shop',
        deploymentId: 'dpl_live',
        target: 'production',
        meta: { action: 'redeploy', loadTestEffectId: 'effect-1', loadTestRunId: 'run-1', loadTest: 'checkout' },
      },
    });
    expect(outcome).toEqual({
      kind: 'confirmed',
      result: {
        deploymentId: 'dpl_shop_3',
        sourceDeploymentId: 'dpl_live',
        deploymentUrl: 'https://dpl-shop-3.vercel.app',
        readyState: 'QUEUED',
      },
    });
    expect(vercel.deployments.at(-1)).toMatchObject({ id: 'dpl_shop_3', target: 'production' });
  });

  it('reads production again right before the POST', async () => {
    await redeploy();
    expect(vercel.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v9/projects/prj_shop',
      'GET /v13/deployments/dpl_live',
      'GET /v6/deployments',
      'GET /v9/projects/prj_shop',
      'POST /v13/deployments',
    ]);
  });

  it('works without a team and without a recorded deployment', async () => {
    const personal = await startFakeVercel({ projects: [{ id: 'prj_shop', name: 'shop' }], readyAtOnce: true });
    const outcome = await redeployProduction(
      { ...request, teamId: null, expectedDeploymentId: null },
      { client: createVercelClient({ token: personal.token, apiUrl: personal.url }), allowedProjectIds, lastWord }
    );
    expect(outcome).toMatchObject({ kind: 'confirmed', result: { readyState: 'READY' } });
    expect(personal.calls.every(({ query }) => !('teamId' in query))).toBe(true);
    await personal.close();
  });
});

describe('the guards before the POST', () => {
  afterEach(() => expect(posts()).toHaveLength(0));

  it('refuses a project that is not allowed, without any call', async () => {
    expect(await redeploy({ projectId: 'prj_other' })).toMatchObject({
      kind: 'rejected',
      code: 'projectNotAllowed',
    });
    expect(vercel.calls).toHaveLength(0);
  });

  it('asks for the last word when only the POST is left', async () => {
    const refused = { kind: 'rejected', code: 'switchedOff', reason: 'switched off' } as const;
    const asked: number[] = [];
    const outcome = await redeployProduction(request, {
      client: client(),
      allowedProjectIds,
      lastWord: () => Promise.resolve(asked.push(vercel.calls.length)).then(() => refused),
    });
    expect(outcome).toEqual(refused);
    expect(asked).toEqual([4]);
  });

  it('refuses a project without production', async () => {
    const outcome = await redeploy({ projectId: 'prj_empty', expectedDeploymentId: null });
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'noProductionDeployment' });
  });

  it('refuses when production is not what the run tested', async () => {
    const newer = vercel.addDeployment({ projectId: 'prj_shop', target: 'production', readyState: 'READY' });
    vercel.setProduction('prj_shop', newer.id);
    expect(await redeploy()).toMatchObject({
      kind: 'rejected',
      code: 'productionChanged',
      reason: `Production is now ${newer.id}, not dpl_live that the run tested.`,
    });
  });

  it('refuses a deployment of another project', async () => {
    vercel.setProduction('prj_shop', 'dpl_other');
    expect(await redeploy({ expectedDeploymentId: null })).toMatchObject({ code: 'projectMismatch' });
  });

  it('refuses a preview', async () => {
    const preview = vercel.addDeployment({ projectId: 'prj_shop', target: null, readyState: 'READY' });
    vercel.setProduction('prj_shop', preview.id);
    expect(await redeploy({ expectedDeploymentId: null })).toMatchObject({
      kind: 'rejected',
      code: 'notProduction',
    });
  });

  it.each(['ERROR', 'CANCELED', 'BUILDING'] as const)('refuses a production deployment that is %s', async (state) => {
    vercel.setState('dpl_live', state);
    expect(await redeploy()).toMatchObject({ kind: 'rejected', code: 'notReady' });
  });

  it.each(['QUEUED', 'INITIALIZING', 'BUILDING'] as const)('refuses while another is %s', async (readyState) => {
    vercel.addDeployment({ projectId: 'prj_shop', target: 'production', readyState });
    expect(await redeploy()).toMatchObject({ kind: 'rejected', code: 'deploymentInProgress' });
  });

  it('refuses after a rollback: a newer deployment than the one in production is ready', async () => {
    vercel.addDeployment({ projectId: 'prj_shop', target: 'production', readyState: 'READY' });
    expect(await redeploy()).toMatchObject({ kind: 'rejected', code: 'newerDeploymentReady' });
  });

  it('stops when production changes between the first reading and the POST', async () => {
    vercel.script(
      { do: 'normal', on: { path: /projects/ } },
      {
        do: 'answer',
        status: 200,
        body: { id: 'prj_shop', name: 'shop', targets: { production: { id: 'dpl_pushed' } } },
        on: { path: /projects/ },
      }
    );
    expect(await redeploy()).toMatchObject({ kind: 'rejected', code: 'productionChanged' });
  });
});

describe('builds that are no conflict', () => {
  it('goes on beside previews, older and failed builds', async () => {
    const createdAt = Date.now() - 7_200_000;
    vercel.addDeployment({ projectId: 'prj_shop', target: null, readyState: 'BUILDING' });
    vercel.addDeployment({ projectId: 'prj_shop', target: 'production', readyState: 'READY', createdAt });
    vercel.addDeployment({ projectId: 'prj_shop', target: 'production', readyState: 'ERROR' });
    vercel.addDeployment({ projectId: 'prj_other', target: 'production', readyState: 'BUILDING' });
    expect(await redeploy()).toMatchObject({ kind: 'confirmed', result: { sourceDeploymentId: 'dpl_live' } });
  });
});

describe("Vercel's refusals and failures", () => {
  it.each([
    [400, 'badRequest'],
    [401, 'unauthorized'],
    [402, 'paymentRequired'],
    [403, 'forbidden'],
    [404, 'notFound'],
    [409, 'http409'],
  ])('is refused for good with %i on the POST', async (status, code) => {
    vercel.script({ do: 'answer', status, body: { error: { code: 'some_code', message: 'Why not' } }, on: onPost });
    expect(await redeploy()).toMatchObject({
      kind: 'rejected',
      code,
      reason: expect.stringContaining('some_code: Why not'),
    });
    expect(posts()).toHaveLength(1);
  });

  it('is refused with a wrong token and never shows it', async () => {
    const outcome = await redeploy({}, { token: 'secret-token' });
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'forbidden' });
    vercel.script({ do: 'answer', status: 401, body: { error: { code: 'x', message: `Bad ${vercel.token}` } } });
    const echoed = await redeploy();
    expect(echoed).toMatchObject({ code: 'unauthorized', reason: expect.stringContaining('[redacted]') });
    expect(JSON.stringify([outcome, echoed])).not.toMatch(/secret-token|fake-vercel-token/);
  });

  it('tries again after a 429, as late as Vercel says', async () => {
    vercel.script({ do: 'rateLimit', retryAfterSeconds: 40, on: onPost });
    expect(await redeploy()).toMatchObject({ kind: 'retry', code: 'rateLimited', retryAfterSeconds: 40 });
    const now = () => new Date('2026-11-22T10:00:00Z');
    const limit = { remaining: 0, reset: now().getTime() / 1000 + 90, total: 100 };
    const body = { error: { code: 'rate_limited', message: 'Too many', limit } };
    vercel.script({ do: 'answer', status: 429, body, on: onPost });
    expect(await redeploy({}, { now })).toMatchObject({ kind: 'retry', retryAfterSeconds: 90 });
    expect(vercel.redeploys).toHaveLength(0);
  });

  it.each([
    ['500', { do: 'answer', status: 500, body: {} }, 'serverError'],
    ['malformed JSON', { do: 'answer', status: 200, body: '{"id":' }, 'unreadableReply'],
    ['a dropped connection', { do: 'actThenDrop' }, 'connectionLost'],
    ['no answer', { do: 'neverAnswer' }, 'timeout'],
  ] as const)('merely tries again after %s on a reading call', async (_name, behaviour, code) => {
    vercel.script({ ...behaviour, on: onGet });
    expect(await redeploy({}, { timeoutMs: 200 })).toMatchObject({ kind: 'retry', code });
    expect(posts()).toHaveLength(0);
  });

  it('surely did nothing when Vercel cannot be reached', async () => {
    const apiUrl = `http://127.0.0.1:${await unusedPort()}`;
    expect(await redeploy({}, { apiUrl })).toMatchObject({ kind: 'retry', code: 'unreachable' });
  });

  it.each([
    ['a dropped connection', { do: 'actThenDrop' }, 'connectionLost'],
    ['half an answer', { do: 'actThenBreakOff' }, 'unreadableReply'],
    ['malformed JSON', { do: 'actThenAnswer', status: 200, body: 'OK' }, 'unreadableReply'],
    ['500', { do: 'actThenAnswer', status: 500, body: {} }, 'serverError'],
    ['504', { do: 'actThenAnswer', status: 504, body: {} }, 'serverError'],
    ['no answer in time', { do: 'actThenNeverAnswer' }, 'timeout'],
  ] as const)(
    'does not know after %s on the POST, and the retry adopts what it finds',
    async (_name, behaviour, code) => {
      vercel.script({ ...behaviour, on: onPost });
      expect(await redeploy({}, { timeoutMs: 300 })).toMatchObject({ kind: 'unknown', code });
      expect(await redeploy(retry)).toMatchObject({
        kind: 'confirmed',
        result: { deploymentId: 'dpl_shop_3', sourceDeploymentId: 'dpl_live' },
      });
      expect(vercel.redeploys).toHaveLength(1);
    }
  );

  it('does not call a preview a redeploy, neither at once nor when it finds it later', async () => {
    const preview = vercel.addDeployment({
      projectId: 'prj_shop',
      target: null,
      readyState: 'QUEUED',
      meta: { loadTestEffectId: 'effect-1' },
    });
    vercel.script({ do: 'answer', status: 200, body: preview, on: onPost });
    expect(await redeploy()).toMatchObject({ kind: 'unknown', code: 'notProduction' });
    expect(await redeploy(retry)).toMatchObject({ kind: 'unknown', code: 'notProduction' });
  });
});

describe('after a try that may have arrived', () => {
  it('stays unknown and posts nothing when there is nothing to adopt', async () => {
    expect(await redeploy(retry)).toMatchObject({ kind: 'unknown', code: 'notFound' });
    expect(posts()).toHaveLength(0);
    expect(vercel.calls[0]).toMatchObject({
      path: '/v6/deployments',
      query: { 'meta-loadTestEffectId': ['effect-1'] },
    });
  });

  it('adopts the deployment also when it is live by now and production has changed by it', async () => {
    vercel.script({ do: 'actThenDrop', on: onPost });
    await redeploy();
    vercel.advance();
    vercel.advance();
    expect(vercel.productionOf('prj_shop')?.id).toBe('dpl_shop_3');
    expect(await redeploy(retry)).toMatchObject({
      kind: 'confirmed',
      result: { deploymentId: 'dpl_shop_3', readyState: 'READY' },
    });
    // Even without the look-up, its own deployment in production is recognised.
    expect(await redeploy()).toMatchObject({ kind: 'confirmed', result: { deploymentId: 'dpl_shop_3' } });
    expect(posts()).toHaveLength(1);
  });

  it('never adopts a deployment of another effect, even if Vercel ignored the filter', async () => {
    vercel.addDeployment({ projectId: 'prj_shop', target: 'production', readyState: 'ERROR', id: 'dpl_foreign' });
    const body = { deployments: vercel.deployments.map(({ id, ...rest }) => ({ uid: id, ...rest })) };
    vercel.script({ do: 'answer', status: 200, body, on: onGet });
    expect(await redeploy(retry)).toMatchObject({ kind: 'unknown', code: 'notFound' });
    expect(posts()).toHaveLength(0);
  });

  it('stays unknown when the look-up is refused', async () => {
    vercel.script({ do: 'answer', status: 401, body: { error: { code: 'x' } }, on: onGet });
    expect(await redeploy(retry)).toMatchObject({ kind: 'unknown', code: 'lookupFailed' });
    expect(posts()).toHaveLength(0);
  });

  it.each([[429], [500]])('looks again later when the look-up is answered with %i', async (status) => {
    vercel.script({ do: 'answer', status, body: { error: { code: 'x' } }, on: onGet });
    expect(await redeploy(retry)).toMatchObject({ kind: 'retry' });
    expect(posts()).toHaveLength(0);
  });
});

describe('the production deployment as evidence', () => {
  it('has id, instant and commit', async () => {
    const live = vercel.productionOf('prj_shop');
    expect(await productionDeployment('prj_shop', team, client())).toEqual({
      id: 'dpl_live',
      createdAt: new Date(live?.createdAt ?? 0).toISOString(),
      sha: 'abc1234',
    });
  });

  it('is null without one, and when Vercel does not answer, with the reason for the log', async () => {
    const reasons: string[] = [];
    expect(await productionDeployment('prj_empty', team, client(), (reason) => reasons.push(reason))).toBeNull();
    expect(reasons).toEqual([]);
    vercel.script({ do: 'answer', status: 500 });
    expect(await productionDeployment('prj_shop', team, client(), (reason) => reasons.push(reason))).toBeNull();
    expect(reasons).toEqual(['Vercel, reading the project: answered 500']);
  });

  it('cannot be led to another path by an id', async () => {
    vercel.script({
      do: 'answer',
      status: 200,
      body: { id: 'prj_shop', name: 'shop', targets: { production: { id: '../../v2/user' } } },
    });
    expect(await redeploy()).toMatchObject({ kind: 'retry', code: 'unreadableReply' });
    expect(vercel.calls).toHaveLength(1);
  });
});
