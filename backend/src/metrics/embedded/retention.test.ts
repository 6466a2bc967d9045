import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selection } from '../testing/expected-figures';
import { generatedRun } from '../testing/generated-run';
import { createEmbeddedStore } from './embedded-store';

const daysAfterStart = (days: number) => new Date(Date.parse('2026-01-05T10:00:00Z') + days * 86_400_000);

describe('raw retention', () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'metrics-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function storeWithRun() {
    let now = daysAfterStart(0);
    const store = await createEmbeddedStore({ directory, rawRetentionDays: 7, now: () => now });
    const lines = [...generatedRun({ runId: 'old', requests: 500, failEvery: 25, instances: 2 })].join('');
    await store.ingest(Buffer.from(lines), 'ns');
    return { store, lines, travel: (days: number) => (now = daysAfterStart(days)) };
  }

  it('deletes nothing before its time', async () => {
    const { store, travel } = await storeWithRun();
    travel(6.99);
    expect(await store.sweep()).toEqual({ archivedRuns: 0, deletedSamples: 0 });
    await store.close();
  });

  it('deletes the samples and goes on answering figures and series, also after a restart', async () => {
    const { store, travel } = await storeWithRun();
    const figures = await store.figures(selection('old'));
    const series = await store.series(selection('old'));
    expect(figures.requests).toBe(500);
    travel(7.01);
    expect(await store.sweep()).toEqual({ archivedRuns: 1, deletedSamples: 1_500 + 100 + 240 });
    expect(await store.figures(selection('old'))).toEqual(figures);
    expect(await store.series(selection('old'))).toEqual(series);
    expect(await store.sweep()).toEqual({ archivedRuns: 0, deletedSamples: 0 });
    await store.close();
    const reopened = await createEmbeddedStore({ directory });
    expect(await reopened.figures(selection('old'))).toEqual(figures);
    expect((await reopened.figures(selection('old', '2026-01-06T00:00:00Z', '2026-01-07T00:00:00Z'))).requests).toBe(0);
    await reopened.close();
  });

  it('goes on answering for single endpoints, but for a p95 over several classes of status', async () => {
    const { store, travel } = await storeWithRun();
    await store.ingest(Buffer.from([...generatedRun({ runId: 'fine', requests: 80 })].join('')), 'ns');
    const selector = { name: 'http://shop.example/api/endpoint-0', method: 'GET' };
    const [mixed] = await store.selected(selection('old'), [selector]);
    const [alike] = await store.selected(selection('fine'), [selector]);
    expect([mixed?.failedRequests, alike?.requests]).toEqual([3, 10]);
    travel(7.01);
    await store.sweep();
    const [mixedKept] = await store.selected(selection('old'), [selector]);
    expect(mixedKept).toEqual({ ...mixed, avgResponseTimeMs: expect.anything() as unknown, p95ResponseTimeMs: null });
    expect(mixedKept?.avgResponseTimeMs).toBeCloseTo(mixed?.avgResponseTimeMs ?? 0, 9);
    const [alikeKept] = await store.selected(selection('fine'), [selector]);
    expect(alikeKept?.avgResponseTimeMs).toBeCloseTo(alike?.avgResponseTimeMs ?? 0, 9);
    expect(alikeKept).toMatchObject({ requests: 10, failedRequests: 0, p95ResponseTimeMs: alike?.p95ResponseTimeMs });
    await store.close();
  });

  it('leaves younger runs alone and takes their further samples', async () => {
    const { store, travel } = await storeWithRun();
    const young = [...generatedRun({ runId: 'young', requests: 100, startedAt: daysAfterStart(7) })];
    await store.ingest(Buffer.from(young.join('')), 'ns');
    travel(8);
    expect(await store.sweep()).toMatchObject({ archivedRuns: 1 });
    await store.ingest(Buffer.from(young.join('')), 'ns');
    const window = { runId: 'young', from: daysAfterStart(6.9), to: daysAfterStart(7.1) };
    expect((await store.figures(window)).requests).toBe(200);
    await store.close();
  });

  it('never lets samples that come late replace the figures of a run', async () => {
    const { store, lines, travel } = await storeWithRun();
    const figures = await store.figures(selection('old'));
    travel(8);
    await store.sweep();
    await store.ingest(Buffer.from(lines.split('\n').slice(0, 30).join('\n')), 'ns');
    expect(await store.sweep()).toMatchObject({ archivedRuns: 0 });
    expect(await store.figures(selection('old'))).toEqual(figures);
    await store.close();
  });
});
