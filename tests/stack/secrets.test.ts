import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeOnEachStoreAndK6, type StackMetricStore } from './metric-stores';
import { startRunnerMatrix, type MatrixEntry, type RunnerMatrix } from './runner-matrix';

const value = 'CANARY-of-the-secrets-test';

describeOnEachStoreAndK6('runs with secrets', (prepare, k6Bin) => {
  let folder: string;
  let store: StackMetricStore;
  let matrix: RunnerMatrix;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'secrets-'));
    const file = join(folder, 'token');
    await writeFile(file, `${value}\n`);
    const missing = { SHOP_TOKEN: { file: join(folder, 'none') } };
    const entries: readonly MatrixEntry[] = [
      {
        name: 'with-secret',
        script: 'secret.js',
        env: { ITEMS: '3' },
        secrets: { SHOP_TOKEN: { file } },
        // Enough on a busy machine.
        thresholds: { minimumRequests: 10 },
      },
      { name: 'without-it', script: 'secret.js', secrets: missing },
    ];
    store = await prepare();
    matrix = await startRunnerMatrix(store, entries, k6Bin);
  }, 240_000);
  afterAll(async () => {
    await matrix.dispose();
    await store.dispose();
    await rm(folder, { recursive: true, force: true });
  }, 240_000);

  it('are measured like any other, and the script sees the secret and nothing else that is not its own', async () => {
    const run = await matrix.run('with-secret');
    expect([run.verdict, run.reasons.map(({ text }) => text)]).toEqual([
      'passed',
      [expect.stringMatching(/^all limits kept/)],
    ]);
    // The samples have reached the store: its credentials have reached k6 all the same.
    expect(run.storeCheck).toMatchObject({ kind: 'compared', missingRequests: 0 });
    const log = run.instances[0]?.logTail.join('\n');
    expect(log).toContain('sees ITEMS,K6_NO_USAGE_REPORT,LOADTESTS_REPORTER,SHOP_TOKEN,TARGET, token [redacted]');
  }, 300_000);

  it('leave the secret nowhere: not in the API, and not in the files of the sidecar', async () => {
    const run = await matrix.run('with-secret');
    const summary = await matrix.sidecar.api.call('read', 'getRunSummary', { path: { id: run.id } });
    const { tests } = await matrix.sidecar.api.call('read', 'listLoadTests');
    expect(tests.map(({ secrets }) => secrets)).toEqual([['SHOP_TOKEN'], ['SHOP_TOKEN']]);
    expect(JSON.stringify([run, summary, tests])).not.toContain(value);
    const kept = await readdir(matrix.dataDir, { recursive: true, withFileTypes: true });
    const files = kept.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(10);
    for (const each of files) {
      expect((await readFile(each)).includes(value)).toBe(false);
    }
  }, 300_000);

  it('say which secret is missing, and do not run', async () => {
    const run = await matrix.run('without-it');
    expect([run.verdict, run.reasons[0]?.code]).toEqual(['errored', 'didNotStart']);
    const problem = `the secret SHOP_TOKEN is missing: the file ${join(folder, 'none')} cannot be read (ENOENT)`;
    expect(run.reasons[0]?.text).toContain(problem);
    expect(matrix.target('without-it').requests).toEqual([]);
  }, 300_000);
});
