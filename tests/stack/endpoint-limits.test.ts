import { describeOnEachStoreAndK6, type StackMetricStore } from './metric-stores';
import { startRunnerMatrix, type MatrixEntry, type RunnerMatrix } from './runner-matrix';

/** `slow` takes 30 ms; all else answers at once, so that the p95 of the whole run says nothing of it. */
const entries: readonly MatrixEntry[] = [
  {
    name: 'slow-endpoint',
    script: 'groups.js',
    thresholds: { endpoints: [{ name: 'slow', method: 'GET', p95ResponseTimeMs: 20 }] },
  },
  {
    name: 'wide-enough',
    script: 'groups.js',
    thresholds: {
      endpoints: [
        { name: 'slow', p95ResponseTimeMs: 5000 },
        { name: 'item', method: 'POST', errorRate: 0 },
      ],
    },
  },
  {
    name: 'never-called',
    script: 'groups.js',
    thresholds: { endpoints: [{ name: 'slow', method: 'POST', p95ResponseTimeMs: 5000 }] },
  },
];

describeOnEachStoreAndK6('runs whose endpoints have limits', (prepare, k6Bin) => {
  let store: StackMetricStore;
  let matrix: RunnerMatrix;
  beforeAll(async () => {
    store = await prepare();
    matrix = await startRunnerMatrix(store, entries, k6Bin);
  }, 240_000);
  afterAll(async () => {
    await matrix.dispose();
    await store.dispose();
  }, 240_000);

  it('fail for one slow endpoint while the whole run keeps its own limit', async () => {
    const run = await matrix.run('slow-endpoint');
    expect(run.verdict).toBe('failed');
    expect(run.reasons.map(({ code }) => code)).toEqual(['endpointP95Breach']);
    expect(run.reasons[0]?.text).toMatch(/^p95 of GET slow [\d.,]+ ms, limit 20 ms/);
    const [whole] = run.thresholds.filter(({ metric }) => metric === 'p95ResponseTimeMs');
    expect(whole).toMatchObject({ ok: true });
    const [ofEndpoint] = run.thresholds.filter(({ endpoint }) => endpoint !== undefined);
    const [shown] = run.endpoints.filter(({ name }) => name === 'slow');
    expect(ofEndpoint).toMatchObject({
      source: 'catalogue',
      endpoint: { name: 'slow', method: 'GET' },
      ok: false,
      value: shown?.p95ResponseTimeMs,
    });
    expect(run.storeCheck).toMatchObject({ kind: 'compared', missingRequests: 0 });
  }, 300_000);

  it('pass where every endpoint keeps its limits', async () => {
    const run = await matrix.run('wide-enough');
    expect([run.verdict, run.reasons.map(({ code }) => code)]).toEqual(['passed', ['withinLimits']]);
    expect(run.thresholds.filter(({ endpoint }) => endpoint !== undefined).map(({ ok }) => ok)).toEqual([true, true]);
  }, 300_000);

  it('never pass where an endpoint with a limit was not called', async () => {
    const run = await matrix.run('never-called');
    expect([run.verdict, run.reasons.map(({ text }) => text)]).toEqual([
      'inconclusive',
      ['not a single request of POST slow was measured, so nothing kept its limits'],
    ]);
  }, 300_000);
});
