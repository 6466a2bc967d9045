import { pino } from 'pino';
import { z } from 'zod';
import { createBannerSource, type BannerSource } from '../banner';
import { insertIncident } from '../incidents';
import { incidents } from '../incidents/tables';
import { runs, seeSchedules } from '../runs';
import { describeOnEachDatabase } from '../testing/databases';
import { bearer, testHttp, type TestHttp } from '../testing/http-app';
import { storeRun } from '../testing/run-rows';
import { scheduledTest } from '../triggers/testing/timetable';
import { bannerRoutes } from './banner';

const now = new Date('2025-11-23T12:01:00.000Z');
const production = scheduledTest({}, { name: 'checkout' });
const staging = scheduledTest({}, { name: 'checkout-staging', environment: 'staging' });

describeOnEachDatabase('the routes of the banner', (db) => {
  let source: BannerSource;
  let behindKey: TestHttp;
  let open: TestHttp;

  beforeAll(async () => {
    source = createBannerSource({
      db: db(),
      now: () => now,
      catalogue: () => ({ tests: new Map([production, staging].map((test) => [test.name, test])) }),
      runUrl: (id) => `https://grafana.example/runs/${id}`,
      diagnosisDeadlineSeconds: 60,
      logger: pino({ level: 'silent' }),
    });
    const routes = async (isPublic: boolean) => {
      const http = await testHttp();
      const runUrl = (id: string) => `https://grafana.example/runs/${id}`;
      await http.app.register(bannerRoutes, { db: db(), source, isPublic, allowedOrigins: [], runUrl });
      return http;
    };
    behindKey = await routes(false);
    open = await routes(true);
    await seeSchedules(db(), [production, staging], now);
  });
  afterAll(() => Promise.all([behindKey.app.close(), open.app.close()]));

  beforeEach(async () => {
    await db().delete(incidents);
    await db().delete(runs);
    await storeRun(db(), { id: 'run-p', test: 'checkout', status: 'judged', verdict: 'passed', endedAt: now });
    await storeRun(db(), {
      id: 'run-s',
      test: 'checkout-staging',
      environment: 'staging',
      status: 'judged',
      verdict: 'failed',
      announcedAt: new Date('2025-11-23T11:59:00.000Z'),
      endedAt: now,
      reasons: [
        { code: 'p95Breach', text: 'p95 812 ms, limit 500 ms' },
        { code: 'checksFailed', text: 'a check failed' },
      ],
      durationSeconds: 60,
      virtualUsers: 10,
      errorRate: 0,
      errorRateSamples: 600,
      avgResponseTimeMs: 400,
      p95ResponseTimeMs: 812,
      actionRequired: true,
      actionRequiredReason: 'remediation is off',
    });
    await db().transaction((tx) =>
      insertIncident(tx, {
        id: 'i-1',
        test: 'checkout-staging',
        environment: 'staging',
        state: 'actionRequired',
        openedAt: now,
        openedByRunId: 'run-s',
        lastRunId: 'run-s',
        lastFailureEndedAt: now,
        actionRequiredSince: now,
      })
    );
    await source.refresh();
  });

  const get = (path: string, headers: Record<string, string> = {}) =>
    behindKey.app.inject({ url: `/api/v1/banner${path}`, headers: { ...bearer('banner'), ...headers } });
  const getOpen = (path: string) => open.app.inject({ url: `/api/v1/banner${path}` });
  const etagOf = ({ headers }: Awaited<ReturnType<typeof get>>) => z.string().parse(headers.etag);

  it("never show staging on production's pages", async () => {
    expect((await get('?environment=production')).json()).toMatchObject({ state: 'ok', incidents: [] });
    expect((await get('?environment=staging')).json()).toMatchObject({
      state: 'action_required',
      incidents: [{ test: 'checkout-staging' }],
    });
    expect((await get('')).json()).toMatchObject({ state: 'action_required' });
    const tests = async (query: string) => {
      const { results } = z
        .object({ results: z.array(z.object({ test: z.string() })) })
        .parse((await get(`/results${query}`)).json());
      return results.map(({ test }) => test);
    };
    expect(await tests('?environment=production')).toEqual(['checkout']);
    expect(await tests('?environment=staging')).toEqual(['checkout-staging']);
    expect(await tests('?environment=elsewhere')).toEqual([]);
    expect(await tests('')).toEqual(['checkout', 'checkout-staging']);
  });

  it('take a misspelt environment for unknown, and say which there are', async () => {
    expect((await get('?environment=prodution')).json()).toMatchObject({
      state: 'unknown',
      unknownReason: 'no load test has the environment "prodution"; known: production, staging',
    });
    expect((await getOpen('?environment=prodution')).json()).toEqual({
      version: 1,
      state: 'unknown',
      since: null,
      staleAt: null,
    });
  });

  it('answer any number of made-up environments, each by its name', async () => {
    for (let index = 0; index < 120; index += 1) {
      expect(source.current(`e${index}`).body).toContain(`\\"e${index}\\"`);
    }
    expect((await get('?environment=staging')).json()).toMatchObject({ state: 'action_required' });
  });

  it('have an ETag per environment', async () => {
    const known = { 'if-none-match': etagOf(await get('?environment=production')) };
    expect((await get('?environment=production', known)).statusCode).toBe(304);
    expect((await get('?environment=staging', known)).statusCode).toBe(200);
  });

  it('say until when an ok may be believed, in public too', async () => {
    // The tick after the result, its deadline of 300 s and 15 minutes for the queue.
    const staleAt = '2025-11-23T12:25:00.000Z';
    expect((await get('?environment=production')).json()).toMatchObject({ state: 'ok', staleAt });
    expect((await getOpen('?environment=production')).json()).toEqual({
      version: 1,
      state: 'ok',
      since: null,
      staleAt,
    });
  });

  it('show what a health page needs of a run', async () => {
    const reply = await get('/results?environment=staging');
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(reply.json()).toEqual({
      results: [
        {
          runId: 'run-s',
          test: 'checkout-staging',
          environment: 'staging',
          runDate: '2025-11-23T11:59:00.000Z',
          durationSeconds: 60,
          virtualUsers: 10,
          avgResponseTimeMs: 400,
          p95ResponseTimeMs: 812,
          p95LimitMs: 500,
          errorRate: 0,
          errorRateSamples: 600,
          responseTimesMissing: null,
          verdict: 'failed',
          reason: 'p95 812 ms, limit 500 ms',
          diagnosis: null,
          actionRequired: true,
          actionRequiredReason: 'remediation is off',
          autoFixApplied: null,
          runUrl: 'https://grafana.example/runs/run-s',
        },
      ],
    });
  });

  it('answer 304 while the results are the same', async () => {
    const first = await get('/results');
    const known = { 'if-none-match': etagOf(first) };
    expect(first.headers['cache-control']).toBe('private, no-cache');
    expect(await get('/results', known)).toMatchObject({ statusCode: 304, body: '' });
    await storeRun(db(), { id: 'run-new', status: 'judged', verdict: 'passed' });
    expect((await get('/results', known)).json()).toMatchObject({ results: [{ runId: 'run-new' }, {}, {}] });
  });

  it.each(['?environment=', `?environment=${'x'.repeat(101)}`, '?environment=a&environment=b', '?env=production'])(
    'refuse %s',
    async (query) => {
      expect((await get(query)).statusCode).toBe(400);
      expect((await get(`/results${query}`)).statusCode).toBe(400);
    }
  );
});
