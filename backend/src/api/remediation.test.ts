import { remediationSwitch, breakerResets } from '../remediation/records/tables';
import { breakerResetAt } from '../remediation';
import { describeOnEachDatabase } from '../testing/databases';
import { bearer, testHttp, type TestHttp } from '../testing/http-app';
import { aLoadTest } from '../testing/load-test';
import { remediationRoutes } from './remediation';

const at = new Date('2026-11-23T12:07:00.000Z');

describeOnEachDatabase('the routes of remediation', (db) => {
  let http: TestHttp;
  beforeAll(async () => {
    http = await testHttp();
    const catalogue = () => ({ file: 'loadtests.yaml', tests: new Map([['checkout', aLoadTest()]]) });
    await http.app.register(remediationRoutes, { db: db(), now: () => at, catalogue });
  });
  afterAll(() => http.app.close());
  beforeEach(async () => {
    await db().delete(remediationSwitch);
    await db().delete(breakerResets);
  });

  const ask = (method: 'GET' | 'PUT' | 'POST', url: string, scope: string, payload?: object) =>
    http.app.inject({ method, url, headers: bearer(scope), ...(payload && { payload }) });
  const put = (payload: object, scope = 'operate') => ask('PUT', '/api/v1/remediation/switch', scope, payload);
  const get = async () => (await ask('GET', '/api/v1/remediation/switch', 'read')).json<unknown>();

  it('the switch is on until somebody touches it', async () => {
    expect(await get()).toEqual({ off: false, reason: null, changedAt: null, changedBy: null });
  });

  it('the switch is what was said last, with who said it and why', async () => {
    const reply = await put({ off: true, reason: ' a release is under way ' });
    const off = {
      off: true,
      reason: 'a release is under way',
      changedAt: at.toISOString(),
      changedBy: expect.stringMatching(/^key /),
    };
    expect([reply.statusCode, reply.json()]).toEqual([200, off]);
    expect(await get()).toEqual(off);
    await put({ off: false, reason: 'it is over' });
    expect(await get()).toMatchObject({ off: false, reason: 'it is over' });
    expect(await db().select().from(remediationSwitch)).toHaveLength(1);
  });

  it.each([
    [{ off: true }, 400],
    [{ off: true, reason: '  ' }, 400],
    [{ off: 'yes', reason: 'a release' }, 400],
  ])('refuses %j', async (body, status) => {
    expect((await put(body)).statusCode).toBe(status);
    expect(await get()).toMatchObject({ off: false });
  });

  it('only a key that may operate changes anything', async () => {
    expect((await put({ off: true, reason: 'a release' }, 'read')).statusCode).toBe(403);
    const reset = await ask('POST', '/api/v1/tests/checkout/breaker/reset', 'read', { reason: 'mended' });
    expect(reset.statusCode).toBe(403);
  });

  it('stores who has reset the breaker of a load test, and why', async () => {
    const reply = await ask('POST', '/api/v1/tests/checkout/breaker/reset', 'operate', { reason: 'it was mended' });
    expect(reply.json()).toEqual({
      test: 'checkout',
      resetAt: at.toISOString(),
      resetBy: expect.stringMatching(/^key /),
      reason: 'it was mended',
    });
    expect(await breakerResetAt(db(), 'checkout')).toEqual(at);
    expect(await breakerResetAt(db(), 'search')).toBeNull();
  });

  it('knows the load tests of the catalogue only', async () => {
    const reply = await ask('POST', '/api/v1/tests/chekout/breaker/reset', 'operate', { reason: 'it was mended' });
    expect([reply.statusCode, reply.json<{ detail: string }>().detail]).toEqual([
      404,
      expect.stringMatching(/did you mean "checkout"/),
    ]);
    expect(await db().select().from(breakerResets)).toEqual([]);
  });
});
