import { toString as describe } from 'cronstrue';

const list = /^\d+(,\d+)*$/;
const range = /^(\d+)-(\d+)$/;
const step = /^\*\/(\d+)$/;
const days = /^(\*|\d+([,-]\d+)*)$/;
const named = /^(\*|[\dA-Za-z]+([,-][\dA-Za-z]+)*)$/;

/**
 * A cron of five fields in English words; null where the words would not say what the sidecar does, or hardly anybody
 * would understand them. Those that are left have been compared with the sidecar's own reading
 * (tests/plugin/schedule-words.test.ts):
 *
 * - day of the month and weekday together: whichever of both comes, where the words sound as if both had to;
 * - steps that do not go into the hour or the day, such as every 7 minutes: the last step of each is shorter;
 * - steps of days and months, which begin anew with each month and year.
 */
export function scheduleWords(cron: string): string | null {
  const fields = cron.trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  const isPlain =
    fields.length === 5 &&
    isTimeOfDay(minute, hour) &&
    days.test(day) &&
    named.test(month) &&
    named.test(weekday) &&
    weekday !== '0-7' &&
    (day === '*' || weekday === '*');
  if (!isPlain) {
    return null;
  }
  // Verbose, the words say "every day"; where they name an interval, that would be said twice.
  const verbose = list.test(minute) && list.test(hour);
  try {
    return describe(fields.join(' '), { use24HourTimeFormat: true, verbose });
  } catch {
    // Not a cron to cronstrue.
    return null;
  }
}

function isTimeOfDay(minute: string, hour: string): boolean {
  if (list.test(minute)) {
    const isSingle = !minute.includes(',');
    return isStretch(hour) || dividesEvenly(hour, 24) || (isSingle && list.test(hour));
  }
  return (minute === '*' || dividesEvenly(minute, 60)) && (isStretch(hour) || /^\d+$/.test(hour));
}

/** All hours, or those between two. */
function isStretch(hour: string): boolean {
  const [, from, to] = range.exec(hour) ?? [];
  return hour === '*' || Number(from) < Number(to);
}

function dividesEvenly(field: string, whole: number): boolean {
  const [, every] = step.exec(field) ?? [];
  return whole % Number(every) === 0 && Number(every) < whole;
}
