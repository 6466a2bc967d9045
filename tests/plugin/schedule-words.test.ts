import { nextTick } from '../../backend/src/catalogue/ticks';
import { scheduleWords } from '../../src/pages/LoadTests/scheduleWords';

/** The first ticks of January 2026, as the sidecar reads the cron; the month began with a Thursday. */
function ticks(cron: string, count: number): readonly string[] {
  const found: string[] = [];
  let at: Date | null = new Date('2025-12-31T23:59:59Z');
  while (found.length < count && at !== null) {
    at = nextTick({ cron, timeZone: 'UTC' }, at);
    if (at !== null) {
      found.push(at.toISOString().slice(5, 16).replace('T', ' '));
    }
  }
  return found;
}

it.each([
  ['0 3 * * *', 'At 03:00, every day', ['01-01 03:00', '01-02 03:00', '01-03 03:00']],
  ['15 9,12 * * *', 'At 09:15 and 12:15, every day', ['01-01 09:15', '01-01 12:15', '01-02 09:15']],
  ['0 * * * *', 'Every hour', ['01-01 00:00', '01-01 01:00']],
  ['5,35 * * * *', 'At 5 and 35 minutes past the hour', ['01-01 00:05', '01-01 00:35', '01-01 01:05']],
  ['*/15 * * * *', 'Every 15 minutes', ['01-01 00:00', '01-01 00:15', '01-01 00:30', '01-01 00:45', '01-01 01:00']],
  ['* * * * *', 'Every minute', ['01-01 00:00', '01-01 00:01']],
  ['0 */6 * * *', 'On the hour, every 6 hours', ['01-01 00:00', '01-01 06:00', '01-01 12:00', '01-01 18:00']],
  [
    '0 9-17 * * 1-5',
    'Every hour, between 09:00 and 17:00, Monday through Friday',
    ['01-01 09:00', ...Array.from({ length: 8 }, (_, hour) => `01-01 ${hour + 10}:00`), '01-02 09:00'],
  ],
  ['*/30 9 * * *', 'Every 30 minutes, between 09:00 and 09:59', ['01-01 09:00', '01-01 09:30', '01-02 09:00']],
  ['0 3 * * 0', 'At 03:00, only on Sunday', ['01-04 03:00', '01-11 03:00']],
  ['0 3 * * 7', 'At 03:00, only on Sunday', ['01-04 03:00', '01-11 03:00']],
  ['0 3 * * sat,sun', 'At 03:00, only on Saturday and Sunday', ['01-03 03:00', '01-04 03:00', '01-10 03:00']],
  ['0 3 * * 5-7', 'At 03:00, Friday through Sunday', ['01-02 03:00', '01-03 03:00', '01-04 03:00', '01-09 03:00']],
  ['0 3 1,15 * *', 'At 03:00, on day 1 and 15 of the month', ['01-01 03:00', '01-15 03:00', '02-01 03:00']],
  ['0 3 31 1-3 *', 'At 03:00, on day 31 of the month, January through March', ['01-31 03:00', '03-31 03:00']],
  ['30 4 * FEB *', 'At 04:30, every day, only in February', ['02-01 04:30', '02-02 04:30']],
])('%s is said as the sidecar reads it: %s', (cron, words, first) => {
  expect(ticks(cron, first.length)).toEqual(first);
  expect(scheduleWords(cron)).toBe(words);
});

it.each([
  // Every 13th, and every Friday besides; not the Fridays that are a 13th.
  ['0 3 13 * 5', ['01-02 03:00', '01-09 03:00', '01-13 03:00']],
  // From the 31st to the 1st it is one day.
  ['0 3 */2 * *', ['01-01 03:00', '01-03 03:00']],
  // Four minutes after 00:56.
  ['*/7 * * * *', ['01-01 00:00', '01-01 00:07']],
  ['0 */5 * * *', ['01-01 00:00', '01-01 05:00', '01-01 10:00', '01-01 15:00', '01-01 20:00', '01-02 00:00']],
  ['0 3 * */2 *', ['01-01 03:00', '01-02 03:00']],
  ['0 3 * * */2', ['01-01 03:00', '01-03 03:00', '01-04 03:00']],
  ['0 3 * * 0-7', ['01-01 03:00', '01-02 03:00']],
  ['0-10 3,5 * * *', ['01-01 03:00', '01-01 03:01']],
  ['*/20 */2 * * *', ['01-01 00:00', '01-01 00:20', '01-01 00:40', '01-01 02:00']],
  ['0 3 L * *', ['01-31 03:00', '02-28 03:00']],
])('%s comes when the sidecar says so, and has no words that would say something else', (cron, first) => {
  expect(ticks(cron, first.length)).toEqual(first);
  expect(scheduleWords(cron)).toBeNull();
});

it.each(['', '@daily', '0 3 * *', '0 0 3 * * *', 'every day', '99 3 * * *', '0 3 * * NOON'])(
  'has no words for what is no cron: "%s"',
  (cron) => expect(scheduleWords(cron)).toBeNull()
);
