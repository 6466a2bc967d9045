import { nextTick } from '../catalogue';
import type { Database } from '../db';
import type { LoadTest } from '../model/load-test';
import { describeOnEachDatabase } from '../testing/databases';
import { createTimetable, scheduledTest } from './testing/timetable';

/** Times that the zone skips in spring or repeats in autumn; Berlin's is both. Clocks change on Sundays. */
const schedules = [
  { timeZone: 'Europe/Berlin', cron: '30 2 * * SUN,WED' },
  { timeZone: 'America/New_York', cron: '15 1 * * SUN,WED' },
  { timeZone: 'Australia/Lord_Howe', cron: '15 2 * * SUN,WED' },
];

/** When one of them comes next. */
function next(at: Date): Date | null {
  const ticks = schedules.flatMap((schedule) => nextTick(schedule, at)?.getTime() ?? []);
  return ticks.length === 0 ? null : new Date(Math.min(...ticks));
}

/** Time of day and date by the clock on the wall, told by the platform and not by what reads the cron. */
function wallClock(timeZone: string): (at: Date) => { readonly date: string; readonly time: string } {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (at) => {
    const [date = '', time = ''] = format.format(at).split(' ');
    return { date, time };
  };
}

describeOnEachDatabase('a year of schedules', (database) => {
  let db: Database;
  beforeAll(() => (db = database()));

  it('starts each tick once, over every change of daylight saving time, from two sidecars', async () => {
    const tests = schedules.map((schedule) => scheduledTest(schedule));
    const time = createTimetable(db, '2026-01-01T00:00:00Z');
    const sidecars = [time.sidecar(tests), time.sidecar(tests)];
    const began = new Map<string, Date[]>(tests.map(({ name }) => [name, []]));
    let looks = 0;
    const look = async () => {
      // Now this one comes in time and now that one, which then meets what the other has decided; or both at once.
      const first = looks % 2;
      await Promise.all(sidecars.filter((_, index) => index === first || looks % 5 === 0).map((each) => each.look()));
    };
    await look();
    for (let at: Date | null = time.now(); at !== null && at < new Date('2027-01-01T00:00:00Z'); at = next(at)) {
      time.set(at);
      await look();
      for (const run of time.handed()) {
        began.get(run.test)?.push(run.announcedAt);
        await time.end(run);
      }
    }
    for (const test of tests) {
      expectOncePerDay(test, began.get(test.name) ?? []);
      // None is without a runner, and none was missed.
      expect((await time.runsOf(test)).map(({ announcedAt }) => announcedAt)).toEqual(began.get(test.name));
    }
  }, 180_000);
});

function expectOncePerDay({ schedule }: LoadTest, began: readonly Date[]): void {
  if (schedule === null) {
    throw new Error('it has no schedule');
  }
  const [minute = '', hour = ''] = schedule.cron.split(' ');
  const told = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  const clock = wallClock(schedule.timeZone);
  const dates = began.map((at) => clock(at).date);
  expect(new Set(dates).size).toBe(dates.length);
  // 2026 has 52 of either day.
  expect(dates).toHaveLength(104);
  const elsewhen = began.filter((at) => clock(at).time !== told);
  // Once a year that time is left out, where the spring has it: then right after what is left out.
  expect(elsewhen.length).toBeLessThanOrEqual(1);
  for (const at of elsewhen) {
    expect(clock(new Date(at.getTime() - 60_000)).time < told && clock(at).time > told).toBe(true);
  }
}
