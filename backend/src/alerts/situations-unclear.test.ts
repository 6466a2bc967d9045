import { eq } from 'drizzle-orm';
import type { OpenDatabase } from '../db';
import { effects } from '../effects/tables';
import { acknowledgeIncident, closeIncident } from '../incidents';
import { createPersonTeller } from '../loop';
import { measured } from '../loop/testing/heart';
import { openEmptyRecords } from '../testing/empty-records';
import { createNight, dead, storeSays } from './testing/told';

/** Whole messages about what is not clear, or over. */
let database: OpenDatabase;
beforeAll(async () => void (database = await openEmptyRecords()), 60_000);
afterAll(() => database.close());

const unreachable = { requests: 600, failedRequests: 600, errorRate: 1, p95ResponseTimeMs: 0 };
const nothingListens = storeSays([{ statusClass: 'none', ...unreachable }], [{ code: 1212, requests: 600 }]);

it('a run cannot be judged, and the next one neither', async () => {
  const night = createNight(database.db, 'unclear');
  const first = await night.report(measured.inconclusive, night.given());
  expect(await night.told(first)).toBe(`Inconclusive: unclear
unclear was inconclusive on production (http://127.0.0.1:3333)
Since 2026-11-30 02:00 UTC: 1 run without a pass.
• 10 requests are fewer than the 50 that a run needs to be judged
The run could not be judged. This is not a pass.
Open the run (https://grafana.example.com/a/loadtests/runs/unclear-1) for its figures and k6's log.
  Run date: 2026-11-30 02:00 UTC
  Started by: its schedule
  Last known deployment: dpl_live, commit 1a2b3c4, 2026-11-30 01:45 UTC
  Virtual users: 10
  Requests: 10
  p95 response time: 50 ms
  Error rate: 0 % (0 of 10)
  Average response time: 40 ms
  Duration: 1 min
Run unclear-1`);

  night.later(5);
  const second = await night.report({ ...measured.inconclusive, requests: 1 }, night.given());
  expect(await night.told(second)).toBe(`Action required: unclear
unclear was inconclusive on production (http://127.0.0.1:3333)
Since 2026-11-30 02:00 UTC: 2 runs in a row without a pass.
• 1 request is fewer than the 50 that a run needs to be judged
A person is needed: two runs in a row gave no usable result (inconclusive, then inconclusive)
Open the run (https://grafana.example.com/a/loadtests/runs/unclear-2) for its figures and k6's log.
  Run date: 2026-11-30 02:06 UTC
  Started by: its schedule
  Last known deployment: dpl_live, commit 1a2b3c4, 2026-11-30 01:45 UTC
  Virtual users: 10
  Requests: 1
  p95 response time: 50 ms
  Error rate: 0 % (0 of 1)
  Average response time: 40 ms
  Duration: 1 min
Run unclear-2`);
});

it('runs of the schedule were missed', async () => {
  const night = createNight(database.db, 'missed');
  const text =
    '3 ticks from 2026-11-30 00:00 UTC to 2026-11-30 02:00 UTC (0 * * * *, UTC) started no run: no sidecar was at work, ' +
    'or its database was away';
  const reasons = [{ code: 'missed' as const, text }];
  const id = await night.follow('missed', { ...night.given(), reasons, productionDeployment: null });
  expect(await night.told(id)).toBe(`Run missed: missed
missed never completed on production (http://127.0.0.1:3333)
Since 2026-11-30 02:00 UTC: 1 run without a pass.
• 3 ticks from 2026-11-30 00:00 UTC to 2026-11-30 02:00 UTC (0 ∗ ∗ ∗ ∗, UTC) started no run: no sidecar was at work, or its database was away
A scheduled run did not complete, so the state of the system under test is not known.
Open the run (https://grafana.example.com/a/loadtests/runs/missed-1).
  Due: 2026-11-30 02:00 UTC
  Started by: its schedule
Run missed-1`);
});

it('the script threw, and then the sidecar was gone', async () => {
  const night = createNight(database.db, 'broken-script');
  const threw = await night.report(measured.errored, night.given());
  expect(await night.told(threw)).toBe(`Run errored: broken-script
broken-script ended in an error on production (http://127.0.0.1:3333)
Since 2026-11-30 02:00 UTC: 1 run without a pass.
• the script threw an exception outside an iteration, or has a syntax error (exit code 107)
The run itself went wrong, so it says nothing about the system under test.
Open the run (https://grafana.example.com/a/loadtests/runs/broken-script-1) for its figures and k6's log.
  Run date: 2026-11-30 02:00 UTC
  Started by: its schedule
  Last known deployment: dpl_live, commit 1a2b3c4, 2026-11-30 01:45 UTC
  Virtual users: 10
  Requests: 600
  p95 response time: 50 ms
  Error rate: 0 % (0 of 600)
  Average response time: 40 ms
  Duration: 1 min
Run broken-script-1`);

  night.later(5);
  const text = 'the sidecar that ran it stopped answering while k6 was running; k6 may have gone on';
  const lost = await night.follow('errored', { ...night.given(), reasons: [{ code: 'ownerLost', text }] });
  expect(await night.told(lost)).toBe(`Action required: broken-script
broken-script ended in an error on production (http://127.0.0.1:3333)
Since 2026-11-30 02:00 UTC: 2 runs in a row without a pass.
• the sidecar that ran it stopped answering while k6 was running; k6 may have gone on
A person is needed: two runs in a row gave no usable result (errored, then errored)
Open the run (https://grafana.example.com/a/loadtests/runs/broken-script-2) for k6's log.
  Run date: 2026-11-30 02:06 UTC
  Started by: its schedule
  Last known deployment: dpl_live, commit 1a2b3c4, 2026-11-30 01:45 UTC
  Figures: not measured
Run broken-script-2`);
});

