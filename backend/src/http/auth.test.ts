import { hashApiKey, scopes } from '../model/api-key';
import { fixedApiKeys } from '../testing/fixed-api-keys';
import { presentedKey } from './auth';
import { bearer, testHttp, type TestHttp, testKey, testKeyRecord } from '../testing/http-app';

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe('a server with a route per scope', () => {
  let http: TestHttp;

  beforeAll(async () => {
    http = await testHttp({ limits: { failedAuthPerMinute: 1000 } });
    for (const scope of scopes) {
      http.app.get(`/${scope}`, { config: { scope } }, (request, reply) => reply.send({ actor: request.actor?.label }));
    }
    http.app.get('/public', { config: { public: true } }, (request, reply) => reply.send({ actor: request.actor }));
    await http.app.ready();
  });
  afterAll(() => http.app.close());

  const statuses = async (headers: Record<string, string>) => {
    const results = await Promise.all(scopes.map((scope) => http.app.inject({ url: `/${scope}`, headers })));
    return Object.fromEntries(scopes.map((scope, index) => [scope, results[index]?.statusCode]));
  };

  it.each(scopes.filter((scope) => scope !== 'admin'))('lets a key with %s into that route only', async (held) => {
    const expected = Object.fromEntries(scopes.map((scope) => [scope, scope === held ? 200 : 403]));
    expect(await statuses(bearer(held))).toEqual(expected);
  });

  it('lets admin in everywhere, and nobody without a key except on public routes', async () => {
    expect(Object.values(await statuses(bearer('admin')))).toEqual([200, 200, 200, 200, 200]);
    expect(Object.values(await statuses({}))).toEqual([401, 401, 401, 401, 401]);
    expect((await http.app.inject('/public')).json()).toEqual({ actor: null });
  });

  it('asks for HEAD as it asks for GET', async () => {
    expect((await http.app.inject({ method: 'HEAD', url: '/read' })).statusCode).toBe(401);
    expect((await http.app.inject({ method: 'HEAD', url: '/read', headers: bearer('read') })).statusCode).toBe(200);
  });

  it('says who asked', async () => {
    const answer = await http.app.inject({ url: '/operate', headers: bearer('operate') });
    expect(answer.json()).toEqual({ actor: 'key the operate key' });
  });

  it('answers 401 with a challenge, and tells a missing key from a wrong one', async () => {
    const missing = await http.app.inject('/read');
    expect(missing.headers['www-authenticate']).toBe('Bearer realm="load-test-monitoring"');
    expect(missing.json()).toMatchObject({
      status: 401,
      detail: expect.stringContaining('Authorization: Bearer <key>'),
    });
    const wrong = await http.app.inject({ url: '/read', headers: bearer('nothing') });
    expect(wrong.statusCode).toBe(401);
    expect(wrong.headers['www-authenticate']).toContain('error="invalid_token"');
  });

  it('answers 403 naming the scope that is missing', async () => {
    const answer = await http.app.inject({ url: '/operate', headers: bearer('read') });
    expect(answer.headers['www-authenticate']).toContain('error="insufficient_scope", scope="operate"');
    expect(answer.json()).toMatchObject({
      type: 'urn:load-test-monitoring:problem:forbidden',
      title: 'Forbidden',
      status: 403,
      detail: 'This route needs a key with the scope operate; the key holds read.',
      instance: '/operate',
    });
  });

  it.each([
    ['Bearer', `Bearer ${testKey('ingest')}`],
    ['bearer in lower case with spaces', `bearer   ${testKey('ingest')} `],
    ['Token, as InfluxDB 2 clients send it', `Token ${testKey('ingest')}`],
    ["Basic with any user, as k6's influxdb output sends it", basic('any', testKey('ingest'))],
    ['Basic without a user', basic('', testKey('ingest'))],
  ])('takes the key as %s', async (_title, authorization) => {
    expect((await http.app.inject({ url: '/ingest', headers: { authorization } })).statusCode).toBe(200);
  });

  it.each([
    ['in the query', '/ingest?token=KEY&access_token=KEY&p=KEY&api_key=KEY', {}],
    ['in a cookie', '/ingest', { cookie: 'token=KEY' }],
    ['without a scheme', '/ingest', { authorization: 'KEY' }],
    ['with an unknown scheme', '/ingest', { authorization: 'Digest KEY' }],
    ['as the user of Basic', '/ingest', { authorization: basic(testKey('ingest'), '') }],
    ['in a header of its own', '/ingest', { 'x-api-key': 'KEY' }],
  ])('does not take a key %s', async (_title, url, headers) => {
    const put = (text: string) => text.replaceAll('KEY', testKey('ingest'));
    const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, put(value)]));
    expect((await http.app.inject({ url: put(url), headers: sent })).statusCode).toBe(401);
  });

  it('answers 404, not 401, for a path that does not exist', async () => {
    expect((await http.app.inject('/nowhere')).statusCode).toBe(404);
  });
});

