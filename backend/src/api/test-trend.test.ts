import { openEmptyRecords } from '../testing/empty-records';
import { bearer, testHttp, type TestHttp } from '../testing/http-app';
import { aLoadTest } from '../testing/load-test';
import { storeJudgedRun } from '../testing/run-rows';
import type { OpenDatabase } from '../db';
import { testRoutes } from './tests';

let database: OpenDatabase;
let http: TestHttp;
beforeAll(async () => {
  database = await openEmptyRecords();
  http = await testHttp();
  const tests = ['checkout', 'browse', 'login', 'never', 'pinned', 'changed', 'refused'].map((name) => ({
    ...aLoadTest(),
    name,
  }));
  await http.app.register(testRoutes, {
    db: database.db,
    now: () => new Date('2026-11-30T12:00:00Z'),
    catalogue: () => ({ file: '', tests: new Map(tests.map((test) => [test.name, test])) }),
    scriptProblemOf: () => null,
    runNow: () => Promise.resolve({ id: 'run-1', status: 'queued' as const }),
  });
}, 180_000);
afterAll(async () => {
  await http.app.close();
  await database.close();
});

const trend = (name: string, query = '') =>
  http.app.inject({ url: `/api/v1/tests/${name}/trend${query}`, headers: bearer('read') });
const deployed = (id: string) => ({ id, createdAt: null, sha: null });

type Given = NonNullable<Parameters<typeof storeJudgedRun>[1]>;

/** Judged runs, one a day, each like a usual one but for what is given. */
async function history(test: string, runs: readonly Given[]): Promise<void> {
  for (const [index, given] of runs.entries()) {
    const at = new Date(Date.UTC(2026, 10, 1 + index));
    await storeJudgedRun(database.db, {
      id: `${test}-${index + 1}`,
      test,
      environment: aLoadTest().environment,
      trigger: 'schedule',
      announcedAt: at,
      endedAt: at,
      ...given,
    });
  }
}

it('tells since which run the p95 is another one, and which deployment moved it', async () => {
  const before = [250, 262, 241, 255, 248, 259, 244, 251].map((p95ResponseTimeMs) => ({
    p95ResponseTimeMs,
    productionDeployment: deployed('dpl_1'),
  }));
  const after = [320, 331, 316, 325, 322, 318, 329, 321].map((p95ResponseTimeMs) => ({
    p95ResponseTimeMs,
    productionDeployment: deployed('dpl_2'),
  }));
  await history('checkout', [...before, ...after]);
  const answer = await trend('checkout');
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({
    test: 'checkout',
    baseline: { runId: 'checkout-15', p95ResponseTimeMs: 329, isComparable: true },
    finding: {
      kind: 'step',
      sinceRunId: 'checkout-9',
      change: expect.closeTo(0.28, 1),
      deployment: { id: 'dpl_2' },
      text: expect.stringContaining('since run checkout-9 the p95 is'),
    },
    deeperIssue: null,
  });
  expect(answer.json<{ runs: Array<{ runId: string }> }>().runs.map(({ runId }) => runId)).toEqual(
    Array.from({ length: 16 }, (_, index) => `checkout-${index + 1}`)
  );
  expect((await trend('checkout', '?limit=3')).json()).toMatchObject({
    runs: [{ runId: 'checkout-14' }, { runId: 'checkout-15' }, { runId: 'checkout-16' }],
    finding: { kind: 'tooFewRuns', sinceRunId: null, change: null, deployment: null },
  });
});

it('leaves out of the comparison what is no measure of it, and shows it', async () => {
  const usual = [250, 262, 241, 255, 248, 259, 244, 251].map((p95ResponseTimeMs) => ({ p95ResponseTimeMs }));
  await history('browse', [
    { p95ResponseTimeMs: 900, scriptHash: 'former script' },
    { p95ResponseTimeMs: 900, trigger: 'verification' },
    ...usual,
    { p95ResponseTimeMs: 900, environment: 'staging' },
    { p95ResponseTimeMs: 900, counts: false },
    { p95ResponseTimeMs: null, verdict: 'errored' },
  ]);
  const shown = (await trend('browse')).json<{ runs: Array<{ runId: string; isComparable: boolean }> }>();
  expect(shown).toMatchObject({ finding: { kind: 'steady' }, baseline: { runId: 'browse-10' } });
  expect(shown.runs.map(({ runId, isComparable }) => [runId, isComparable])).toEqual([
    ['browse-1', false],
    ['browse-2', false],
    ...[3, 4, 5, 6, 7, 8, 9, 10].map((index) => [`browse-${index}`, true]),
    ['browse-13', true],
  ]);
});