it('a report came late', async () => {
  const night = createNight(database.db, 'late');
  const id = await night.announce(night.given());
  await night.silence(id);
  night.later(1);
  await night.send(id, measured.passed);
  await night.judge(id);
  expect(await night.told(id)).toBe(`Corrected: late
late passed on production (http://127.0.0.1:3333)
Its report came after the deadline. Until then this run counted as errored: the run was announced and never reported its end.
• all limits kept over 600 requests
Nothing else changes.
Open the run (https://grafana.example.com/a/loadtests/runs/late-1) for its figures and k6's log.
  Run date: 2026-11-30 02:00 UTC
  Started by: its schedule
  Last known deployment: dpl_live, commit 1a2b3c4, 2026-11-30 01:45 UTC
  Virtual users: 10
  Requests: 600
  p95 response time: 50 ms
  Error rate: 0 % (0 of 600)
  Average response time: 40 ms
  Duration: 1 min
Run late-1`);
});

it('it works again', async () => {
  const night = createNight(database.db, 'works-again');
  night.storeAnswers(nothingListens);
  for (const minutes of [10, 30]) {
    await night.diagnoseByRules(await night.report(dead, night.given()));
    night.later(minutes);
  }
  night.storeAnswers(storeSays([{}]));
  const id = await night.report(measured.passed, night.given());
  expect(await night.told(id)).toBe(`Recovered: works-again
works-again passed on production (http://127.0.0.1:3333)
It lasted 43 min, from 2026-11-30 02:00 UTC to 2026-11-30 02:43 UTC: 2 runs failed in a row.
What it was: Nothing listens at http://127.0.0.1:3333: every connection was refused.
The incident is resolved.
Open the run (https://grafana.example.com/a/loadtests/runs/works-again-3) for its figures and k6's log.
  Run date: 2026-11-30 02:42 UTC
  Started by: its schedule
  Virtual users: 10
  Requests: 600
  p95 response time: 50 ms
  Error rate: 0 % (0 of 600)
  Average response time: 40 ms
  Duration: 1 min
Run works-again-3`);
});

it('a person has seen it, and closes it', async () => {
  const night = createNight(database.db, 'seen');
  const id = await night.report(measured.tooSlow, night.given());
  await night.diagnoseByRules(id);
  const incidentId = (await night.row(id)).incidentId ?? '';
  const teller = createPersonTeller(night.planning);
  const acknowledge = (by: string, comment: string | null) =>
    acknowledgeIncident(database.db, incidentId, { by, at: night.now(), comment }, (tx, incident) =>
      teller.acknowledged(tx, incident, { by, said: comment })
    );
  night.later(9);
  await night.taken(id);
  await acknowledge('Anna', 'looking at the <pool> size');
  expect(await night.told(id)).toBe('Anna has seen this and takes care of it: “looking at the <pool> size”');

  night.later(81);
  const [by, reason] = ['Anna', 'the load test is @channel wrong'];
  await closeIncident(database.db, incidentId, { by, at: night.now(), reason }, (tx, incident) =>
    teller.closed(tx, incident, { by, said: reason })
  );
  expect(await night.told(id)).toBe(`Closed by a person: seen
seen on production (http://127.0.0.1:3333)
It lasted 1 h 31 min, from 2026-11-30 02:00 UTC to 2026-11-30 03:31 UTC: 1 run failed.
What it was: p95 900 ms (limit 500 ms, +80 %)
Closed by Anna: “the load test is ＠channel wrong”. No run has shown that all is well: the next failed run opens another incident.
Open the run (https://grafana.example.com/a/loadtests/runs/seen-1) for its figures and k6's log.
Run seen-1`);
});

it('nothing is said of who has seen what nobody was told of', async () => {
  const night = createNight(database.db, 'unheard');
  const id = await night.report(measured.tooSlow, night.given());
  await night.diagnoseByRules(id);
  await database.db.update(effects).set({ state: 'rejected' }).where(eq(effects.runId, id));
  const teller = createPersonTeller(night.planning);
  const { incidentId } = await night.row(id);
  await acknowledgeIncident(database.db, incidentId ?? '', { by: 'Anna', at: night.now(), comment: null }, (tx, of) =>
    teller.acknowledged(tx, of, { by: 'Anna', said: null })
  );
  expect(await night.alerts(id)).toEqual(['actionRequired']);
});
