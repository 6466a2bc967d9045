import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleepFor } from '../../backend/src/cli/sidecar';
import { createCommand } from '../cli/command';
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
  }, 120_000);
  afterAll(async () => {
    await sidecar.stop();
    await Promise.all([store.dispose(), target.close(), catalogue.remove()]);
    await rm(folder, { recursive: true, force: true });
  }, 120_000);

  it('is followed by events from the queue to the figures, and Ctrl-C stops the run', async () => {
    const runId = await sidecar.api.runNow('long');
    const waiting = await sidecar.api.runNow('long');
    const watching = createCommand(
      { folder, monitorUrl: sidecar.url, k6Bin, cwd: folder },
      {
        sleep: sleepFor,
        times: { request: 10_000, announce: 0, deliver: 5000, kill: 1000 },
        environment: { LOADTESTS_KEY: sidecar.keys.person },
      }
    );
    const news = () =>
      watching
        .printed()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as News);
    const ended = watching.command('watch', runId, '--stop-on-interrupt', '--json');
    const shown = await waitUntil(
      'progress with figures',
      () =>
        news().find(({ progress }) => (progress?.p95ResponseTimeMs ?? null) !== null && progress?.virtualUsers === 3),
      { withinMs: 30_000, details: () => `${watching.said()}\n${watching.printed().slice(-2000)}` }
    );
    expect(shown).toMatchObject({
      runId,
      progress: { stage: 'running', plannedSeconds: 20, virtualUsers: 3, errorRate: 0 },
    });
    expect(shown.progress?.requests).toBeGreaterThan(0);
    expect(shown.progress?.iterations).toBeGreaterThan(0);
    expect(target.requests.length).toBeGreaterThanOrEqual(shown.progress?.requests ?? NaN);
    expect((await sidecar.api.run(runId)).progress).toMatchObject({ stage: 'running', plannedSeconds: 20 });
    expect((await sidecar.api.run(waiting)).progress).toMatchObject({ stage: 'queued', elapsedSeconds: null });

    await sidecar.api.stop(waiting);
    watching.signals.emit('SIGINT', 'SIGINT');
    expect(await ended).toBe(1);
    expect(watching.said()).toContain('the run is told to stop');
    expect(news().at(-1)).toMatchObject({ event: 'verdict', runId, verdict: 'errored', exitCode: 1 });
    const run = await sidecar.api.run(runId);
    expect(run).toMatchObject({ verdict: 'errored', progress: null });
    expect(run.reasons.map(({ code }) => code)).toContain('stoppedByPerson');
  }, 90_000);
});
