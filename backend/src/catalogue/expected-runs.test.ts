import type { LoadTest, MaintenanceWindow } from '../model/load-test';
import { expectationOf, nextRunAt } from './expected-runs';
import { afterMaintenance, maintenanceAt } from './maintenance';

type Entry = Pick<LoadTest, 'schedule' | 'maintenanceWindows' | 'deadlineSeconds'>;
const entry = (cron: string, ...maintenanceWindows: MaintenanceWindow[]): Entry => ({
  schedule: { cron, timeZone: 'UTC', overlap: 'queue', missed: 'record' },
  maintenanceWindows,
  deadlineSeconds: 300,
});
const window = (cron: string, durationMinutes: number, reason = 'upgrade'): MaintenanceWindow => ({
  cron,
  timeZone: 'UTC',
  durationMinutes,
  reason,
});
const at = (time: string) => new Date(`2026-11-23T${time}Z`);

describe('maintenanceAt', () => {
  const { maintenanceWindows } = entry('0 3 * * *', window('0 2 * * *', 60), window('30 2 * * *', 90, 'backup'));

  it.each([
    ['01:59:59', null],
    ['02:00', { endsAt: at('04:00'), reason: 'upgrade' }],
    ['03:30', { endsAt: at('04:00'), reason: 'backup' }],
    ['04:00', null],
  ])('is at %s %j', (time, expected) => {
    expect(maintenanceAt({ maintenanceWindows }, at(time))).toEqual(expected);
  });

  it('takes windows that follow each other for one, by the reason of the first', () => {
    const test = entry('0 3 * * *', window('0 2 * * *', 60), window('0 3 * * *', 60, 'backup'));
    expect(maintenanceAt(test, at('02:30'))).toEqual({ endsAt: at('04:00'), reason: 'upgrade' });
  });

  it('ends for windows that are always open', () => {
    expect(maintenanceAt(entry('0 3 * * *', window('0 * * * *', 60)), at('02:30'))?.reason).toBe('upgrade');
  });
});

it('the time inside of windows does not count', () => {
  const test = entry('0 3 * * *', window('0 2 * * *', 60));
  expect(afterMaintenance(test, at('01:50'), 20 * 60_000)).toEqual(at('03:10'));
  expect(afterMaintenance(test, at('02:10'), 20 * 60_000)).toEqual(at('03:20'));
  expect(afterMaintenance(test, at('03:10'), 20 * 60_000)).toEqual(at('03:30'));
});

describe('nextRunAt', () => {
  it('passes over ticks inside of windows', () => {
    const test = entry('0 * * * *', window('0 2 * * *', 120));
    expect(nextRunAt(test, at('01:30'))).toEqual(at('04:00'));
    expect(nextRunAt(test, at('04:00'))).toEqual(at('05:00'));
  });

  it('is null where every tick is inside of one, and without a schedule', () => {
    expect(nextRunAt(entry('0 3 * * *', window('0 3 * * *', 1)), at('01:30'))).toBeNull();
    expect(nextRunAt({ ...entry('0 3 * * *'), schedule: null }, at('01:30'))).toBeNull();
  });
});

describe('expectationOf', () => {
  it('gives the tick after the last result its deadline and a quarter of an hour', () => {
    expect(expectationOf(entry('0 3 * * *'), at('02:00'))).toEqual({
      nextExpectedRunAt: at('03:00'),
      staleAt: at('03:20'),
    });
  });

  it('waits for the end of a window that the run may have been caught in', () => {
    expect(expectationOf(entry('0 3 * * *', window('10 3 * * *', 60)), at('02:00'))?.staleAt).toEqual(at('04:20'));
  });

  it('is null without a schedule: nothing goes stale', () => {
    expect(expectationOf({ ...entry('0 3 * * *'), schedule: null }, at('02:00'))).toBeNull();
  });
});
