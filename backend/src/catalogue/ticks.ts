import { Cron } from 'croner';
import type { CronInstants } from '../model/load-test';

/** Croner takes more than crontab's five fields: "?" is the moment of reading, "@daily" has no fields at all. */
const ofCrontab = /^[\dA-Za-z*,/#-]+(?: +[\dA-Za-z*,/#-]+){4}$/;

/** Why this is no cron of five fields that ever comes, for people; null when it is one. */
export function cronProblem(cron: string): string | null {
  const fields = cron.split(/\s+/).filter((field) => field !== '');
  if (fields.length === 6 || fields.length === 7) {
    return `${fields.length} fields: seconds and years are not known, the shortest interval is a minute`;
  }
  if (fields.length !== 5 || !ofCrontab.test(fields.join(' '))) {
    return `"${cron.slice(0, 100)}" is not a cron`;
  }
  try {
    return nextTick({ cron, timeZone: 'UTC' }, new Date('2026-01-01T00:00:00Z')) === null
      ? `"${cron}" never comes`
      : null;
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^Cron\w+: /, '') : 'it cannot be read';
    return `"${cron.slice(0, 100)}" is not a cron (${why.slice(0, 200)})`;
  }
}

/** Why this is not the name of a time zone, for people; null when it is one. */
export function timeZoneProblem(timeZone: string): string | null {
  const problem = `"${timeZone.slice(0, 100)}" is not known`;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    return problem;
  }
  // An offset has no daylight saving time, which is not what who writes one means.
  return /^[+-]/.test(timeZone) ? problem : null;
}

/**
 * The first instant after `after`; null where there is none.
 *
 * A cron of some hours names times of day: one that the spring skips comes at the first instant after the gap (together
 * with those that are there already), and one that the autumn repeats comes the first time only. A cron of every hour
 * names an interval: it goes on through both, at every instant whose minute fits.
 */
export function nextTick(instants: CronInstants, after: Date): Date | null {
  return cronOf(instants).nextRun(after);
}

/** Some ticks of a span; `count` is a lower bound where there are more than can be counted. */
export interface TickSpan {
  readonly first: Date;
  readonly last: Date;
  readonly count: number;
  readonly isMore: boolean;
}

/** Counting costs 50 µs each, and the event loop waits for it. */
const countLimit = 5000;

/**
 * The ticks after `from` up to and with `to`; null where there are none.
 *
 * @param isExpected false: a tick that does not count, such as one inside a maintenance window.
 */
export function ticksBetween(
  instants: CronInstants,
  from: Date,
  to: Date,
  isExpected: (tick: Date) => boolean = () => true
): TickSpan | null {
  const cron = cronOf(instants);
  let seen = 0;
  let count = 0;
  let first: Date | null = null;
  let last: Date | null = null;
  for (let tick = cron.nextRun(from); tick !== null && tick <= to; tick = cron.nextRun(tick)) {
    if (isExpected(tick)) {
      count += 1;
      first ??= tick;
      last = tick;
    }
    seen += 1;
    if (seen >= countLimit) {
      return first === null
        ? null
        : { first, last: lastOf(cron, to, isExpected) ?? last ?? first, count, isMore: true };
    }
  }
  return first === null || last === null ? null : { first, last, count, isMore: false };
}

/** The last tick up to and with `to`. */
function lastOf(cron: Cron, to: Date, isExpected: (tick: Date) => boolean): Date | null {
  const [before] = cron.previousRuns(1, new Date(to.getTime() + 1));
  return before !== undefined && isExpected(before) ? before : null;
}

const crons = new Map<string, Cron>();

/** Kept, because reading one costs more than asking it. There are as many as the catalogue has. */
function cronOf({ cron, timeZone }: CronInstants): Cron {
  const key = `${timeZone} ${cron}`;
  let known = crons.get(key);
  if (known === undefined) {
    // Read as it stands first: what is wrong is then said of what people wrote.
    known = new Cron(cron, { mode: '5-part', paused: true, timezone: timeZone });
    const [minutes = '*', hours = '*', ...days] = cron.trim().split(/\s+/);
    const listed = listOf(hours, 23);
    if (listed.length < 24) {
      // croner takes lists, but not steps, for times of day.
      known = new Cron([listOf(minutes, 59).join(','), listed.join(','), ...days].join(' '), {
        mode: '5-part',
        paused: true,
        timezone: timeZone,
        fixedTimeRule: 'no-wildcard',
      });
    }
    crons.set(key, known);
  }
  return known;
}

/** The numbers that a field of minutes or hours stands for; `1,10-20/5` and `*` with or without a step. */
function listOf(field: string, max: number): number[] {
  const all = Array.from({ length: max + 1 }, (_, value) => value);
  const parts = field.split(',').map((part) => {
    const [range = '*', step = '1'] = part.split('/');
    const [low, high] = range === '*' ? [0, max] : range.split('-').map(Number);
    return { low: low ?? 0, high: high ?? low ?? max, step: Number(step) };
  });
  return all.filter((value) =>
    parts.some(({ low, high, step }) => value >= low && value <= high && (value - low) % step === 0)
  );
}
