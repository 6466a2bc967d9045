import { describeOnEachDatabase } from '../../testing/databases';
import { hashApiKey } from '../../model/api-key';
import { bearer, testKey, testKeyRecord } from '../../testing/http-app';
import type { PagesConfig } from './access';
import { emptyRecords, fillRecords, now } from './testing/records';
import { openPages, type PagesApp } from './testing/pages-app';

const browser = { accept: 'text/html,application/xhtml+xml' };
const exposed: PagesConfig = { loopback: false, publicUrl: null, trustedProxies: [] };

describeOnEachDatabase('who may see the pages', (db) => {
  let pages: PagesApp | undefined;
  let clock = now.getTime();
  const open = async (options: Parameters<typeof openPages>[1] = {}) => {
    pages = await openPages(db(), { now: () => new Date(clock), ...options });
    return pages.app;
  };

  beforeAll(async () => {
    await emptyRecords(db());
    await fillRecords(db());
  });
  beforeEach(() => {
    clock = now.getTime();
  });
  afterEach(() => pages?.app.close());

  it.each(['127.0.0.1:8090', 'localhost:8090', 'localhost', '[::1]:8090'])(
    'on loopback needs no key with the host %s',
    async (host) => {
      const app = await open();
      for (const url of ['/', '/runs/run-failed']) {
        expect((await app.inject({ url, headers: { ...browser, host } })).statusCode).toBe(200);
      }
    }
  );

  it.each<[string, { headers?: Record<string, string>; remoteAddress?: string; config?: PagesConfig }]>([
    ['a host name that was made to lead here', { headers: { host: 'attacker.example:8090' } }],
    ['a host name that only begins like one of ours', { headers: { host: '127.0.0.1.attacker.example' } }],
    ['a peer elsewhere', { remoteAddress: '10.0.0.7' }],
    ['a proxy in between', { headers: { 'x-forwarded-for': '127.0.0.1' } }],
    ['a sidecar that listens elsewhere too', { config: exposed }],
    ['a trusted proxy', { config: { ...exposed, loopback: true, trustedProxies: ['loopback'] } }],
    ['a public address', { config: { ...exposed, loopback: true, publicUrl: 'https://tests.example.com' } }],
  ])('needs a key with %s', async (_title, { headers = {}, config, ...rest }) => {
    const app = await open(config && { config });
    const sent = { ...browser, host: 'localhost', ...headers };
    for (const url of ['/', '/runs/run-failed', '/runs/none']) {
      const answer = await app.inject({ url, headers: sent, ...rest });
      expect(answer.statusCode).toBe(401);
      expect(answer.body).toContain('<h1>Log in</h1>');
      expect(answer.body).not.toContain('payment');
    }
    const withKey = { ...sent, ...bearer('read') };
    expect((await app.inject({ url: '/', headers: withKey, ...rest })).statusCode).toBe(200);
    expect((await app.inject({ url: '/runs/none', headers: withKey, ...rest })).statusCode).toBe(404);
  });

  it('never takes a key from the address', async () => {
    const app = await open({ config: exposed });
    const url = `/?key=${testKey('read')}&token=${testKey('read')}`;
    expect((await app.inject({ url, headers: browser })).statusCode).toBe(401);
  });

  it('answers a program as the API does', async () => {
    const app = await open({ config: exposed });
    const answer = await app.inject({ url: '/runs/run-failed', headers: { accept: 'application/json' } });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({
      status: 401,
      detail: expect.stringContaining('Authorization: Bearer <key>'),
    });
  });

  const logIn = async (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    pages?.app.inject({
      method: 'POST',
      url: '/login',
      headers: { ...browser, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(fields).toString(),
    });
  const cookieOf = (answer: Awaited<ReturnType<typeof logIn>>) => String(answer?.headers['set-cookie']);
  const sent = (cookie: string) => ({ ...browser, cookie: cookie.split(';')[0] ?? '' });

  it('gives whoever logs in with a key that may read a session, which never shows the key', async () => {
    const app = await open({ config: exposed });
    const answer = await logIn({ key: testKey('read'), run: 'run-failed' });
    expect([answer?.statusCode, answer?.headers.location]).toEqual([303, './runs/run-failed']);
    const cookie = cookieOf(answer);
    expect(cookie).toMatch(/^loadtests_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(testKey('read'));
    const page = await app.inject({ url: '/', headers: sent(cookie) });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Log out');
    expect(page.headers['cache-control']).toBe('no-store');
    expect(pages?.logged()).not.toContain(testKey('read'));
  });

  it('leads after the login nowhere but to a page of its own', async () => {
    await open({ config: exposed });
    for (const run of ['//attacker.example', '../../x', 'https://attacker.example', '']) {
      expect((await logIn({ key: testKey('read'), run }))?.headers.location).toBe('./');
    }
  });

  it('keeps the cookie to https and to the path, where the sidecar is reached by them', async () => {
    await open({ config: { ...exposed, publicUrl: 'https://example.com/monitor' } });
    expect(cookieOf(await logIn({ key: testKey('read') }))).toMatch(/; Path=\/monitor\/; .*; SameSite=Strict; Secure$/);
  });

  it('ends with the logout, after twelve hours, and when the key is revoked', async () => {
    const keys = new Map([[hashApiKey(testKey('read')), testKeyRecord('read')]]);
    const app = await open({ config: exposed, http: { apiKeys: { find: (hash) => keys.get(hash) } } });
    const status = async (cookie: string) => (await app.inject({ url: '/', headers: sent(cookie) })).statusCode;

    const first = cookieOf(await logIn({ key: testKey('read') }));
    expect(await status(first)).toBe(200);
    const out = await app.inject({
      method: 'POST',
      url: '/logout',
      headers: { ...sent(first), 'content-type': 'application/x-www-form-urlencoded' },
      payload: '',
    });
    expect([out.statusCode, out.headers.location]).toEqual([303, './login']);
    expect(String(out.headers['set-cookie'])).toContain('Max-Age=0');
    expect(await status(first)).toBe(401);

    const second = cookieOf(await logIn({ key: testKey('read') }));
    clock += 12 * 3_600_000 - 1;
    expect(await status(second)).toBe(200);
    clock += 1;
    expect(await status(second)).toBe(401);

    const third = cookieOf(await logIn({ key: testKey('read') }));
    keys.clear();
    expect(await status(third)).toBe(401);
  });

  it('refuses a key without the scope read, and one that is not known, and says so', async () => {
    await open({ config: exposed });
    const wrong = await logIn({ key: 'no-such-key-at-all' });
    expect(wrong?.statusCode).toBe(401);
    expect(wrong?.body).toContain('The key is not known');
    const ingest = await logIn({ key: testKey('ingest') });
    expect(ingest?.statusCode).toBe(403);
    expect(ingest?.body).toContain('a key with the scope read');
    expect([wrong?.headers['set-cookie'], ingest?.headers['set-cookie']]).toEqual([undefined, undefined]);
  });

  it('counts wrong keys in the login and in headers in one budget', async () => {
    const app = await open({ config: exposed, http: { limits: { failedAuthPerMinute: 2 } } });
    expect((await logIn({ key: 'no-such-key-at-all' }))?.statusCode).toBe(401);
    expect((await app.inject({ url: '/runs/x', headers: bearer('guess') })).statusCode).toBe(401);
    expect((await logIn({ key: 'no-such-key-at-all' }))?.statusCode).toBe(429);
    expect((await logIn({ key: testKey('read') }))?.statusCode).toBe(303);
  });

  it.each([
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['of another origin', { host: 'localhost', origin: 'https://attacker.example' }],
  ])('takes no login from a form %s', async (_title, headers) => {
    await open({ config: exposed });
    const answer = await logIn({ key: testKey('read') }, headers);
    expect([answer?.statusCode, answer?.headers['set-cookie']]).toEqual([403, undefined]);
  });

  it('takes a form of 4 kB at most, and nothing but a form', async () => {
    await open({ config: exposed });
    expect((await logIn({ key: 'k'.repeat(5000) }))?.statusCode).toBe(413);
    expect((await logIn({ key: testKey('read') }, { 'content-type': 'application/json' }))?.statusCode).toBe(415);
  });
});
