import type { OpenDatabase } from '../db';
import { watchDeployments } from '../loop/stages/watch-deployments';
import { measured } from '../loop/testing/heart';
import { openEmptyRecords } from '../testing/empty-records';
import { createNight, dead, storeSays } from './testing/told';

/** Whole messages about failures, to be read as by somebody who was just woken up. */
let database: OpenDatabase;
beforeAll(async () => void (database = await openEmptyRecords()), 60_000);
afterAll(() => database.close());

const paySlow = storeSays([{ name: '/cart', p95ResponseTimeMs: 210 }, { p95ResponseTimeMs: 1840 }]);
const payFails = storeSays(
  [{ name: '/cart' }, { statusClass: '5xx', failedRequests: 150, errorRate: 0.5 }],
  [{ code: 1503, requests: 150 }]
);
const unreachable = { requests: 600, failedRequests: 600, errorRate: 1, p95ResponseTimeMs: 0 };
const nothingListens = storeSays([{ statusClass: 'none', ...unreachable }], [{ code: 1212, requests: 600 }]);

it('nothing listens there, for the third time', async () => {
  const night = createNight(database.db, 'dead');
  await night.report(measured.passed, night.given());
  night.storeAnswers(nothingListens);
  for (const minutes of [10, 10]) {
    night.later(minutes);
    await night.diagnoseByRules(await night.report(dead, night.given()));
  }
  night.later(10);
  const third = await night.report(dead, night.given());
  await night.diagnoseByRules(third);
  expect(await night.told(third)).toBe(`Action required: dead
dead failed on production (http://127.0.0.1:3333)
Since 2026-11-30 02:11 UTC: 3 runs failed in a row. The last pass was at 2026-11-30 02:00 UTC.
Several failures in a row: a deeper issue is likely. Do not wait for the next run.
• error rate 100 % (600 of 600; limit 0 %)
Look first: Nothing listens at http://127.0.0.1:3333: every connection was refused.
A person is needed: The target is down or cannot be reached, which no redeploy mends.
Diagnosis (by rules, without a model)
There is no time series of this run. The last passed run had p95 50 ms, error rate 0 %. The deployment was 48 min old. Check that the target is up, reachable from the load generator and at the right address.
Open the run (https://grafana.example.com/a/loadtests/runs/dead-4) for its figures and k6's log.
  Run date: 2026-11-30 02:33 UTC
  Started by: its schedule
  Last known deployment: dpl_live, commit 1a2b3c4, 2026-11-30 01:45 UTC
  Virtual users: 10
  Requests: 600
  Duration: 1 min
Run dead-4`);
});

it('an endpoint fails for the first time, and no Grafana is configured to lead to', async () => {
  const night = createNight(database.db, 'pay-fails', { runUrl: undefined });
  night.storeAnswers(payFails);
  const id = await night.report({ ...measured.failed, failedRequests: 150 }, night.given());
  await night.diagnoseByRules(id);
  expect(await night.told(id)).toBe(`Action required: pay-fails
pay-fails failed on production (http://127.0.0.1:3333)
Since 2026-11-30 02:00 UTC: 1 run failed.
• error rate 25 % (150 of 600; limit 0 %)
Look first: "POST /pay" on http://127.0.0.1:3333 answers HTTP 503 to 150 of 300 requests.
A person is needed: There is no time series, so nothing shows that the target recovered.
Diagnosis (by rules, without a model)
There is no time series of this run. The deployment was 15 min old. Check that k6 reaches the metric store, then look at the logs of the target.
For its figures and k6's log, type: loadtests show pay-fails-1
  Run date: 2026-11-30 02:00 UTC
  Started by: its schedule
  Last known deployment: dpl_live, commit 1a2b3c4, 2026-11-30 01:45 UTC
  Virtual users: 10
  Requests: 600
  p95 response time: 50 ms
  Average response time: 40 ms
  Duration: 1 min
Run pay-fails-1`);
});

it('an endpoint is slow', async () => {
  const night = createNight(database.db, 'pay-slow');
  night.storeAnswers(paySlow);
  const id = await night.report(measured.tooSlow, night.given());
  await night.diagnoseByRules(id);
  expect(await night.told(id)).toBe(`Action required: pay-slow
pay-slow failed on production (http://127.0.0.1:3333)
Since 2026-11-30 02:00 UTC: 1 run failed.
• p95 900 ms (limit 500 ms, +80 %)
Look first: "POST /pay" on http://127.0.0.1:3333 is the slowest of 2 endpoints: p95 1,840 ms, 1,340 ms above the limit.
A person is needed: There is no time series, so nothing shows that the target recovered.
Diagnosis (by rules, without a model)
There is no time series of this run. The deployment was 15 min old. Check that k6 reaches the metric store, then look at the logs of the target.
Open the run (https://grafana.example.com/a/loadtests/runs/pay-slow-1) for its figures and k6's log.
  Run date: 2026-11-30 02:00 UTC
  Started by: its schedule
  Last known deployment: dpl_live, commit 1a2b3c4, 2026-11-30 01:45 UTC
  Virtual users: 10
  Requests: 600
  Error rate: 0 % (0 of 600)
  Average response time: 40 ms
  Duration: 1 min
Run pay-slow-1`);
});

