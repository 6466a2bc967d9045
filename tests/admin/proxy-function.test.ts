import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  proxyBanner,
  type BannerProxyOptions,
  type ProxyEnvironment,
} from '../../admin/examples/load-test-banner-proxy';
import { listen } from './listen';

const request = (init?: RequestInit) => new Request('https://admin.example/admin/load-test-banner', init);
const isLoggedIn = () => true;

let keys: Array<string | undefined> = [];
let answers: Array<{ readonly status: number; readonly headers?: Readonly<Record<string, string>> }> = [];
const server = createServer((asked, reply) => {
  keys.push(asked.headers.authorization);
  const { status, headers = {} } = answers.shift() ?? { status: 200 };
  reply.writeHead(status, headers).end(status === 304 ? undefined : '{}');
});
let sidecar: Awaited<ReturnType<typeof listen>>;
let folder: string;
beforeAll(async () => {
  sidecar = await listen(server);
  folder = await mkdtemp(join(tmpdir(), 'proxy-'));
});
afterAll(async () => {
  await sidecar.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  keys = [];
  answers = [];
});

const answer = async (env: ProxyEnvironment = {}, more: Partial<BannerProxyOptions> = {}) => {
  const given = { SIDECAR_URL: sidecar.url, SIDECAR_BANNER_KEY: 'the-banner-key', ...env };
  const response = await proxyBanner(request(), { path: '', isLoggedIn, env: given, ...more });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe('the key', () => {
  it('is read from its file at each request, so that another one needs no restart', async () => {
    const file = join(folder, 'key');
    for (const key of ['first-key', 'second-key']) {
      await writeFile(file, `${key}\n`);
      expect((await answer({ SIDECAR_BANNER_KEY_FILE: file })).status).toBe(200);
    }
    expect(keys).toEqual(['Bearer first-key', 'Bearer second-key']);
  });

  it.each([
    ['is not set', { SIDECAR_BANNER_KEY: undefined }],
    ['is empty', { SIDECAR_BANNER_KEY: ' ' }],
    ['holds what no header can', { SIDECAR_BANNER_KEY: 'secret\nkey' }],
    ['is in a file that is not there', { SIDECAR_BANNER_KEY_FILE: '/nonexistent/secret-key' }],
  ])('that %s is asked for by name, and not shown', async (_, env) => {
    const { status, text } = await answer(env);
    expect(status).toBe(500);
    expect(text).toContain('SIDECAR_BANNER_KEY');
    expect(text).not.toContain('secret');
    expect(keys).toEqual([]);
  });
});

it.each([
  undefined,
  '',
  'loadtests.internal:8090',
  'https://user:secret@loadtests.internal',
  'https://host/?token=secret',
])('asks for another SIDECAR_URL than %s, and does not repeat it', async (SIDECAR_URL) => {
  const { status, text } = await answer({ SIDECAR_URL });
  expect(status).toBe(500);
  expect(text).toContain('SIDECAR_URL');
  expect(text).not.toContain('secret');
});

it('asks a sidecar below a path, with or without a slash at its end', async () => {
  expect((await answer({ SIDECAR_URL: `${sidecar.url}/loadtests/` })).status).toBe(200);
});

it('lets nobody in whose login cannot be checked', async () => {
  const failing = () => Promise.reject(new Error('the session store is away'));
  await expect(answer({}, { isLoggedIn: failing })).rejects.toThrow('the session store is away');
  expect((await answer({}, { isLoggedIn: () => Promise.resolve(false) })).status).toBe(401);
  expect(keys).toEqual([]);
});

it('has nothing kept that the sidecar allows to be kept by everybody', async () => {
  answers = [{ status: 200, headers: { 'cache-control': 'public, max-age=60' } }, { status: 200 }];
  expect((await answer()).headers.get('cache-control')).toBe('no-store');
  expect((await answer()).headers.get('cache-control')).toBe('no-store');
});

it('gives the sidecar the time it is told to', async () => {
  const silent = createServer(() => undefined);
  const { url, stop } = await listen(silent);
  const { status, text } = await answer({ SIDECAR_URL: url }, { timeoutMs: 100 });
  await stop();
  expect(status).toBe(504);
  expect(text).toContain('within 0.1 s');
});
