import type { DiagnosisLayer } from '../annotations';
import { effects } from '../effects/tables';
import { runs } from '../runs';
import { describeOnEachDatabase } from '../testing/databases';
import { bearer, testHttp, type TestHttp } from '../testing/http-app';
import { noProgress } from '../testing/progress';
import { storeRun } from '../testing/run-rows';
import { annotationRoutes } from './annotations';
import { runReadRoutes } from './runs-read';

type Listed = Awaited<ReturnType<DiagnosisLayer['runIds']>>;

const notAsked = () => Promise.reject(new Error('not asked'));

describeOnEachDatabase('POST /api/v1/annotations/rebuild', (db) => {
  let http: TestHttp;
  beforeEach(async () => {
    await db().delete(runs);
    await db().delete(effects);
    await storeRun(db(), {
      id: 'old',
      status: 'judged',
      verdict: 'failed',
      announcedAt: new Date('2025-10-01T12:00:00Z'),
    });
    await storeRun(db(), {
      id: 'new',
      status: 'judged',
      verdict: 'failed',
      announcedAt: new Date('2025-11-22T12:00:00Z'),
    });
  });
  afterEach(() => http.app.close());

  async function open(list: (() => Promise<Listed>) | null): Promise<void> {
    http = await testHttp();
    const untouched = () => Promise.reject(new Error('nothing is written by the route itself'));
    await http.app.register(annotationRoutes, {
      db: db(),
      layer: list === null ? null : { put: untouched, remove: untouched, runIds: list },
      now: () => new Date('2025-11-23T12:00:00.000Z'),
    });
  }
  const listing =
    (...runIds: string[]) =>
    () =>
      Promise.resolve({ kind: 'listed' as const, runIds: new Set(runIds) });
  const ask = (body: object = {}, scope = 'operate') =>
    http.app.inject({ method: 'POST', url: '/api/v1/annotations/rebuild', headers: bearer(scope), body });
  const planned = async () => (await db().select().from(effects)).map(({ runId }) => runId).sort();

  it('plans an effect for every run and for every annotation without one, and logs who asked', async () => {
    await open(listing('new', 'unknown'));
    const reply = await ask();
    expect([reply.statusCode, reply.json()]).toEqual([202, { planned: 2, toRemove: 1, complete: true }]);
    expect(await planned()).toEqual(['new', 'old', 'unknown']);
    expect(http.logged()).toMatch(/"by":"key the operate key","planned":2,"toRemove":1,.*are rebuilt/);
  });

  it('plans no second one while the first waits', async () => {
    await open(listing());
    await ask();
    expect((await ask()).json()).toMatchObject({ planned: 2 });
    expect(await planned()).toEqual(['new', 'old']);
  });

  it('takes only runs since then', async () => {
    await open(listing());
    expect((await ask({ since: '2025-11-01T00:00:00.000Z' })).json()).toMatchObject({ planned: 1 });
    expect(await planned()).toEqual(['new']);
    expect((await ask({ since: '30d' })).statusCode).toBe(400);
  });

  it('says which variables are missing where Grafana is not configured', async () => {
    await open(null);
    expect((await ask()).json()).toMatchObject({
      status: 409,
      detail: 'Grafana is not configured: set GRAFANA_URL and GRAFANA_TOKEN.',
    });
  });

  it('says why Grafana did not list its annotations, and plans nothing', async () => {
    await open(() =>
      Promise.resolve({ kind: 'rejected', code: 'forbidden', reason: 'Grafana does not allow it (403)' })
    );
    expect((await ask()).json()).toMatchObject({ status: 502, detail: 'Grafana does not allow it (403)' });
    expect(await planned()).toEqual([]);
  });

  it('is done by one at a time', async () => {
    let go = (): void => undefined;
    const listed = new Promise<Listed>((resolve) => (go = () => resolve({ kind: 'listed', runIds: new Set() })));
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    await open(() => (begin(), listed));
    const first = ask();
    const answered = first.then(({ statusCode }) => statusCode);
    await begun;
    const second = await ask();
    expect([second.statusCode, second.headers['retry-after']]).toEqual([429, '5']);
    go();
    expect(await answered).toBe(202);
    expect((await ask()).statusCode).toBe(202);
  });

  it('is not for keys that may only read', async () => {
    await open(listing());
    expect((await ask({}, 'read')).statusCode).toBe(403);
  });

  it('writes what the detail of a run shows as its annotation, if it has one', async () => {
    http = await testHttp();
    const store = { series: notAsked };
    await http.app.register(runReadRoutes, {
      db: db(),
      store,
      endpointReader: { read: notAsked },
      progress: noProgress,
      labelsOf: () => ({}),
      runUrl: () => null,
      now: () => new Date(),
    });
    await storeRun(db(), { id: 'passed', status: 'judged', verdict: 'passed' });
    await storeRun(db(), {
      id: 'fixed',
      status: 'judged',
      verdict: 'failed',
      startedAt: new Date('2025-11-22T12:00:00Z'),
      endedAt: new Date('2025-11-22T12:01:00Z'),
      autoFixApplied: {
        action: 'redeploy',
        deploymentId: 'dpl',
        appliedAt: '2025-11-22T12:02:00.000Z',
        outcome: 'fixed',
      },
    });
    const annotation = async (id: string) =>
      (await http.app.inject({ url: `/api/v1/runs/${id}`, headers: bearer('read') })).json().annotation;
    expect(await annotation('passed')).toBeNull();
    expect(await annotation('fixed')).toEqual({
      severity: 'warning',
      text: 'checkout: failed. p95 not measured, error rate not measured. Auto-fix applied: redeploy fixed it.',
      from: '2025-11-22T12:00:00.000Z',
      to: '2025-11-22T12:01:00.000Z',
      tags: ['loadtest', 'diagnosis', 'run:fixed', 'test:checkout', 'severity:warning'],
    });
  });
});
