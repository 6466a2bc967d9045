import { openEmptyRecords } from '../testing/empty-records';
import { bearer, testHttp, type TestHttp } from '../testing/http-app';
import { storeJudgedRun } from '../testing/run-rows';
import type { OpenDatabase } from '../db';
import type { EndpointFigures } from '../model/figures';
import { saveDetails } from '../runs';
import { runsCompareRoute } from './runs-compare';

let database: OpenDatabase;
let http: TestHttp;
beforeAll(async () => {
  database = await openEmptyRecords();
  http = await testHttp();
  runsCompareRoute(http.app, database.db);
}, 180_000);
afterAll(async () => {
  await http.app.close();
  await database.close();
});

const endpoint = (name: string, over: Partial<EndpointFigures> = {}): EndpointFigures => ({
  name,
  method: 'GET',
  statusClass: '2xx',
  requests: 200,
  failedRequests: 0,
  errorRate: 0,
  errorRateSamples: 200,
  avgResponseTimeMs: 50,
  p95ResponseTimeMs: 100,
  ...over,
});

type Given = NonNullable<Parameters<typeof storeJudgedRun>[1]>;

async function judged(id: string, given: Given, endpoints: readonly EndpointFigures[] = []): Promise<void> {
  await storeJudgedRun(database.db, {
    id,
    p95ResponseTimeMs: 200,
    endedAt: new Date('2026-11-29T03:00:00Z'),
    ...given,
  });
  await saveDetails(database.db, id, { endpoints: [...endpoints] });
}

const compare = (base: string, run: string) =>
  http.app.inject({ url: `/api/v1/runs/compare?base=${base}&run=${run}`, headers: bearer('read') });

it('shows two runs side by side, what has changed first, and what is noise', async () => {
  await judged('good', {}, [endpoint('home'), endpoint('cart'), endpoint('gone')]);
  await judged('slow', { p95ResponseTimeMs: 300, avgResponseTimeMs: 104, errorRate: 0.05, failedRequests: 30 }, [
    endpoint('home', { p95ResponseTimeMs: 102 }),
    endpoint('cart', { p95ResponseTimeMs: 240 }),
    endpoint('new'),
  ]);
  const answer = await compare('good', 'slow');
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({
    base: { runId: 'good', verdict: 'passed' },
    run: { runId: 'slow' },
    unlike: [],
    figures: {
      p95ResponseTimeMs: { base: 200, run: 300, difference: 100, change: 0.5, noise: null },
      avgResponseTimeMs: { difference: 4, noise: 'less than 5 ms or 10 %' },
      errorRate: { base: 0, run: 0.05, change: null, noise: null },
    },
    endpoints: [
      { name: 'cart', p95ResponseTimeMs: { change: 1.4, noise: null } },
      { name: 'gone', base: { requests: 200 }, run: null, p95ResponseTimeMs: { noise: 'not measured in both' } },
      { name: 'home', p95ResponseTimeMs: { noise: 'less than 5 ms or 10 %' } },
      { name: 'new', base: null, run: { requests: 200 } },
    ],
  });
});

it('measures error rates by the requests that k6 judged as failed or not', async () => {
  const rated = (errorRateSamples: number) => ({ requests: 10_000, errorRateSamples });
  await judged('few-judged', { ...rated(100), errorRate: 0 });
  await judged('few-failed', { ...rated(100), errorRate: 0.03, failedRequests: 3 });
  await judged('many-judged', { ...rated(10_000), errorRate: 0 });
  await judged('many-failed', { ...rated(10_000), errorRate: 0.03, failedRequests: 300 });
  expect((await compare('few-judged', 'few-failed')).json()).toMatchObject({
    figures: { errorRate: { run: 0.03, noise: 'no more than chance makes of so many requests' } },
  });
  expect((await compare('many-judged', 'many-failed')).json()).toMatchObject({
    figures: { errorRate: { run: 0.03, noise: null } },
  });
});

it('says what else differs, and knows how much runs differ by themselves', async () => {
  await judged('other', { scriptHash: 'other', environment: 'staging', k6Version: '1.8.1' });
  expect((await compare('good', 'other')).json()).toMatchObject({
    unlike: ['another script', 'another environment', 'another major of k6'],
  });
  for (const [index, p95ResponseTimeMs] of [150, 260, 180, 240, 200, 290, 160, 220].entries()) {
    await judged(`noisy-${index}`, { test: 'noisy', p95ResponseTimeMs });
  }
  expect((await compare('noisy-0', 'noisy-1')).json()).toMatchObject({
    figures: {
      p95ResponseTimeMs: {
        noise: expect.stringMatching(/^runs of this load test differ by up to [\d.]+ % by themselves$/),
      },
    },
  });
});

it('knows no other run, and takes nothing else', async () => {
  expect((await compare('good', 'nobody')).json()).toMatchObject({ status: 404, detail: 'There is no run "nobody".' });
  expect((await compare('good', 'slow&limit=3')).statusCode).toBe(400);
});