describe('start-up', () => {
  it.each<[string, object | undefined]>([
    ['no config', undefined],
    ['a config without scope', { rateLimit: false }],
    ['public: false', { public: false }],
    ['both a scope and public', { scope: 'read', public: true }],
  ])('is refused when a route has %s', async (_title, config) => {
    const { app } = await testHttp();
    app.register(
      async (domain) => {
        domain.post('/forgotten', config === undefined ? {} : { config }, () => 'open');
      },
      { prefix: '/api/v1' }
    );
    await expect(app.ready()).rejects.toThrow('POST /api/v1/forgotten');
    await app.close();
  });
});

describe('a revoked key', () => {
  it('is refused at the next request, on the same connection too', async () => {
    const directory = new Map([[hashApiKey(testKey('read')), testKeyRecord('read')]]);
    const { app } = await testHttp({ apiKeys: { find: (hash) => directory.get(hash) } });
    app.get('/read', { config: { scope: 'read' } }, () => 'ok');
    const base = await app.listen({ host: '127.0.0.1', port: 0 });
    const ask = async () => (await fetch(`${base}/read`, { headers: bearer('read') })).status;
    expect(await ask()).toBe(200);
    directory.clear();
    expect(await ask()).toBe(401);
    await app.close();
  });
});

describe('one address that keeps sending wrong keys', () => {
  const start = async (options: Parameters<typeof testHttp>[0] = {}) => {
    let clock = 1_000_000;
    const { app, logged } = await testHttp({
      ...options,
      limits: { failedAuthPerMinute: 3 },
      now: () => clock,
      apiKeys: fixedApiKeys((['read', 'operate'] as const).map((scope) => testKeyRecord(scope))),
    });
    app.get('/read', { config: { scope: 'read' } }, () => 'ok');
    const ask = async (headers: Record<string, string>, remoteAddress = '10.0.0.1') =>
      (await app.inject({ url: '/read', headers, remoteAddress })).statusCode;
    return { app, ask, logged, pass: (ms: number) => (clock += ms) };
  };

  it('gets 429 after its budget until the minute is over, and a right key works all the while', async () => {
    const { app, ask, logged, pass } = await start();
    const tries = [];
    for (let i = 0; i < 5; i += 1) {
      tries.push(await ask(bearer(`guess-${i}`)));
    }
    expect(tries).toEqual([401, 401, 401, 429, 429]);
    expect(await ask(bearer('read'))).toBe(200);
    expect(await ask(bearer('guess'))).toBe(429);
    expect(await ask(bearer('guess'), '10.0.0.2')).toBe(401);
    expect(logged().match(/too many requests without a right API key/g)).toHaveLength(1);
    pass(60_000);
    expect(await ask(bearer('guess'))).toBe(401);
    await app.close();
  });

  it('is counted by network in IPv6', async () => {
    const { app, ask } = await start();
    for (let i = 1; i <= 3; i += 1) {
      await ask(bearer('guess'), `2001:db8:1:2::${i}`);
    }
    expect(await ask(bearer('guess'), '2001:db8:1:2:aaaa::1')).toBe(429);
    expect(await ask(bearer('guess'), '2001:db8:1:3::1')).toBe(401);
    await app.close();
  });

  it('cannot hide behind a header about its address', async () => {
    const { app, ask } = await start();
    for (let i = 0; i < 4; i += 1) {
      await ask({ ...bearer('guess'), 'x-forwarded-for': `10.9.9.${i}` });
    }
    expect(await ask({ ...bearer('guess'), 'x-forwarded-for': '10.9.9.99' })).toBe(429);
    await app.close();
  });

  it('is told apart from others behind the same proxy, where that proxy is trusted', async () => {
    const http = {
      host: '127.0.0.1',
      port: 0,
      loopback: true,
      publicUrl: null,
      trustedProxies: ['10.0.0.1', '192.168.0.0/16'],
      apiKeys: [],
    };
    const { ask, app } = await start({ config: { http } });
    const behind = (address: string) => ({ ...bearer('guess'), 'x-forwarded-for': `10.9.9.1, ${address}` });
    for (let i = 0; i < 3; i += 1) {
      await ask(behind('203.0.113.7'));
    }
    expect(await ask(behind('203.0.113.7'))).toBe(429);
    expect(await ask(behind('203.0.113.8'))).toBe(401);
    expect(await ask(behind('203.0.113.7, 192.168.3.4'))).toBe(429);
    // What a client says of itself through nobody who is trusted is not believed.
    expect(await ask(behind('203.0.113.7'), '10.0.0.2')).toBe(401);
    await app.close();
  });
});

describe('presentedKey', () => {
  it.each<[string | undefined, string | null]>([
    [undefined, null],
    ['', null],
    ['Bearer', null],
    ['Bearer ', null],
    [`Bearer ${'x'.repeat(513)}`, null],
    ['Basic !!!!', null],
    [basic('user', 'with:colon'), 'with:colon'],
  ])('of %p is %p', (header, key) => {
    expect(presentedKey(header)).toBe(key);
  });
});
