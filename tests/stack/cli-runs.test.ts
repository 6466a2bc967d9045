import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTarget, type Target } from '../fixtures/k6/target';
import { scriptFolder, writeCatalogue, type CatalogueFolder } from './catalogue';
import { expectK6Figures } from './figures';
import { describeOnEachStoreAndK6, type StackMetricStore } from './metric-stores';
import { startSidecar, type StackSidecar } from './sidecar';
import { waitUntil } from './wait-until';

const timeoutMs = 180_000;

describeOnEachStoreAndK6('runs by the command line loadtests', (prepare, k6Bin) => {
  let store: StackMetricStore;
  let target: Target;
  let otherTarget: Target;
  let catalogue: CatalogueFolder;
  let sidecar: StackSidecar;
  let spool: string;
  beforeAll(async () => {
    [store, target, otherTarget] = await Promise.all([prepare(), startTarget(), startTarget()]);
    catalogue = await writeCatalogue([
      { name: 'shop', script: 'passing.js', target: target.url },
      { name: 'long', script: 'aborted.js', target: otherTarget.url },
    ]);
    sidecar = await startSidecar({ catalogueFile: catalogue.file, env: store.env, k6Bin });
    spool = await mkdtemp(join(tmpdir(), 'spool-'));
  }, 240_000);
  afterAll(async () => {
    await sidecar.stop();
    await Promise.all([store.dispose(), target.close(), otherTarget.close(), catalogue.remove()]);
    await rm(spool, { recursive: true, force: true });
  }, 240_000);

  /** The program as a user runs it, in a process of its own. */
  function loadtests(runId: string, script: string, args: readonly string[]) {
    const child = spawn(
      process.execPath,
      [
        join(__dirname, '../../backend/bin/loadtests.js'),
        'run',
        join(scriptFolder, script),
        '--run-id',
        runId,
        ...args,
      ],
      {
        env: {
          PATH: process.env.PATH,
          HOME: spool,
          K6_BIN: k6Bin,
          LOADTESTS_URL: sidecar.url,
          LOADTESTS_KEY: sidecar.keys.ci,
          LOADTESTS_SPOOL_DIR: spool,
          ...store.env,
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      }
    );
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    const ended = new Promise<{ exitCode: number | null; stderr: string }>((resolve, reject) => {
      child.on('error', reject).on('close', (exitCode) => resolve({ exitCode, stderr }));
    });
    return { child, ended };
  }

  it(
    'count with the script, target and load of the catalogue; --wait ends with 0 for passed',
    async () => {
      const { ended } = loadtests('cli-same', 'passing.js', ['--test', 'shop', '--target', target.url, '--wait']);
      const { exitCode, stderr } = await ended;
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining('passed')]);
      const run = await sidecar.api.waitForSettled('cli-same');
      expect(run).toMatchObject({
        verdict: 'passed',
        counts: true,
        countsReason: null,
        trigger: 'external',
        reporter: 'cli',
        virtualUsers: 4,
      });
      expect(run.instances).toMatchObject([{ instance: '0', exitCode: 0 }]);
      expectK6Figures(run);
    },
    timeoutMs
  );

  it.each([
    [
      'another load',
      'cli-vus',
      'passing.js',
      ['--', '--vus', '2'],
      "another load profile (virtual users, duration, stages) than the catalogue's",
    ],
    [
      'another script',
      'cli-script',
      'thresholds-crossed.js',
      ['--', '--duration', '1s'],
      "another script than the catalogue's",
    ],
    [
      'no thresholds',
      'cli-no-thresholds',
      'passing.js',
      ['--', '--no-thresholds'],
      '--no-thresholds changes what is measured',
    ],
    [
      'no setup()',
      'cli-no-setup',
      'passing.js',
      ['--', '--no-setup'],
      'k6\'s option "noSetup" is not the catalogue\'s',
    ],
    [
      'a variable that the catalogue does not know',
      'cli-unknown-env',
      'passing.js',
      ['--', '-e', 'SLOW=1'],
      '-e "SLOW" is neither in the catalogue\'s env nor among its ignoredEnv',
    ],
  ])(
    'do not count with %s: a verdict and nothing more',
    async (_title, runId, script, args, countsReason) => {
      const { ended } = loadtests(runId, script, ['--test', 'shop', '--target', target.url, ...args]);
      const { exitCode } = await ended;
      const run = await sidecar.api.waitForSettled(runId);
      expect(run).toMatchObject({ counts: false, countsReason, effects: [], incidentId: null, diagnosis: null });
      expect(run.instances).toMatchObject([{ exitCode }]);
      expect(run.verdict).toBe(exitCode === 0 ? 'passed' : 'failed');
      expectK6Figures(run);
      expect(await sidecar.api.banner()).toMatchObject({ state: 'ok' });
    },
    timeoutMs
  );

  it(
    "are judged in the same way from k6's machine-readable summary, which tells of no thresholds",
    async () => {
      const end = async (runId: string, script: string, args: readonly string[]) => {
        const all = ['--target', target.url, ...args, '--', '--new-machine-readable-summary'];
        const { exitCode } = await loadtests(runId, script, all).ended;
        const run = await sidecar.api.waitForSettled(runId);
        expectK6Figures(run);
        return { exitCode, run };
      };
      const [good, crossed] = await Promise.all([
        end('cli-machine', 'passing.js', ['--test', 'shop']),
        end('cli-machine-crossed', 'thresholds-crossed.js', []),
      ]);
      expect(good).toMatchObject({ exitCode: 0, run: { verdict: 'passed', counts: true } });
      expect(good.run).toMatchObject({ virtualUsers: 4, reasons: [{ code: 'withinLimits' }] });
      expect(crossed).toMatchObject({ exitCode: 99, run: { verdict: 'failed' } });
      expect(crossed.run.reasons.map(({ code }) => code)).toContain('k6ThresholdBreach');
    },
    timeoutMs
  );

  it(
    'pass where the store could not take their samples, and say how many batches were lost and why',
    async () => {
      const { ended } = loadtests('cli-lost', 'huge-tag.js', ['--target', target.url, '--wait']);
      const { exitCode, stderr } = await ended;
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining('passed')]);
      const run = await sidecar.api.waitForSettled('cli-lost');
      expect(run).toMatchObject({ verdict: 'passed', requests: 120, reasons: [{ code: 'withinLimits' }] });
      expect(run.storeCheck).toMatchObject({
        kind: 'compared',
        summaryRequests: 120,
        lost: {
          samples: null,
          causes: [expect.stringMatching(/^Couldn't create batch from samples: .*max key length exceeded/)],
        },
      });
      expect(run.storeCheck?.lost?.batches).toBeGreaterThan(0);
      expect(run.storeCheck?.lost?.uncountedBatches).toBe(run.storeCheck?.lost?.batches);
      expect(run.storeCheck?.kind === 'compared' ? run.storeCheck.missingRequests : 0).toBeGreaterThan(0);
    },
    timeoutMs
  );

  it(
    'do not count against another target',
    async () => {
      const args = ['--test', 'shop', '--target', otherTarget.url, '--', '--duration', '1s'];
      await loadtests('cli-target', 'passing.js', args).ended;
      const run = await sidecar.api.waitForSettled('cli-target');
      expect(run).toMatchObject({ counts: false, countsReason: `another target than the catalogue's ${target.url}` });
    },
    timeoutMs
  );

  it(
    'are errored when a person presses Ctrl-C, and nobody is told',
    async () => {
      const { child, ended } = loadtests('cli-ctrl-c', 'aborted.js', ['--test', 'long', '--target', otherTarget.url]);
      const before = otherTarget.requests.length;
      await waitUntil('the first requests', () => (otherTarget.requests.length > before + 100 ? true : undefined));
      child.kill('SIGINT');
      expect((await ended).exitCode).toBe(105);
      const run = await sidecar.api.waitForSettled('cli-ctrl-c');
      expect(run).toMatchObject({ verdict: 'errored', counts: true });
      expect(run.reasons[0]?.code).toBe('stoppedByPerson');
      expectK6Figures(run);
      expect(run.effects.map(({ kind }) => kind)).not.toContain('slackMessage');
    },
    timeoutMs
  );
});
