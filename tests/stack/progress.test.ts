import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTarget, type Target } from '../fixtures/k6/target';
import { writeCatalogue, type CatalogueFolder } from './catalogue';
import { describeOnEachStoreAndK6, type StackMetricStore } from './metric-stores';
import { startSidecar, type StackSidecar } from './sidecar';
import { waitUntil } from './wait-until';

interface News {
  readonly event: string;
  readonly runId: string;
  readonly progress: Awaited<ReturnType<StackSidecar['api']['run']>>['progress'];
}

describeOnEachStoreAndK6('how a run stands while it runs', (prepare, k6Bin) => {
  let store: StackMetricStore;
  let target: Target;
  let catalogue: CatalogueFolder;
  let sidecar: StackSidecar;
  let folder: string;
  beforeAll(async () => {
    [store, target] = await Promise.all([prepare(), startTarget()]);
    catalogue = await writeCatalogue([{ name: 'long', script: 'aborted.js', target: target.url }]);
    sidecar = await startSidecar({ catalogueFile: catalogue.file, env: store.env, k6Bin });
    folder = await mkdtemp(join(tmpdir(), 'progress-'));
  }, 240_000);
  afterAll(async () => {
    await sidecar.stop();
    await Promise.all([store.dispose(), target.close(), catalogue.remove()]);
    await rm(folder, { recursive: true, force: true });
  }, 240_000);

  /** The program as a person runs it, in a process of its own. */
  function watch(...args: readonly string[]) {
    const program = join(__dirname, '../../backend/bin/loadtests.js');
    const child = spawn(process.execPath, [program, 'watch', ...args, '--json'], {
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        LOADTESTS_URL: sidecar.url,
        LOADTESTS_KEY: sidecar.keys.person,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const written = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (written.stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (written.stderr += chunk));
    const ended = new Promise<number | null>((resolve, reject) => {
      child.on('error', reject).on('close', resolve);
    });
    const news = () =>
      written.stdout
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as News);
    return { child, ended, news, said: () => written.stderr, printed: () => written.stdout };
  }

  it('is followed by events from the queue to the figures, and Ctrl-C stops the run', async () => {
    const runId = await sidecar.api.runNow('long');
    const waiting = await sidecar.api.runNow('long');
    const watching = watch(runId, '--stop-on-interrupt');
    const { news } = watching;
    const shown = await waitUntil(
      'progress with figures',
      () =>
        news().find(({ progress }) => (progress?.p95ResponseTimeMs ?? null) !== null && progress?.virtualUsers === 3),
      { withinMs: 30_000, details: () => `${watching.said()}\n${watching.printed().slice(-2000)}` }
    );
    expect(shown).toMatchObject({
      runId,
      progress: { stage: 'running', plannedSeconds: 600, virtualUsers: 3, errorRate: 0 },
    });
    expect(shown.progress?.requests).toBeGreaterThan(0);
    expect(shown.progress?.iterations).toBeGreaterThan(0);
    expect(target.requests.length).toBeGreaterThanOrEqual(shown.progress?.requests ?? NaN);
    expect((await sidecar.api.run(runId)).progress).toMatchObject({ stage: 'running', plannedSeconds: 600 });
    expect((await sidecar.api.run(waiting)).progress).toMatchObject({ stage: 'queued', elapsedSeconds: null });

    await sidecar.api.stop(waiting);
    watching.child.kill('SIGINT');
    expect(await watching.ended).toBe(1);
    expect(watching.said()).toContain('the run is told to stop');
    expect(news().at(-1)).toMatchObject({ event: 'verdict', runId, verdict: 'errored', exitCode: 1 });
    const run = await sidecar.api.run(runId);
    expect(run).toMatchObject({ verdict: 'errored', progress: null });
    expect(run.reasons.map(({ code }) => code)).toContain('stoppedByPerson');
  }, 180_000);
});
