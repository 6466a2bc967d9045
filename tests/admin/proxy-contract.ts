import { writeCatalogue, type CatalogueFolder } from '../stack/catalogue';
import { startSidecar, type StackSidecar } from '../stack/sidecar';
import { watchSidecar, type WatchedSidecar } from './watched-sidecar';

/** The session that the tiny sites of these tests let in, as a browser sends it after its login. */
export const validSession = 'a-session-of-somebody-who-logged-in';
export const isValidCookie = (cookie: string | null | undefined): boolean =>
  (cookie ?? '').split('; ').includes(`session=${validSession}`);

/** What a site is told in its environment. */
export interface SiteEnvironment {
  readonly SIDECAR_URL: string;
  readonly SIDECAR_BANNER_KEY: string;
}

/** A site that has the banner at `/admin/load-test-banner`. */
export interface Site {
  readonly url: string;
  stop(): Promise<void>;
}

const place = '/admin/load-test-banner';

/**
 * What every shipped handler promises, on a real sidecar.
 *
 * @param start starts the site, of which `isValidCookie` is the login.
 * @param startMs it may take so long.
 */
export function itProxiesTheBanner(start: (env: SiteEnvironment) => Promise<Site>, startMs = 30_000): void {
  let catalogue: CatalogueFolder;
  let sidecar: StackSidecar;
  let watched: WatchedSidecar;
  let site: Site;
  const answers: string[] = [];

  beforeAll(async () => {
    const entry = { script: 'passing.js', target: 'http://127.0.0.1:9' };
    catalogue = await writeCatalogue([
      { ...entry, name: 'checkout' },
      { ...entry, name: 'checkout-staging', environment: 'staging' },
    ]);
    sidecar = await startSidecar({ catalogueFile: catalogue.file, k6Bin: '/nonexistent/k6' });
    watched = await watchSidecar(sidecar.url);
    site = await start({ SIDECAR_URL: watched.url, SIDECAR_BANNER_KEY: sidecar.keys.banner });
  }, startMs + 60_000);
  afterAll(async () => {
    await site?.stop();
    await watched?.stop();
    await sidecar?.stop();
    await catalogue?.remove();
  });
  beforeEach(() => {
    watched.be('through');
    watched.seen();
  });

  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${site.url}${place}${path}`, { redirect: 'manual', ...init });
    const text = await response.text();
    answers.push(`${JSON.stringify([...response.headers])}${text}`);
    return { status: response.status, headers: response.headers, text };
  };
  const loggedIn = (headers: Readonly<Record<string, string>> = {}) => ({
    headers: { cookie: `theme=dark; session=${validSession}`, ...headers },
  });
  const json = (text: string): unknown => JSON.parse(text);

  it('asks nothing of the sidecar for somebody who is not logged in', async () => {
    const strangers: ReadonlyArray<Record<string, string>> = [
      {},
      { cookie: 'session=stolen' },
      { authorization: `Bearer ${sidecar.keys.banner}` },
    ];
    for (const headers of strangers) {
      for (const path of ['', '/results', '?environment=production']) {
        const answer = await ask(path, { headers });
        expect(answer.status).toBe(401);
        expect(answer.headers.get('cache-control')).toBe('no-store');
        expect(json(answer.text)).toMatchObject({ status: 401 });
      }
    }
    expect(watched.seen()).toEqual([]);
  });

  it('answers the banner and the results to somebody who is', async () => {
    const banner = await ask('', loggedIn());
    expect(banner.status).toBe(200);
    expect(json(banner.text)).toEqual(await sidecar.api.banner());
    expect(banner.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(banner.headers.get('cache-control')).toBe('private, no-cache');
    const results = await ask('/results?limit=5', loggedIn());
    expect(results.status).toBe(200);
    expect(json(results.text)).toEqual({ results: [] });
  });

  it('answers 304 while nothing has changed', async () => {
    for (const path of ['', '/results']) {
      const etag = (await ask(path, loggedIn())).headers.get('etag') ?? '';
      expect(etag).not.toBe('');
      const again = await ask(path, loggedIn({ 'if-none-match': etag }));
      expect(again).toMatchObject({ status: 304, text: '' });
      expect(again.headers.get('etag')).toBe(etag);
      expect((await ask(path, loggedIn({ 'if-none-match': '"another"' }))).status).toBe(200);
    }
  });

  it('passes the environment on, and what the sidecar says about it', async () => {
    expect(json((await ask('?environment=staging', loggedIn())).text)).toMatchObject({ state: 'ok' });
    expect(json((await ask('?environment=stagging', loggedIn())).text)).toMatchObject({
      state: 'unknown',
      unknownReason: expect.stringContaining('known: production, staging'),
    });
    expect((await ask('?environment=', loggedIn())).status).toBe(400);
  });

  it('tells the sidecar nothing of the browser: no cookies, no headers of its own', async () => {
    await ask('?environment=staging', loggedIn({ authorization: 'Basic abc', 'x-forwarded-user': 'admin' }));
    const [seen, ...more] = watched.seen();
    expect(more).toEqual([]);
    expect(seen).toMatchObject({
      method: 'GET',
      url: '/api/v1/banner?environment=staging',
      headers: { authorization: `Bearer ${sidecar.keys.banner}` },
    });
    expect(seen?.headers).not.toHaveProperty('cookie');
    expect(JSON.stringify(seen)).not.toMatch(/session|Basic|x-forwarded-user/);
  });

  it.each(['POST', 'PUT', 'DELETE'])('refuses %s', async (method) => {
    const answer = await ask('', { ...loggedIn(), method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET');
    expect(watched.seen()).toEqual([]);
  });

  it('leads to nothing else of the sidecar', async () => {
    for (const path of ['/runs', '/results/more', '/%2e%2e/runs', '/results%2f..%2f..%2fruns', '/..%2fruns']) {
      expect((await ask(path, loggedIn())).status).toBe(404);
    }
    expect(watched.seen()).toEqual([]);
  });

  it('passes on when to ask again', async () => {
    watched.be('busy');
    const answer = await ask('', loggedIn());
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('7');
  });

  it.each([
    ['gone', 503],
    ['redirecting', 502],
    // Not 401 or 403: a page would take that for its own login.
    ['refusing', 502],
  ] as const)('says so where the sidecar is %s', async (mode, status) => {
    watched.be(mode);
    const answer = await ask('', loggedIn());
    expect(answer.status).toBe(status);
    expect(json(answer.text)).toMatchObject({ status: answer.status, detail: expect.any(String) });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('says so where the sidecar does not answer within 5 s', async () => {
    watched.be('silent');
    const began = performance.now();
    const answer = await ask('/results', loggedIn());
    // Well before a browser would give up by itself, also on a busy machine.
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(answer.status).toBe(504);
    expect(json(answer.text)).toMatchObject({ status: 504 });
  });

  // Last: over all answers of the tests before.
  it('never shows the key or a cookie of the sidecar', () => {
    expect(answers.length).toBeGreaterThan(20);
    expect(answers.join('\n')).not.toContain(sidecar.keys.banner);
    expect(answers.join('\n')).not.toContain('sidecar=own');
  });
}