it('a redeploy was made, and never goes live', async () => {
  const night = createNight(database.db, 'fixed', { projectId: 'prj_shop' });
  night.storeAnswers(paySlow);
  const id = await night.report(measured.tooSlow, night.given());
  await night.diagnose(id, 'autoFixable');
  await night.confirmed(id);
  expect(await night.told(id)).toBe(`Auto-fix applied, verifying: fixed
fixed failed on production (http://127.0.0.1:3333)
Since 2026-11-30 02:00 UTC: 1 run failed.
• p95 900 ms (limit 500 ms, +80 %)
Look first: "POST /pay" on http://127.0.0.1:3333 is the slowest of 2 endpoints: p95 1,840 ms, 1,340 ms above the limit.
Production of prj_shop was redeployed as dpl_new. A run of fixed verifies it as soon as it is in production. If that does not pass, or does not begin by 2026-11-30 03:01 UTC, the banner comes on and a person is asked.
Diagnosis (by claude-haiku)
It was slow at the start only.
Open the run (https://grafana.example.com/a/loadtests/runs/fixed-1) for its figures and k6's log.
  Run date: 2026-11-30 02:00 UTC
  Started by: its schedule
  Last known deployment: dpl_live, commit 1a2b3c4, 2026-11-30 01:45 UTC
  Virtual users: 10
  Requests: 600
  Error rate: 0 % (0 of 600)
  Average response time: 40 ms
  Duration: 1 min
Run fixed-1`);

  night.later(4);
  const deployment = {
    name: null,
    url: null,
    projectId: null,
    target: 'production',
    createdAtMs: null,
    aliasAssigned: false,
    aliasError: null,
    checksConclusion: null,
    meta: {},
  };
  const failed = { ...deployment, id: 'dpl_new', readyState: 'ERROR' };
  const vercel = {
    getDeployment: () => Promise.resolve({ kind: 'confirmed' as const, result: failed }),
    getProject: () => Promise.reject(new Error('it is not asked')),
  };
  await watchDeployments({ ...night.planning, db: database.db, vercel });
  expect(await night.told(id)).toBe(`Action required: fixed
fixed failed on production (http://127.0.0.1:3333)
Since 2026-11-30 02:00 UTC: 1 run failed.
• p95 900 ms (limit 500 ms, +80 %)
Look first: "POST /pay" on http://127.0.0.1:3333 is the slowest of 2 endpoints: p95 1,840 ms, 1,340 ms above the limit.
A person is needed: the redeploy dpl_new does not help: its build failed (ERROR), so it never went live; production is what it was before
Diagnosis (by claude-haiku)
It was slow at the start only.
Open the run (https://grafana.example.com/a/loadtests/runs/fixed-1) for its figures and k6's log.
  Run date: 2026-11-30 02:00 UTC
  Started by: its schedule
  Last known deployment: dpl_live, commit 1a2b3c4, 2026-11-30 01:45 UTC
  Virtual users: 10
  Requests: 600
  Error rate: 0 % (0 of 600)
  Average response time: 40 ms
  Duration: 1 min
Run fixed-1`);
});

it('a redeploy was refused', async () => {
  const night = createNight(database.db, 'refused');
  const id = await night.report(measured.tooSlow, night.given());
  await night.diagnose(id, 'autoFixable');
  const reason = 'Vercel, redeploying: Vercel does not allow it with this token (403)';
  await night.redeployed(id, { kind: 'notSent', reason });
  expect(await night.told(id)).toBe(`Action required: refused
refused failed on production (http://127.0.0.1:3333)
Since 2026-11-30 02:00 UTC: 1 run failed.
• p95 900 ms (limit 500 ms, +80 %)
A person is needed: the redeploy was refused: Vercel, redeploying: Vercel does not allow it with this token (403)
Diagnosis (by claude-haiku)
It was slow at the start only.
Open the run (https://grafana.example.com/a/loadtests/runs/refused-1) for its figures and k6's log.
  Run date: 2026-11-30 02:00 UTC
  Started by: its schedule
  Last known deployment: dpl_live, commit 1a2b3c4, 2026-11-30 01:45 UTC
  Virtual users: 10
  Requests: 600
  Error rate: 0 % (0 of 600)
  Average response time: 40 ms
  Duration: 1 min
Run refused-1`);
});
