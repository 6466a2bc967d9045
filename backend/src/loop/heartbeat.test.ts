import type { HeartbeatPoint } from '../model/figures';
import { describeOnEachDatabase } from '../testing/databases';
import { createTimetable, scheduledTest } from '../triggers/testing/timetable';
import { calm as nothingToDo } from './testing/calm';
import { beat, type Condition, expectedRuns, heartbeatPoints } from './heartbeat';

const at = new Date('2026-11-23T12:00:00.500Z');
const calm: Condition = { ...nothingToDo, at };
const due = {
  test: 'checkout',
  environment: 'production',
  nextExpectedRunAt: new Date('2026-11-24T01:45:00Z'),
  staleAt: new Date('2026-11-24T03:00:00Z'),
  nextTickAt: new Date('2026-11-25T01:45:00Z'),
};

it('tells a rule what the sidecar has left to do, and when each load test is due', () => {
  const [own, ofTest, ...more] = heartbeatPoints({
    ...calm,
    backlog: { pending: 3, oldestSeconds: 12.5, unknown: 1, undeliveredAlerts: 2 },
    incidents: { diagnosing: 1, remediating: 2, actionRequired: 3 },
    runsRunning: 1,
    runsQueued: 4,
    nameValues: 120,
    expected: [due, { ...due, test: 'smoke', nextExpectedRunAt: null, staleAt: null, nextTickAt: null }],
  });
  expect(own).toMatchObject({
    tags: {},
    at,
    fields: {
      pendingEffects: 3,
      backlogAgeSeconds: 12.5,
      undeliveredAlerts: 2,
      unknownEffects: 1,
      incidentsDiagnosing: 1,
      incidentsRemediating: 2,
      incidentsActionRequired: 3,
      runsRunning: 1,
      runsQueued: 4,
      nameValues: 120,
      runAlertsInGrafana: 0,
    },
  });
  expect(ofTest).toMatchObject({
    tags: { test: 'checkout', environment: 'production' },
    fields: {
      nextExpectedRunAt: Date.parse('2026-11-24T01:45:00Z') / 1000,
      staleAt: Date.parse('2026-11-24T03:00:00Z') / 1000,
      nextTickAt: Date.parse('2026-11-25T01:45:00Z') / 1000,
    },
  });
  expect(more).toEqual([]);
});

it("tells Grafana's rules about runs whether they are the ones to tell", () => {
  const [own] = heartbeatPoints({ ...calm, runAlerts: 'grafana' });
  expect(own?.fields['runAlertsInGrafana']).toBe(1);
});

it('never changes the type of a field: counts and instants are whole numbers, an age is not', () => {
  const types = heartbeatPoints({ ...calm, nameValues: 1, expected: [due] }).flatMap(({ fields, integerFields }) =>
    Object.keys(fields).filter((name) => !integerFields.includes(name))
  );
  expect(types).toEqual(['backlogAgeSeconds']);
});

describeOnEachDatabase('what is due', (database) => {
  it('is asked of the records for each scheduled load test', async () => {
    const daily = scheduledTest({ cron: '45 2 * * *', timeZone: 'UTC' });
    const time = createTimetable(database(), '2026-11-23T12:00:00Z');
    await time.sidecar([daily]).look();
    const due = {
      test: daily.name,
      environment: 'production',
      nextExpectedRunAt: new Date('2026-11-24T02:45:00Z'),
      staleAt: new Date('2026-11-24T03:05:00Z'),
    };
    const asked = () => expectedRuns(database(), [daily, { ...daily, name: 'by-hand', schedule: null }]);
    expect(await asked()).toEqual([{ ...due, nextTickAt: new Date('2026-11-24T02:45:00Z') }]);
    // Its result is waited for still, and the scheduler has done its part.
    time.set('2026-11-24T02:45:01Z');
    await time.sidecar([daily]).look();
    expect(await asked()).toEqual([{ ...due, nextTickAt: new Date('2026-11-25T02:45:00Z') }]);
  });
});

describeOnEachDatabase('a beat', (database) => {
  const beating = (points: HeartbeatPoint[]) => ({
    db: database(),
    store: { writeHeartbeat: (given: readonly HeartbeatPoint[]) => Promise.resolve(void points.push(...given)) },
    now: () => at,
    runner: () => ({ running: 0, queued: 2 }),
    nameValues: () => null,
    runAlerts: 'sidecar' as const,
    expected: () => Promise.resolve([due]),
  });

  it('reads the records and is written', async () => {
    const points: HeartbeatPoint[] = [];
    await beat(beating(points));
    expect(points.map(({ tags, fields }) => [tags, fields])).toMatchObject([
      [{}, { pendingEffects: 0, backlogAgeSeconds: 0, runsQueued: 2 }],
      [{ test: 'checkout' }, {}],
    ]);
  });

  it('is left out where the sidecar cannot know how things are', async () => {
    const points: HeartbeatPoint[] = [];
    const away = { ...beating(points), expected: () => Promise.reject(new Error('the records are away')) };
    await expect(beat(away)).rejects.toThrow('the records are away');
    expect(points).toEqual([]);
  });
});
