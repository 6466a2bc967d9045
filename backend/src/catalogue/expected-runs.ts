import type { LoadTest } from '../model/load-test';
import { afterMaintenance, maintenanceAt } from './maintenance';
import { nextTick } from './ticks';

/** How long a run may wait for its target and its verdict beyond its own deadline before its result counts as late. */
export const queueGraceSeconds = 900;

/** A schedule whose ticks all are inside of this many windows in a row has none that counts. */
const passedOverLimit = 400;

type Scheduled = Pick<LoadTest, 'schedule' | 'maintenanceWindows' | 'deadlineSeconds'>;

/**
 * The first tick after `after` that starts a run: outside of maintenance windows. Null without a schedule.
 */
export function nextRunAt({ schedule, maintenanceWindows }: Scheduled, after: Date): Date | null {
  if (schedule === null) {
    return null;
  }
  let tick = nextTick(schedule, after);
  for (let tries = 0; tick !== null && tries < passedOverLimit; tries += 1) {
    const open = maintenanceAt({ maintenanceWindows }, tick);
    if (open === null) {
      return tick;
    }
    // Its end is outside already, so a tick there counts.
    tick = nextTick(schedule, new Date(open.endsAt.getTime() - 1));
  }
  return null;
}

/** When a load test's next result is due. */
export interface Expectation {
  /** The tick that has to bring it; in the past where it is overdue. */
  readonly nextExpectedRunAt: Date;
  /** From then on the last result says nothing about now: the run had its deadline, and a grace for its queue. */
  readonly staleAt: Date;
}

/**
 * What follows from the last result (the end of the last counting run that passed or failed; before the first one, when
 * the schedule was first seen). Null without a schedule: such a test never goes stale.
 */
export function expectationOf(test: Scheduled, lastResultAt: Date): Expectation | null {
  const nextExpectedRunAt = nextRunAt(test, lastResultAt);
  return nextExpectedRunAt === null
    ? null
    : {
        nextExpectedRunAt,
        staleAt: afterMaintenance(test, nextExpectedRunAt, (test.deadlineSeconds + queueGraceSeconds) * 1000),
      };
}
