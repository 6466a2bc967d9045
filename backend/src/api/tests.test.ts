import { openEmptyRecords } from '../testing/empty-records';
import { bearer, testHttp, type TestHttp } from '../testing/http-app';
import { createTimetable, scheduledTest } from '../triggers/testing/timetable';
import { storeJudgedRun, storeRun } from '../testing/run-rows';
import type { OpenDatabase } from '../db';
import { testRoutes } from './tests';

const daily = scheduledTest({ cron: '45 2 * * *', timeZone: 'Europe/Berlin' }, { name: 'checkout' });
const endpointLimit = {
  name: 'login',
  method: 'POST',
  p95ResponseTimeMs: 300,
  avgResponseTimeMs: null,
  errorRate: null,
  minimumRequests: 20,
};
const full = {
  ...scheduledTest({}, { name: 'full', triggers: ['manual'] }),
  schedule: null,
  secrets: { SHOP_TOKEN: { env: 'CANARY_REFERENCE' } },
  labels: { team: 'payments' },
  warmUp: { durationSeconds: 20, virtualUsers: 2 },
  limits: { ...daily.limits, endpoints: [endpointLimit] },
};
const afterDeployments = { ...scheduledTest({}, { name: 'browse', triggers: ['deployment'] }), schedule: null };

let database: OpenDatabase;
let http: TestHttp;
let time: ReturnType<typeof createTimetable>;
beforeAll(async () => {
  database = await openEmptyRecords();
  time = createTimetable(database.db, '2026-11-23T12:00:00Z');
  http = await testHttp();
  await http.app.register(testRoutes, {
    db: database.db,
    now: time.now,
    catalogue: () => ({ file: '', tests: new Map([daily, afterDeployments, full].map((test) => [test.name, test])) }),
    scriptProblemOf: ({ name }) => (name === 'browse' ? 'browse.js:3:9: Unexpected token ;' : null),
    runNow: () => Promise.resolve({ id: 'run-1', status: 'queued' as const }),
  });
}, 180_000);
afterAll(async () => {
  await http.app.close();
  await database.close();
});

const list = async (): Promise<unknown> =>
  (await http.app.inject({ url: '/api/v1/tests', headers: bearer('read') })).json();
const run = (name: string) =>
  http.app.inject({ method: 'POST', url: `/api/v1/tests/${name}/runs`, headers: bearer('operate') });

it('lists when each load test runs next, by when its result is due, and what became of its last tick', async () => {
  const sidecar = time.sidecar([daily]);
  await sidecar.look();
  time.set('2026-11-24T01:45:01Z');
  await sidecar.look();
  expect(await list()).toMatchObject({
    tests: [
      {
        name: 'checkout',
        schedule: daily.schedule,
        triggers: ['schedule', 'manual'],
        nextRunAt: '2026-11-25T01:45:00.000Z',
        nextExpectedRunAt: '2026-11-24T01:45:00.000Z',
        staleAt: '2026-11-24T02:05:00.000Z',
        lastTick: {
          at: '2026-11-24T01:45:00.000Z',
          outcome: 'started',
          reason: null,
          runId: 'checkout-20261124-014500',
        },
      },
      { name: 'browse', schedule: null, nextRunAt: null, nextExpectedRunAt: null, staleAt: null, lastTick: null },
      { name: 'full' },
    ],
  });
});

it('lets people start what may be started by hand, and says what to change for the rest', async () => {
  expect((await run('checkout')).statusCode).toBe(202);
  const refused = await run('browse');
  expect(refused.statusCode).toBe(409);
  expect(refused.json()).toMatchObject({
    detail: 'The catalogue does not let people start "browse" (triggers: deployment). Add manual to its triggers.',
  });
});

it('has the verdict of the newest judged run that counts, with the time of its end or of its judgement', async () => {
  const at = (time: string) => new Date(`2026-11-20T${time}:00.000Z`);
  const judged = { test: 'full', announcedAt: at('10:00'), endedAt: at('10:02'), judgedAt: at('10:03') };
  await storeJudgedRun(database.db, { ...judged, id: 'older', announcedAt: at('09:00') });
  await storeJudgedRun(database.db, { ...judged, id: 'newest', verdict: 'failed' });
  await storeJudgedRun(database.db, { ...judged, id: 'tried-locally', announcedAt: at('11:00'), counts: false });
  await storeRun(database.db, { test: 'full', id: 'under-way', announcedAt: at('12:00') });
  const missed = { ...judged, test: 'browse', id: 'missed', verdict: 'missed' as const, endedAt: null };
  await storeJudgedRun(database.db, missed);
  expect(await list()).toMatchObject({
    tests: [
      { lastRun: null },
      { lastRun: { id: 'missed', verdict: 'missed', endedAt: '2026-11-20T10:03:00.000Z' } },
      { lastRun: { id: 'newest', verdict: 'failed', endedAt: '2026-11-20T10:02:00.000Z' } },
    ],
  });
});

it('says of which load test k6 cannot read the script, and where', async () => {
  expect(await list()).toMatchObject({
    tests: [{ scriptProblem: null }, { scriptProblem: 'browse.js:3:9: Unexpected token ;' }, { scriptProblem: null }],
  });
});

it('shows what an entry of the catalogue says, and of its secrets the names alone', async () => {
  const reply = await http.app.inject({ url: '/api/v1/tests', headers: bearer('read') });
  expect(reply.json<{ tests: unknown[] }>().tests[2]).toMatchObject({
    name: 'full',
    labels: { team: 'payments' },
    secrets: ['SHOP_TOKEN'],
    limits: { endpoints: [{ name: 'login', method: 'POST', p95ResponseTimeMs: 300, minimumRequests: 20 }] },
    warmUp: { durationSeconds: 20, virtualUsers: 2 },
  });
  expect(reply.body).not.toContain('CANARY');
});

describe('what a run has to be announced as', () => {
  const identity = (name: string, scope = 'ingest') =>
    http.app.inject({ url: `/api/v1/tests/${name}/identity`, headers: bearer(scope) });

  it('is told with the key of a reporter, without anything else of the entry', async () => {
    const { target, environment, scriptHash } = full;
    expect((await identity('full')).json()).toEqual({ name: 'full', target, environment, scriptHash });
    expect((await identity('full', 'banner')).statusCode).toBe(403);
  });

  it('is not known of a misspelt name, and the near one is named', async () => {
    const reply = await identity('chekout');
    expect(reply.statusCode).toBe(404);
    expect(reply.json()).toMatchObject({
      detail: 'There is no load test "chekout"; did you mean "checkout"? The catalogue has: checkout, browse, full.',
    });
  });
});
