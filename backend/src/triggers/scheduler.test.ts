import type { Database } from '../db';
import { describeOnEachDatabase } from '../testing/databases';
import { createTimetable, scheduledTest } from './testing/timetable';

const day = '2026-11-23';

describeOnEachDatabase('a schedule', (database) => {
  let db: Database;
  beforeAll(() => (db = database()));

  /** A sidecar that has just seen the schedule for the first time, at noon. */
  async function atNoon(...given: Parameters<typeof scheduledTest>) {
    const test = scheduledTest(...given);
    const time = createTimetable(db, `${day}T12:00:00Z`);
    const sidecar = time.sidecar([test]);
    await sidecar.look();
    return {
      test,
      time,
      sidecar,
      async lookAt(clock: string, at = sidecar) {
        time.set(clock.includes('T') ? clock : `${day}T${clock}Z`);
        await at.look();
      },
    };
  }

  it('starts a run at its tick, as the run of that tick, and nothing before it was first seen', async () => {
    const { test, time, lookAt } = await atNoon();
    await lookAt('12:04:59');
    expect(time.handed()).toEqual([]);
    await lookAt('12:05:01');
    expect(time.handed()).toMatchObject([
      {
        id: `${test.name}-20261123-120500`,
        trigger: 'schedule',
        status: 'queued',
        counts: true,
        startedBy: 'schedule',
        announcedAt: new Date(`${day}T12:05:01Z`),
      },
    ]);
    await lookAt('12:05:02');
    expect(time.handed()).toEqual([]);
    expect(await time.ticks(test)).toEqual([{ outcome: 'started', at: `${day}T12:05`, reason: null }]);
  });

  it('gives each tick to one of several sidecars', async () => {
    const { test, time, sidecar } = await atNoon();
    const others = [sidecar, ...Array.from({ length: 4 }, () => time.sidecar([test]))];
    time.set(`${day}T12:05:00Z`);
    await Promise.all(others.map((each) => each.look()));
    expect(time.handed()).toHaveLength(1);
    expect(await time.runsOf(test)).toHaveLength(1);
  });

  it('starts nothing twice when the clock goes back', async () => {
    const { test, time, lookAt } = await atNoon();
    await lookAt('12:05:01');
    await lookAt('11:59:00');
    await lookAt('12:05:00', time.sidecar([test]));
    await lookAt('12:05:30');
    expect(await time.runsOf(test)).toHaveLength(1);
  });

  it('starts a run that is a little late, as after a restart, and only the last one', async () => {
    const { test, time, lookAt } = await atNoon({ cron: '* * * * *' });
    await lookAt('12:01:55', time.sidecar([test]));
    expect(time.handed().map(({ id }) => id)).toEqual([`${test.name}-20261123-120100`]);
  });

  it('tells of three days without a sidecar by one run, with the number of ticks', async () => {
    const { test, time, lookAt } = await atNoon();
    const again = [time.sidecar([test]), time.sidecar([test])];
    time.set('2026-11-26T12:02:00Z');
    await Promise.all(again.map((each) => each.look()));
    const [run, ...more] = await time.runsOf(test);
    expect(more).toEqual([]);
    expect(time.handed()).toEqual([]);
    expect(run).toMatchObject({
      id: `${test.name}-20261126-120000`,
      status: 'judging',
      missed: { from: `${day}T12:05:00.000Z`, to: '2026-11-26T12:00:00.000Z', ticks: 864, isMore: false },
      didNotStart:
        '864 ticks from 2026-11-23 12:05 UTC to 2026-11-26 12:00 UTC (*/5 * * * *, UTC) started no run: ' +
        'no sidecar was at work, or its database was away',
    });
    await lookAt('2026-11-26T12:05:00Z', again[0]);
    expect(time.handed().map(({ id }) => id)).toEqual([`${test.name}-20261126-120500`]);
  });

  it('runs once, late, where the entry says so', async () => {
    const { test, time, lookAt } = await atNoon({ missed: 'runOnce' });
    await lookAt('2026-11-26T12:02:00Z', time.sidecar([test]));
    expect(time.handed()).toMatchObject([{ id: `${test.name}-20261126-120000`, missed: null }]);
    expect(await time.runsOf(test)).toHaveLength(1);
    expect(await time.ticks(test)).toMatchObject([
      { outcome: 'started', reason: expect.stringMatching(/^late, once: 864/) },
    ]);
  });

  it('a run that is on time makes up for what was missed, where it would run once', async () => {
    const { test, time, lookAt } = await atNoon({ missed: 'runOnce' });
    await lookAt('2026-11-26T12:05:10Z', time.sidecar([test]));
    expect(time.handed().map(({ id }) => id)).toEqual([`${test.name}-20261126-120500`]);
    expect(await time.ticks(test)).toMatchObject([{ outcome: 'missed' }, { outcome: 'started' }]);
  });

  it('has missed nothing that was due before it was changed', async () => {
    const { test, time, lookAt } = await atNoon();
    const changed = scheduledTest({ cron: '*/10 * * * *' }, { name: test.name });
    await lookAt('2026-11-26T12:02:00Z', time.sidecar([changed]));
    expect(await time.runsOf(test)).toEqual([]);
    await lookAt('2026-11-26T12:10:00Z', time.sidecar([changed]));
    expect(time.handed()).toHaveLength(1);
  });

  it('has missed nothing while it was not in the catalogue, which others have looked at', async () => {
    const { test, time, lookAt } = await atNoon();
    const other = scheduledTest({ cron: '0 0 1 1 *' });
    const without = time.sidecar([other]);
    await lookAt('12:30:00', without);
    await lookAt('14:00:00', without);
    await lookAt('14:01:00', time.sidecar([other, test]));
    expect(await time.runsOf(test)).toEqual([]);
  });

  it('keeps both sidecars at work while one of them has the changed schedule already', async () => {
    const { test, time, sidecar, lookAt } = await atNoon();
    const changed = time.sidecar([scheduledTest({ cron: '7 * * * *' }, { name: test.name })]);
    for (let seconds = 20; seconds <= 420; seconds += 20) {
      await lookAt(new Date(Date.parse(`${day}T12:00:00Z`) + seconds * 1000).toISOString(), changed);
      await sidecar.look();
      await Promise.all(time.handed().map(time.end));
    }
    expect((await time.runsOf(test)).map(({ id }) => id.slice(-6))).toEqual(['120500', '120700']);
  });

  const upgrade = { cron: '10 12 * * *', timeZone: 'UTC', durationMinutes: 10, reason: 'database upgrade' };

  it('starts nothing inside of a maintenance window, and says why', async () => {
    const { test, time, lookAt } = await atNoon({}, { maintenanceWindows: [upgrade] });
    for (const clock of ['12:05', '12:10', '12:15', '12:20']) {
      await lookAt(`${clock}:00`);
      await Promise.all(time.handed().map(time.end));
    }
    const reason = 'maintenance until 2026-11-23 12:20 UTC: database upgrade';
    expect(await time.ticks(test)).toEqual([
      { outcome: 'started', at: `${day}T12:05`, reason: null },
      { outcome: 'skipped', at: `${day}T12:10`, reason },
      { outcome: 'skipped', at: `${day}T12:15`, reason },
      { outcome: 'started', at: `${day}T12:20`, reason: null },
    ]);
  });

  it('misses nothing inside of a window', async () => {
    const { test, time, lookAt } = await atNoon(
      {},
      { maintenanceWindows: [{ ...upgrade, cron: '1 12 * * *', durationMinutes: 20 }] }
    );
    await lookAt('12:19:00', time.sidecar([test]));
    expect(await time.runsOf(test)).toEqual([]);
    await lookAt('12:29:00', time.sidecar([test]));
    expect(await time.runsOf(test)).toMatchObject([{ missed: { ticks: 1, from: `${day}T12:25:00.000Z` } }]);
  });

  describe('while the run before is not at its end', () => {
    it('lets one run wait, and no more', async () => {
      const { test, time, lookAt } = await atNoon();
      for (const clock of ['12:05:00', '12:10:00', '12:15:00']) {
        await lookAt(clock);
        const [first] = await time.runsOf(test);
        await time.begin(first?.id ?? '');
      }
      expect(await time.ticks(test)).toMatchObject([
        { outcome: 'started' },
        { outcome: 'started' },
        { outcome: 'skipped', reason: `run ${test.name}-20261123-121000 of the same load test is still queued` },
      ]);
    });

    it('skips the tick where the entry says so', async () => {
      const { test, time, lookAt } = await atNoon({ overlap: 'skip' });
      await lookAt('12:05:00');
      await time.begin(time.handed()[0]?.id ?? '');
      await lookAt('12:10:00');
      expect(await time.ticks(test)).toMatchObject([
        { outcome: 'started' },
        { outcome: 'skipped', reason: `run ${test.name}-20261123-120500 of the same load test is still running` },
      ]);
    });
  });

  it('starts nothing once it is stopped', async () => {
    const { time, sidecar } = await atNoon();
    sidecar.start();
    await sidecar.stop();
    time.set(`${day}T12:05:00Z`);
    await sidecar.stop();
    expect(time.handed()).toEqual([]);
  });
});
