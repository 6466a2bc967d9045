import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunDetail } from '../../src/api/request';
import { describeEachK6 } from '../../backend/src/testing/real-parts';
import { startTarget, type Target } from '../fixtures/k6/target';
import { writeCatalogue, type CatalogueFolder } from './catalogue';
import { startSidecar, type StackSidecar } from './sidecar';

const cases = join(__dirname, '../fixtures/cases');
const names = ['healthy-without-samples', 'check-name-nul', 'partly-measured-errors', 'no-thresholds'] as const;

jest.setTimeout(180_000);

describeEachK6('scripts that once got a wrong verdict', (k6Bin) => {
  let targets: Target[];
  let catalogue: CatalogueFolder;
  let sidecar: StackSidecar;
  let folder: string;
  const runs = new Map<string, Promise<RunDetail>>();
  const run = (name: (typeof names)[number]): Promise<RunDetail> =>
    runs.get(name) ?? Promise.reject(new Error(`no run of ${name}`));
  const targetOf = (name: (typeof names)[number]): string => targets[names.indexOf(name)]?.url ?? '';

  beforeAll(async () => {
    targets = await Promise.all(names.map(() => startTarget()));
    catalogue = await writeCatalogue(
      names.map((name) => ({ name, script: join(cases, `${name}.js`), target: targetOf(name) }))
    );
    folder = await mkdtemp(join(tmpdir(), 'cases-'));
    sidecar = await startSidecar({ catalogueFile: catalogue.file, env: { K6_BIN: k6Bin } });
    for (const name of names) {
      const settled = sidecar.api.waitForSettled(await sidecar.api.runNow(name));
      // Whoever waits for it gets the error.
      settled.catch(() => undefined);
      runs.set(name, settled);
    }
  });
  afterAll(async () => {
    await Promise.allSettled(runs.values());
    await sidecar.stop();
    await Promise.all([...targets.map((target) => target.close()), catalogue.remove()]);
    await rm(folder, { recursive: true, force: true });
  });

  /** The program as a user runs it. @returns its exit code. */
  function loadtests(runId: string, env: Readonly<Record<string, string>>, args: readonly string[]) {
    const script = join(cases, 'no-thresholds.js');
    const given = ['--test', 'no-thresholds', '--target', targetOf('no-thresholds'), '--run-id', runId, ...args];
    const child = spawn(
      process.execPath,
      [join(__dirname, '../../backend/bin/loadtests.js'), 'run', script, ...given],
      {
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          K6_BIN: k6Bin,
          LOADTESTS_URL: sidecar.url,
          LOADTESTS_KEY: sidecar.keys.ci,
          LOADTESTS_SPOOL_DIR: join(folder, 'spool'),
          ...env,
        },
        stdio: 'ignore',
      }
    );
    return new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  }

  it('passes a healthy run whose thresholds have no samples, or only zeros', async () => {
    const { verdict, reasons, thresholds } = await run('healthy-without-samples');
    expect([verdict, reasons.map(({ code }) => code)]).toEqual(['passed', ['withinLimits']]);
    const own = thresholds.filter(({ source }) => source === 'k6');
    expect(own.map(({ metric, ok }) => [metric, ok])).toEqual([
      ['app_errors', true],
      ['bad', true],
      ['dropped_iterations', true],
      ['http_req_tls_handshaking', true],
      ['http_reqs{status:500}', true],
    ]);
  });

  it('cleans NUL in the name of a check, and judges the run', async () => {
    const { verdict, reasons, requests, storeCheck } = await run('check-name-nul');
    expect([verdict, reasons.map(({ code }) => code), requests]).toEqual(['passed', ['withinLimits'], 60]);
    expect(storeCheck).toMatchObject({ kind: 'compared', missingRequests: 0 });
  });

  it('counts the error rate over its own samples, and never passes requests without one', async () => {
    const { verdict, reasons, errorRate, errorRateSamples } = await run('partly-measured-errors');
    expect([verdict, errorRate, errorRateSamples]).toEqual(['inconclusive', 0, 5]);
    expect(reasons.map(({ text }) => text)).toEqual([
      '55 of 60 requests were not measured as failed or not (http_req_failed)',
    ]);
  });

  it.each<[string, string, Record<string, string>, string[], string]>([
    ['the switch', 'by-switch', {}, ['--', '--no-thresholds'], '--no-thresholds'],
    ['the variable', 'by-variable', { K6_NO_THRESHOLDS: 'true' }, [], 'K6_NO_THRESHOLDS'],
  ])('does not count a run without the thresholds, by %s: it resolves nothing', async (_by, id, env, args, name) => {
    const failed = await run('no-thresholds');
    expect(failed).toMatchObject({ verdict: 'failed', counts: true, actionRequired: true });
    const before = await sidecar.api.incidents({ test: 'no-thresholds', open: true });
    expect(before).toEqual([expect.objectContaining({ id: failed.incidentId, openedByRunId: failed.id })]);

    expect(await loadtests(id, env, args)).toBe(0);
    expect(await sidecar.api.waitForSettled(id)).toMatchObject({
      requests: 60,
      counts: false,
      countsReason: `${name} changes what is measured`,
      incidentId: null,
      effects: [],
    });
    expect(await sidecar.api.incidents({ test: 'no-thresholds', open: true })).toEqual(before);
    expect(await sidecar.api.banner()).toMatchObject({ state: 'action_required' });
  });
});
