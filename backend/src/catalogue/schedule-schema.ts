import { z } from 'zod';
import { missedPolicies, overlapPolicies, permittedTriggers, type PermittedTrigger } from '../model/load-test';
import { expected, text } from './expected';
import { cronProblem, timeZoneProblem } from './ticks';

const cronText = 'five fields, minute hour day month weekday, such as "45 2 * * *"';
const zoneText = 'the IANA name of a time zone, such as Europe/Berlin';
const minutesText = 'a whole number of minutes from 1 to 10080 (a week)';
const orText = (words: readonly string[]) => words.join(' or ');

const checked = (what: string, problemOf: (value: string) => string | null) =>
  z
    .string(expected(what))
    .trim()
    .superRefine((value, context) => {
      const problem = problemOf(value);
      if (problem !== null) {
        context.addIssue({ code: 'custom', message: `${problem}; expected ${what}` });
      }
    });

const cron = checked(cronText, cronProblem);
const timeZone = checked(zoneText, timeZoneProblem)
  .default('UTC')
  .describe('IANA name of the time zone that `cron` goes by');

/** `schedule` of a load test. */
export const schedule = z.strictObject(
  {
    cron: cron.describe('When it starts, in five fields: minute, hour, day of the month, month, weekday'),
    timeZone,
    overlap: z
      .enum(overlapPolicies, expected(orText(overlapPolicies)))
      .default('queue')
      .describe('While the run before still goes on: `queue` (at most one run waits) or `skip`'),
    missed: z
      .enum(missedPolicies, expected(orText(missedPolicies)))
      .default('record')
      .describe(
        'Times at which no monitor was at work: `record` (one run of the verdict `missed` for them all) or `runOnce` (late)'
      ),
  },
  expected('a schedule with cron and, if it is not UTC, timeZone')
);

const triggersText = `a list of ${permittedTriggers.join(', ')} (external runs always may)`;

/** `triggers` of a load test. */
export const permissions = z
  .array(
    z.enum(permittedTriggers, expected(`one of ${permittedTriggers.join(', ')} (external runs always may)`)),
    expected(triggersText)
  )
  .transform((list) => [...new Set(list)]);

const window = z.strictObject(
  {
    cron: cron.describe('When it opens, in five fields: minute, hour, day of the month, month, weekday'),
    timeZone,
    durationMinutes: z
      .number(expected(minutesText))
      .int(expected(minutesText))
      .min(1, expected(minutesText))
      .max(10_080, expected(minutesText))
      .describe('How long it is open, in minutes'),
    reason: text('a reason of at most 200 characters, such as database upgrade', 200).describe('For people'),
  },
  expected('a window with cron (its start), durationMinutes and reason')
);

/** `maintenanceWindows`, of a load test or of them all. */
export const maintenanceWindows = z
  .array(window, expected('a list of windows with cron, durationMinutes and reason'))
  .max(50, expected('at most 50 windows'));

/** What is known at which place, for `knownKeys`. */
export const scheduleShapes: Readonly<Record<string, object>> = {
  'loadTests.schedule': schedule.shape,
  'loadTests.maintenanceWindows': window.shape,
  maintenanceWindows: window.shape,
};

/** Why these triggers do not go with the schedule, for people; null when they do. */
export function triggerProblem(entry: {
  readonly schedule: object | null;
  readonly triggers: readonly PermittedTrigger[] | null;
}): string | null {
  const isListed = entry.triggers === null ? entry.schedule !== null : entry.triggers.includes('schedule');
  if (entry.schedule === null) {
    return isListed ? 'schedule needs a schedule: with a cron; write one, or leave schedule out of the list' : null;
  }
  return isListed ? null : 'there is a schedule that never starts a run; add schedule to the list, or remove it there';
}
