import type { OpenDatabase } from '../db';
import { changeRun, runOfGate, type RunRow, runs } from '../runs';
import { openEmptyRecords } from '../testing/empty-records';
import { bearer, testHttp, testKey, type TestHttp } from '../testing/http-app';
import { aLoadTest } from '../testing/load-test';
import { gateRoutes } from './gates';

const tests = [aLoadTest(), aLoadTest({ name: 'nightly', triggers: [] })];
const profileOf = () => Promise.resolve({ kind: 'unknown' as const, problem: 'no k6 here' });
const minutes = 60_000;

let database: OpenDatabase;
let http: TestHttp;
let now: Date;
let started: string[];
beforeAll(async () => {
  database = await openEmptyRecords();
  http = await testHttp();
  await http.app.register(gateRoutes, {
    catalogue: () => ({ file: '', tests: new Map(tests.map((test) => [test.name, test])) }),
    runUrl: () => null,
    runOf: (test, asked, askedBy) => {
      const enqueue = ({ id }: RunRow) => void started.push(id);
      return runOfGate({ db: database.db, now: () => now, owner: 'a', profileOf, enqueue }, test, asked, askedBy);
    },
  });
}, 180_000);
afterAll(async () => {
  await http.app.close();
  await database.close();
});
beforeEach(async () => {
  await database.db.delete(runs);
  now = new Date('2026-12-01T10:00:00Z');
  started = [];
});

const canary = {
  name: 'shop',
  namespace: 'prod',
  phase: 'Progressing',
  checksum: '7c9d',
  metadata: { test: 'checkout' },
};
const post = (url: string, payload: object, headers: Record<string, string> = bearer('operate')) =>
  http.app.inject({ method: 'POST', url: `/api/v1/gates/${url}`, payload, headers });
const flagger = (changes: object = {}) => post('flagger', { ...canary, ...changes });
const argo = (key = 'prod/shop/7c9d') => post('argo-rollouts', { test: 'checkout', key });

/** @returns the run that was started first. */
async function judged(change: Parameters<typeof changeRun>[2]): Promise<void> {
  await changeRun(database.db, started[0] ?? '', { status: 'judged', judgedAt: now, ...change });
}

it('opens for Flagger once the run that it has started has passed, however often and in whatever phase it asks', async () => {
  const first = await flagger();
  expect([first.statusCode, first.headers['content-type'], first.headers['retry-after']]).toEqual([
    425,
    'application/problem+json; charset=utf-8',
    '2',
  ]);
  expect((await flagger({ phase: 'WaitingPromotion', canaryWeight: 10 })).statusCode).toBe(425);
  expect(started).toHaveLength(1);
  await judged({ verdict: 'passed', reasons: [] });
  const open = await flagger();
  expect([open.statusCode, open.json()]).toEqual([
    200,
    expect.objectContaining({ runId: started[0], verdict: 'passed' }),
  ]);
  expect(started).toHaveLength(1);
});

it('starts one run for gates that ask at once', async () => {
  const answers = await Promise.all([flagger(), flagger(), flagger()]);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([425, 425, 425]);
  expect(started).toHaveLength(1);
});

it.each([
  ['another revision', { checksum: '8d0e' }],
  ['another canary', { name: 'search' }],
  ['another namespace', { namespace: 'stage' }],
  ['another gate of the same canary', { metadata: { test: 'checkout', gate: 'promotion' } }],
])('does not open for %s by the run of the first', async (_what, changes) => {
  await flagger();
  await judged({ verdict: 'passed' });
  expect((await flagger(changes)).statusCode).toBe(425);
  expect(started).toHaveLength(2);
});

it('does not open by a verdict of more than an hour ago: the load test runs again', async () => {
  await flagger();
  await judged({ verdict: 'passed' });
  now = new Date(now.getTime() + 59 * minutes);
  expect((await flagger()).statusCode).toBe(200);
  now = new Date(now.getTime() + 2 * minutes);
  expect((await flagger()).statusCode).toBe(425);
  expect((await flagger()).statusCode).toBe(425);
  expect(started).toHaveLength(2);
});

it.each([
  ['failed', true, 'failed'],
  ['inconclusive', true, 'inconclusive'],
  ['errored', true, 'inconclusive'],
  ['missed', true, 'inconclusive'],
  ['passed', false, 'inconclusive'],
] as const)('stays closed for a run that is %s (counts: %s)', async (verdict, counts, outcome) => {
  const reasons = [{ code: 'p95Breach' as const, text: 'p95 612 ms, limit 500 ms' }];
  const countsReason = counts ? null : 'another target';
  await flagger();
  await judged({ verdict, counts, countsReason, reasons });
  const answer = await flagger();
  expect(answer.statusCode).toBe(409);
  expect(answer.json()).toMatchObject({
    detail: `Run "${started[0]}" is no reason to go on (${verdict}): ${
      counts ? 'p95 612 ms, limit 500 ms' : 'it does not count: another target'
    }.`,
  });

  started = [];
  await argo();
  await judged({ verdict, counts, countsReason, reasons });
  const body = await argo();
  expect([body.statusCode, body.json()]).toEqual([200, expect.objectContaining({ outcome, verdict, counts })]);
});

it('tells Argo Rollouts an outcome once there is one, and an error that it repeats until then', async () => {
  expect((await argo()).statusCode).toBe(425);
  expect((await argo()).statusCode).toBe(425);
  await judged({ verdict: 'passed' });
  expect((await argo()).json()).toMatchObject({ outcome: 'passed', runId: started[0] });
  expect((await argo('prod/shop/8d0e')).statusCode).toBe(425);
  expect(started).toHaveLength(2);
});

it('starts nothing for what it cannot open for', async () => {
  expect((await flagger({ metadata: { test: 'checkuot' } })).json()).toMatchObject({
    status: 404,
    detail: expect.stringContaining('did you mean "checkout"?'),
  });
  expect((await flagger({ metadata: { test: 'nightly' } })).statusCode).toBe(409);
  expect((await flagger({ metadata: {} })).statusCode).toBe(400);
  expect((await flagger({ checksum: undefined })).statusCode).toBe(400);
  expect((await post('argo-rollouts', { test: 'checkout', key: 'a', more: 1 })).statusCode).toBe(400);
  expect((await post('flagger', canary, bearer('read'))).statusCode).toBe(403);
  expect(started).toEqual([]);
});

it('takes the key as Flagger can send it: in the address', async () => {
  // Go's client makes of http://gate:<key>@host what Basic says.
  const basic = Buffer.from(`gate:${testKey('operate')}`).toString('base64');
  expect((await post('flagger', canary, { authorization: `Basic ${basic}` })).statusCode).toBe(425);
});
