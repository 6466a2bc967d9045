import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../parts/server';
import { endpointDown } from '../scenarios/load';
import { startWorld, type World } from '../scenarios/world';
import { waitUntil } from '../stack/wait-until';
import { codeOf } from './commands';

let world: World;
let folder = '';
const sites: ChildProcess[] = [];
beforeAll(async () => {
  world = await startWorld({ tests: ['checkout'] });
  folder = await mkdtemp(join(tmpdir(), 'site-'));
  const [snippet = ''] = await codeOf('Admin site', 'js');
  await writeFile(join(folder, 'site.mjs'), snippet);
});
afterAll(async () => {
  for (const site of sites) {
    const ended = new Promise((done) => site.once('close', done));
    site.kill();
    await ended;
  }
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

async function site(env: Readonly<Record<string, string>>) {
  const port = await freePort();
  const { url, keys } = world.sidecar();
  sites.push(
    spawn(process.execPath, ['site.mjs'], {
      cwd: folder,
      env: { LOADTESTS_URL: url, BANNER_KEY: keys.banner, PORT: String(port), ...env },
      stdio: 'ignore',
    })
  );
  const ask = (path: string, headers: Record<string, string> = { cookie: 'session=1' }) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers });
  await waitUntil('the site to answer', () =>
    ask('/').then(
      () => true as const,
      () => undefined
    )
  );
  return ask;
}

it("README's few lines of Node pass the banner on to admins alone, and never say more than the sidecar does", async () => {
  const ask = await site({});
  await world.run('checkout', endpointDown());
  const banner = await ask('/admin/load-test-banner');
  expect([banner.status, await banner.json()]).toMatchObject([200, { state: 'action_required' }]);
  const etag = banner.headers.get('etag') ?? '';
  expect((await ask('/admin/load-test-banner', { cookie: 's=1', 'if-none-match': etag })).status).toBe(304);
  const results = await ask('/admin/load-test-banner/results?limit=1');
  expect(await results.json()).toMatchObject({ results: [{ test: 'checkout', verdict: 'failed' }] });
  expect((await ask('/admin/load-test-banner', {})).status).toBe(401);
  expect((await ask('/api/v1/runs')).status).toBe(404);
});

it.each([
  ['a wrong key', { BANNER_KEY: 'wrong' }],
  ['a sidecar that does not answer', { LOADTESTS_URL: 'http://127.0.0.1:1' }],
])('and takes %s for no answer, not for a visitor who is not logged in', async (_, env) => {
  expect((await (await site(env))('/admin/load-test-banner')).status).toBe(502);
});
