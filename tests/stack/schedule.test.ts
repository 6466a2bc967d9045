import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from '../../backend/src/testing/real-parts';
import { startTarget, type Target } from '../fixtures/k6/target';
import { writeCatalogue, type CatalogueFolder } from './catalogue';
import { startSidecar, type StackSidecar } from './sidecar';
import { waitUntil } from './wait-until';

const hourMs = 60 * 60 * 1000;

/** A whole sidecar over real k6, whose clock is put forward to the ticks of its schedule. */
describeWith(['K6_BIN'], 'a load test with a daily schedule', () => {
  let target: Target;
  let catalogue: CatalogueFolder;
  let dataDir: string;
  let sidecar: StackSidecar | null = null;
  /** The next tick is an hour ahead of the clock. */
  const start = Date.parse('2026-11-24T01:00:00Z');
  const tick = '2026-11-24T02:00:00.000Z';
  const startedAt = Date.now();
  let aheadMs = 0;
  const startWith = async () => {
    sidecar = await startSidecar({
      catalogueFile: catalogue.file,
      dataDir,
      now: () => new Date(start + aheadMs + Date.now() - startedAt),
    });
    return sidecar;
  };

  beforeAll(async () => {
    target = await startTarget();
    catalogue = await writeCatalogue([
      {
        name: 'nightly',
        script: 'passing.js',
        target: target.url,
        schedule: { cron: '0 3 * * *', timeZone: 'Europe/Berlin' },
      },
    ]);
    dataDir = await mkdtemp(join(tmpdir(), 'schedule-'));
  });
  afterAll(async () => {
    await sidecar?.stop();
    await target.close();
    await catalogue.remove();
    await rm(dataDir, { recursive: true, force: true });
  }, 180_000);

  const entry = async ({ api }: StackSidecar) => (await api.call('read', 'listLoadTests')).tests[0];

  it('is run by nobody but its schedule, once, and judged like any other run', async () => {
    const running = await startWith();
    expect(await entry(running)).toMatchObject({ nextRunAt: tick, nextExpectedRunAt: tick, lastTick: null });
    expect(await running.api.runs()).toEqual([]);
    aheadMs = hourMs;
    const run = await running.api.waitForVerdict('nightly-20261124-020000');
    expect(run).toMatchObject({ trigger: 'schedule', verdict: 'passed', counts: true });
    expect(await entry(running)).toMatchObject({
      nextRunAt: '2026-11-25T02:00:00.000Z',
      lastTick: { at: tick, outcome: 'started', runId: run.id },
    });
    expect(await running.api.runs()).toHaveLength(1);
    expect(await running.api.banner()).toMatchObject({ state: 'ok' });
    await running.stop();
    sidecar = null;
  }, 180_000);

  it('is missed while no sidecar is there, which the next one tells once, and the banner is unknown', async () => {
    aheadMs = 3 * 24 * hourMs;
    const running = await startWith();
    const missed = await waitUntil('the missed run', async () =>
      (await running.api.runs()).find(({ verdict }) => verdict === 'missed')
    );
    expect(missed).toMatchObject({ trigger: 'schedule', reasons: [{ text: expect.stringMatching(/^2 ticks/) }] });
    expect(await running.api.banner()).toMatchObject({
      state: 'unknown',
      unknownReason: expect.stringContaining('nightly'),
    });
    expect(await running.api.runs()).toHaveLength(2);
  }, 180_000);
});
