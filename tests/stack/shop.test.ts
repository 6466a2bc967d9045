import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { describeWith, realPart } from '../../backend/src/testing/real-parts';
import { startShop, type Shop } from '../../demo/shop';

const scripts = resolve(__dirname, '../../k6/scripts');
const summarySchema = z.object({
  metrics: z.object({
    http_reqs: z.object({ count: z.number() }),
    // `passes` counts the requests that failed.
    http_req_failed: z.object({ passes: z.number() }),
    checks: z.object({ fails: z.number() }),
  }),
});

describeWith(['K6_BIN'], 'the shop of npm run shop', () => {
  let shop: Shop;
  let folder: string;
  beforeAll(async () => {
    shop = await startShop('healthy');
    folder = await mkdtemp(join(tmpdir(), 'shop-'));
  });
  afterAll(() => Promise.all([shop.close(), rm(folder, { recursive: true, force: true })]));

  const run = async (script: string) => {
    const summary = join(folder, `${script}.json`);
    const args = ['run', '--quiet', '--vus', '1', '--iterations', '2', '--summary-export', summary];
    await promisify(execFile)(realPart('K6_BIN') ?? '', [...args, '-e', `TARGET=${shop.url}`, join(scripts, script)], {
      env: { PATH: process.env.PATH, ITEMS: '20' },
    }).catch(() => undefined);
    return summarySchema.parse(JSON.parse(await readFile(summary, 'utf8'))).metrics;
  };

  it.each(['smoke.js', 'checkout.js', 'browse.js'])('has every page that %s asks for', async (script) => {
    const { http_reqs, http_req_failed, checks } = await run(script);
    expect(http_reqs.count).toBeGreaterThan(1);
    expect([http_req_failed.passes, checks.fails]).toEqual([0, 0]);
  });

  it('breaks and is repaired by PUT /mode, and tells how it stands', async () => {
    const put = async (mode: string) => (await fetch(`${shop.url}/mode`, { method: 'PUT', body: mode })).text();
    expect(await put('brokenCheckout')).toBe('brokenCheckout');
    expect((await run('checkout.js')).http_req_failed.passes).toBeGreaterThan(0);
    expect(await put('down')).toBe('down');
    const { http_reqs, http_req_failed } = await run('smoke.js');
    expect(http_req_failed.passes).toBe(http_reqs.count);
    // What it does not know changes nothing.
    expect(await put('onFire')).toBe('down');
    expect(await put('healthy')).toBe('healthy');
  });
});