it('says that several failures may indicate a deeper issue', async () => {
  const failed = { verdict: 'failed' as const, p95ResponseTimeMs: 700 };
  await history('login', [{ p95ResponseTimeMs: 200 }, failed, failed, { p95ResponseTimeMs: 210 }, failed]);
  expect((await trend('login')).json()).toMatchObject({
    deeperIssue: '3 of the last 5 runs failed: multiple failures may indicate a deeper issue',
  });
});

it('has nothing to say of a load test that never ran, and knows no other one', async () => {
  expect((await trend('never')).json()).toMatchObject({ baseline: null, runs: [], finding: { kind: 'tooFewRuns' } });
  expect((await trend('chekout')).json()).toMatchObject({
    status: 404,
    detail: expect.stringContaining('did you mean "checkout"?'),
  });
  expect((await trend('checkout', '?limit=0')).statusCode).toBe(400);
});

describe('a pinned baseline', () => {
  const pin = (name: string, runId: string | null, scope: 'read' | 'operate' = 'operate') =>
    http.app.inject({
      method: 'PUT',
      url: `/api/v1/tests/${name}/baseline`,
      headers: bearer(scope),
      payload: { runId },
    });

  it('is what the newest run is held against, until it is taken off', async () => {
    await history('pinned', [{ p95ResponseTimeMs: 200 }, { p95ResponseTimeMs: 300 }, { p95ResponseTimeMs: 310 }]);
    expect((await pin('pinned', 'pinned-1')).json()).toEqual({
      test: 'pinned',
      pinned: { runId: 'pinned-1', pinnedBy: expect.any(String), pinnedAt: '2026-11-30T12:00:00.000Z' },
    });
    expect((await trend('pinned')).json()).toMatchObject({
      baseline: { runId: 'pinned-1' },
      pinned: { runId: 'pinned-1', unlike: [] },
    });
    expect((await trend('pinned', '?limit=1')).json()).toMatchObject({ baseline: { runId: 'pinned-1' } });
    await pin('pinned', 'pinned-2');
    expect((await trend('pinned')).json()).toMatchObject({ baseline: { runId: 'pinned-2' } });
    expect((await pin('pinned', null)).json()).toEqual({ test: 'pinned', pinned: null });
    expect((await trend('pinned')).json()).toMatchObject({ baseline: { runId: 'pinned-2' }, pinned: null });
  });

  it('is left aside, and says so, where the newest run may not be compared with it', async () => {
    await history('changed', [{}, { scriptHash: 'new script' }, { scriptHash: 'new script' }]);
    await pin('changed', 'changed-1');
    expect((await trend('changed')).json()).toMatchObject({
      baseline: { runId: 'changed-2' },
      pinned: { runId: 'changed-1', unlike: ['another script'] },
    });
  });

  it.each([
    ['a run that failed', { verdict: 'failed' as const }, 'only a passed run can, and it is failed'],
    [
      'a run that does not count',
      { counts: false, countsReason: 'another target' },
      'it does not count (another target)',
    ],
    ['a run that verified a redeploy', { trigger: 'verification' as const }, 'a fresh deployment is cold'],
    ['a run of another load test', { test: 'login' }, 'it is a run of "login"'],
  ])('cannot be %s', async (what, given, why) => {
    await history('refused', [{ id: what.replaceAll(' ', '-'), ...given }]);
    const answer = await pin('refused', what.replaceAll(' ', '-'));
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ detail: expect.stringContaining(why) });
  });

  it('is for who may operate, and of a run and a load test that there are', async () => {
    expect((await pin('pinned', 'pinned-1', 'read')).statusCode).toBe(403);
    expect((await pin('pinned', 'no-such-run')).statusCode).toBe(404);
    expect((await pin('no-such-test', 'pinned-1')).statusCode).toBe(404);
  });
});
