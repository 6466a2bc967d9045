import { runs } from '../runs';
import { hashApiKey } from '../model/api-key';
import type { Diagnosis } from '../model/diagnosis';
import { describeOnEachDatabase } from '../testing/databases';
import { fixedApiKeys } from '../testing/fixed-api-keys';
import { bearer, testHttp, testKey, testKeyRecord, type TestHttp } from '../testing/http-app';
import { noProgress } from '../testing/progress';
import { storeRun } from '../testing/run-rows';
import { runOperateRoutes } from './runs-operate';
import { runReadRoutes } from './runs-read';
import { pino } from 'pino';
import { createBreakers } from '../lib/outbound/breaker';
import { createEndpointReader } from '../loop';
import { MetricsStoreError } from '../model/figures';

const diagnosis: Diagnosis = {
  classification: 'actionRequired',
  proposed: null,
  confidence: 1,
  text: 'p95 812 ms, limit 500 ms.',
  evidenceIds: [],
  madeBy: { kind: 'rules', rulesVersion: '1', because: 'notConfigured', detail: 'no model' },
  policy: { version: '1', permitsRedeploy: false, rule: 'defaultRefuse', reason: 'by default' },
  madeAt: '2025-11-23T12:00:00.000Z',
};

describeOnEachDatabase('POST /api/v1/runs/{id}/feedback', (db) => {
  let http: TestHttp;
  let now = new Date('2025-11-23T12:00:00.000Z');
  beforeAll(async () => {
    const plugin = testKeyRecord('operate', {
      id: 'plugin',
      name: 'plugin',
      grafana: true,
      hash: hashApiKey(testKey('plugin')),
    });
    http = await testHttp({ apiKeys: fixedApiKeys([testKeyRecord('operate'), testKeyRecord('read'), plugin]) });
    const options = {
      db: db(),
      now: () => now,
      runUrl: () => null,
      labelsOf: () => ({}),
      store: { series: () => Promise.reject(new Error('not asked')) },
      endpointReader: createEndpointReader({
        store: { endpointSeries: () => Promise.reject(new MetricsStoreError('the store is away', true)) },
        breaker: createBreakers().metricStore,
        now: () => now,
        logger: pino({ level: 'silent' }),
      }),
      progress: noProgress,
      stop: () => false,
    };
    await http.app.register(runReadRoutes, options);
    await http.app.register(runOperateRoutes, options);
  });
  afterAll(() => http.app.close());
  beforeEach(async () => {
    await db().delete(runs);
    await storeRun(db(), { id: 'run-1', status: 'judged', verdict: 'failed', diagnosis });
  });

  const give = (body: object, { id = 'run-1', headers = bearer('operate') } = {}) =>
    http.app.inject({ method: 'POST', url: `/api/v1/runs/${id}/feedback`, headers, body });
  const run = async (id = 'run-1') =>
    (await http.app.inject({ url: `/api/v1/runs/${id}`, headers: bearer('read') })).json();
  const as = (login: string) => ({ ...bearer('plugin'), 'x-grafana-user': login });

  it('keeps who said what and when, and leaves the diagnosis as it was', async () => {
    expect((await run()).feedback).toEqual([]);
    const reply = await give({ correct: false, actualCause: ' the pool was too small ' });
    expect(reply.statusCode).toBe(200);
    expect(reply.json()).toEqual({
      correct: false,
      actualCause: 'the pool was too small',
      givenBy: 'key the operate key',
      givenAt: now.toISOString(),
    });
    expect(await run()).toMatchObject({ feedback: [reply.json()], diagnosis });
  });

  it("replaces a person's own word, and nobody else's; newest first", async () => {
    await give({ correct: true }, { headers: as('alice') });
    now = new Date('2025-11-23T12:01:00.000Z');
    await give({ correct: false, actualCause: null }, { headers: as('bob') });
    now = new Date('2025-11-23T12:02:00.000Z');
    await give({ correct: false, actualCause: 'a slow query' }, { headers: as('alice') });
    expect((await run()).feedback).toEqual([
      expect.objectContaining({ givenBy: 'alice (Grafana, key plugin)', correct: false, actualCause: 'a slow query' }),
      expect.objectContaining({ givenBy: 'bob (Grafana, key plugin)', correct: false, actualCause: null }),
    ]);
  });

  it('can be exported as cases to measure diagnoses by: labelled where everybody found it right', async () => {
    const exported = async (query = '') =>
      (await http.app.inject({ url: `/api/v1/feedback/cases${query}`, headers: bearer('read') })).json();
    expect(await exported()).toEqual({ cases: [] });
    now = new Date('2025-11-23T12:00:00.000Z');
    await give({ correct: true }, { headers: as('alice') });
    await storeRun(db(), { id: 'run-2', status: 'judged', verdict: 'failed', diagnosis });
    now = new Date('2025-11-23T12:05:00.000Z');
    await give({ correct: false, actualCause: 'a slow query' }, { id: 'run-2', headers: as('bob') });
    const about = { kind: 'feedback', split: 'tuning', injected: false };
    expect(await exported()).toMatchObject({
      cases: [
        { ...about, id: 'run-2', label: null, why: 'a slow query' },
        {
          ...about,
          id: 'run-1',
          label: diagnosis.classification,
          why: 'a person said that it was right',
          // The store is away: what it alone knows is left out.
          input: { run: { id: 'run-1', verdict: 'failed' }, endpointSeries: null },
        },
      ],
    });
    const one = await exported('?limit=1');
    expect(one.cases).toHaveLength(1);
    expect((await http.app.inject({ url: '/api/v1/feedback/cases', headers: bearer('operate') })).statusCode).toBe(403);
  });

  it('is refused where there is no diagnosis, no run, or no permission', async () => {
    await storeRun(db(), { id: 'run-2', status: 'judged', verdict: 'passed' });
    expect((await give({ correct: true }, { id: 'run-2' })).json()).toMatchObject({
      status: 409,
      detail: 'Run "run-2" has no diagnosis to judge (verdict: passed).',
    });
    expect((await give({ correct: true }, { id: 'run-3' })).statusCode).toBe(404);
    expect((await give({ correct: true }, { headers: bearer('read') })).statusCode).toBe(403);
    expect((await give({ correct: 'yes' })).statusCode).toBe(400);
    expect((await give({ correct: true, actualCause: 'x'.repeat(2001) })).statusCode).toBe(400);
  });
});
