import { createHash } from 'node:crypto';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeWith } from '../../backend/src/testing/real-parts';
import { startTarget, type Target } from '../fixtures/k6/target';
import { writeCatalogue, type CatalogueFolder } from './catalogue';
import { startSidecar, type StackSidecar } from './sidecar';
import { waitUntil } from './wait-until';

/** A whole sidecar over real k6 whose catalogue is edited while it works. */
describeWith(['K6_BIN'], 'a catalogue that is edited', () => {
  let target: Target;
  let catalogue: CatalogueFolder;
  let sidecar: StackSidecar;
  let script: string;

  beforeAll(async () => {
    target = await startTarget();
    catalogue = await writeCatalogue([
      { name: 'first', script: 'passing.js', target: target.url },
      { name: 'second', script: 'ramping.js', target: target.url, environment: 'staging' },
      { name: 'broken', script: 'syntax-error.js', target: target.url },
    ]);
    script = path.join(path.dirname(catalogue.file), 'tests/fixtures/k6/scripts/ramping.js');
    sidecar = await startSidecar({ catalogueFile: catalogue.file });
  });
  afterAll(async () => {
    await sidecar.stop();
    await Promise.all([target.close(), catalogue.remove()]);
  });

  it('may have a script that k6 cannot read: it is told, others run, and it is forgotten when the script is mended', async () => {
    const problem = async () =>
      (await sidecar.api.call('read', 'listLoadTests')).tests.find(({ name }) => name === 'broken')?.scriptProblem;
    const said = await waitUntil('what k6 says of the script', async () => (await problem()) ?? undefined);
    expect(said).toMatch(/^tests\/fixtures\/k6\/scripts\/syntax-error\.js:\d+:\d+: /);
    expect(sidecar.logged()).toContain('the load test \\"broken\\" cannot be run: ');
    expect(await (await fetch(`${sidecar.url}/health/ready`)).json()).toMatchObject({
      status: 'degraded',
      checks: expect.arrayContaining([{ name: 'scripts', status: 'down', required: false }]),
    });
    const broken = path.join(path.dirname(script), 'syntax-error.js');
    await writeFile(broken, 'export default function () {}\n');
    const mended = 'the load test \\"broken\\" can be run as it is now';
    await waitUntil('the end of the problem', () => (sidecar.logged().includes(mended) ? true : undefined));
    expect(await problem()).toBeNull();
  });

  it('counts for a run that was queued before: its script and limits are the new ones, and nobody is alarmed', async () => {
    const before = await sidecar.api.runNow('first');
    const queued = await sidecar.api.runNow('second');
    await appendFile(script, '\n// Edited while its run was queued.\n');
    const text = await readFile(catalogue.file, 'utf8');
    await writeFile(catalogue.file, text.replaceAll('"p95ResponseTimeMs": 5000', '"p95ResponseTimeMs": 4321'));
    expect(await sidecar.api.waitForVerdict(before)).toMatchObject({ verdict: 'passed' });
    const run = await sidecar.api.waitForVerdict(queued);
    expect(run).toMatchObject({ verdict: 'passed', counts: true, environment: 'staging' });
    expect(run.thresholds).toEqual(
      expect.arrayContaining([expect.objectContaining({ metric: 'p95ResponseTimeMs', limit: 4321 })])
    );
    expect(run.scriptHash).toBe(
      createHash('sha256')
        .update(await readFile(script))
        .digest('hex')
    );
    expect(await sidecar.api.banner()).toMatchObject({ state: 'ok' });
    expect(sidecar.logged()).toContain('it runs as it is now');
  });

  it('that cannot be used leaves the one from before at work', async () => {
    await writeFile(catalogue.file, 'version: 1\nloadTests: none\n');
    const run = await sidecar.api.waitForVerdict(await sidecar.api.runNow('second'));
    expect(run).toMatchObject({ verdict: 'passed', counts: true });
    expect(sidecar.logged()).toContain('the catalogue as it is now cannot be used');
    const health = await fetch(`${sidecar.url}/health/ready`);
    expect([health.status, await health.json()]).toEqual([
      200,
      expect.objectContaining({
        status: 'degraded',
        checks: expect.arrayContaining([{ name: 'catalogue', status: 'down', required: false }]),
      }),
    ]);
  });
});
