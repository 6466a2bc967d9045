import { runs, saveDetails } from '../runs';
import { runParts } from '../runs/tables';
import { describeOnEachDatabase } from '../testing/databases';
import { bearer, testHttp, type TestHttp } from '../testing/http-app';
import { aProgress } from '../testing/progress';
import { storeRun } from '../testing/run-rows';
import { runReadRoutes } from './runs-read';

const receivedAt = new Date('2025-11-23T12:00:00.000Z');

const notAsked = () => Promise.reject(new Error('not asked'));

describeOnEachDatabase('what is read of a run', (db) => {
  let http: TestHttp;
  beforeAll(async () => {
    http = await testHttp();
    await http.app.register(runReadRoutes, {
      db: db(),
      now: () => receivedAt,
      runUrl: () => null,
      labelsOf: (test) => ({ of: test }),
      store: { series: notAsked },
      endpointReader: { read: notAsked },
      progress: { of: async (id) => (id === 'ours' ? aProgress : null) },
    });
  });
  afterAll(() => http.app.close());
  beforeEach(async () => {
    await db().delete(runs);
    await storeRun(db(), { id: 'run-1' });
  });

  const get = (path: string, scope = 'read') =>
    http.app.inject({ url: `/api/v1/runs/${path}`, headers: bearer(scope) });

  it('shows the labels that its load test has in the catalogue now', async () => {
    const { test, labels } = (await get('run-1')).json<{ test: string; labels: unknown }>();
    expect(labels).toEqual({ of: test });
  });

  it("shows how a run stands: its own runner's with figures, a replica's by its stage alone, no others", async () => {
    const startedAt = new Date(receivedAt.getTime() - 30_000);
    const planned = { virtualUsers: 5, iterations: null, durationSeconds: 60, userSeconds: null };
    const plan = { ...planned, earlyUserStops: null, arrivals: null };
    await storeRun(db(), { id: 'ours', reporter: 'runner' });
    await storeRun(db(), { id: 'replica', reporter: 'runner', startedAt, planned: plan });
    await storeRun(db(), { id: 'waiting', reporter: 'runner', status: 'queued' });
    await storeRun(db(), { id: 'over', reporter: 'runner', status: 'judging' });
    const progressOf = async (id: string) => (await get(id)).json<{ progress: unknown }>().progress;
    expect(await progressOf('ours')).toEqual(aProgress);
    expect(await progressOf('replica')).toMatchObject({
      stage: 'running',
      elapsedSeconds: 30,
      plannedSeconds: 60,
      requests: null,
      at: receivedAt.toISOString(),
    });
    expect(await progressOf('waiting')).toMatchObject({ stage: 'queued', elapsedSeconds: null });
    expect(await progressOf('over')).toBeNull();
    expect(await progressOf('run-1')).toBeNull();
  });

  it('lists the runs that are at these places on their way', async () => {
    await storeRun(db(), { id: 'waiting', status: 'queued' });
    await storeRun(db(), { id: 'over', status: 'judged', verdict: 'passed' });
    const listed = async (query: string) =>
      (await http.app.inject({ url: `/api/v1/runs?${query}`, headers: bearer('read') }))
        .json<{ runs: Array<{ id: string }> }>()
        .runs.map(({ id }) => id)
        .sort();
    expect(await listed('status=queued,running')).toEqual(['run-1', 'waiting']);
    expect(await listed('status=judged')).toEqual(['over']);
  });

  describe('GET /api/v1/runs/{id}/summary', () => {
    const sent = (instance: string, summary: Record<string, unknown>) =>
      db()
        .insert(runParts)
        .values({
          runId: 'run-1',
          instance,
          part: 'summary',
          contentHash: '',
          content: { part: 'summary', instance, summary },
          receivedAt,
        });

    it("hands out each instance's summary as it is stored, as a file", async () => {
      const summary = { metrics: { http_reqs: { count: 12, odd: [null, 1.5, { deep: 'text' }] } }, state: {} };
      await sent('0', summary);
      await sent('1', { metrics: {} });
      const reply = await get('run-1/summary');
      expect(reply.headers['content-disposition']).toBe('attachment; filename="run-1-summary.json"');
      expect(reply.json()).toEqual({
        runId: 'run-1',
        instances: [
          { instance: '0', summary },
          { instance: '1', summary: { metrics: {} } },
        ],
      });
    });

    it('answers 404 where no instance has sent one, or there is no run', async () => {
      const reply = await get('run-1/summary');
      expect(reply.json()).toMatchObject({
        status: 404,
        detail: 'Run "run-1" has no summary: no instance has sent one.',
      });
      expect(reply.headers['content-disposition']).toBeUndefined();
      expect((await get('run-2/summary')).statusCode).toBe(404);
      expect((await get('run-1/summary', 'banner')).statusCode).toBe(403);
    });
  });

  describe('GET /api/v1/runs/{id}/evidence', () => {
    it('says what each fact rests on, and "none" for facts of before that was kept', async () => {
      const fact = { topic: 'threshold' as const, text: 'Breached: p95.' };
      const about = { kind: 'threshold' as const, metric: 'p95ResponseTimeMs', expression: 'p95 ≤ 500 ms' };
      await saveDetails(db(), 'run-1', {
        evidence: {
          facts: [
            { id: 'E1', ...fact },
            { id: 'E2', ...fact, about },
          ],
        },
      });
      expect((await get('run-1/evidence')).json()).toEqual({
        facts: [
          { id: 'E1', ...fact, about: { kind: 'none' } },
          { id: 'E2', ...fact, about },
        ],
      });
    });
  });
});
