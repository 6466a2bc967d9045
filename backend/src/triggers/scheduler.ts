import type { Logger } from 'pino';
import { nextTick } from '../catalogue';
import type { Database } from '../db';
import { createPoller } from '../loop';
import type { Catalogue, LoadTest, Schedule } from '../model/load-test';
import { findRun, scheduleHash, seeSchedules, type EntryProfile, type RunRow } from '../runs';
import { decideTicks, type Decision } from './decide-ticks';

export interface SchedulerOptions {
  readonly db: Database;
  readonly now: () => Date;
  readonly catalogue: () => Catalogue;
  /** The sidecar whose runner gets the runs. */
  readonly owner: string;
  readonly profileOf: (test: LoadTest) => Promise<EntryProfile>;
  /** Hands the run to the runner, which queues it behind other runs on its target. */
  readonly enqueue: (run: RunRow, test: LoadTest) => void;
  /** A run is ready to be judged. */
  readonly runReady: () => void;
  readonly onChange: () => Promise<void>;
  readonly logger: Logger;
}

/** Starts the runs that the catalogue's schedules ask for. Any number of sidecars on one database may have one. */
export interface Scheduler {
  start(): void;
  /** One look at all schedules, as it is made every second. */
  look(): Promise<void>;
  /** Nothing is started any more when it resolves. */
  stop(): Promise<void>;
}

type Scheduled = LoadTest & { readonly schedule: Schedule };

const lookEveryMs = 1000;
/** Schedules are said to be in the catalogue this often; a good deal sooner than others take them for gone. */
const seenEveryMs = 20_000;

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { now, logger } = options;
  /** When there may be a tick to decide, in ms since the epoch, by load test and schedule. */
  const dueAt = new Map<string, number>();
  const keyOf = ({ name, schedule }: Scheduled) => `${name} ${scheduleHash(schedule)}`;
  let seenAt = Number.NEGATIVE_INFINITY;

  const scheduled = (): Scheduled[] =>
    [...options.catalogue().tests.values()].flatMap((test) =>
      test.schedule === null ? [] : [{ ...test, schedule: test.schedule }]
    );

  async function look(): Promise<void> {
    const at = now();
    const tests = scheduled();
    if (tests.length === 0) {
      return;
    }
    // Also when the clock has gone back by much.
    if (Math.abs(at.getTime() - seenAt) >= seenEveryMs) {
      await seeSchedules(options.db, tests, at);
      seenAt = at.getTime();
    }
    const due = tests.filter((test) => (dueAt.get(keyOf(test)) ?? Number.NEGATIVE_INFINITY) <= at.getTime());
    // One load test whose ticks cannot be decided holds up no other.
    const looks = await Promise.allSettled(due.map((test) => decide(test, at)));
    const failed = looks.find((each) => each.status === 'rejected');
    if (failed !== undefined) {
      throw failed.reason;
    }
  }

  async function decide(test: Scheduled, at: Date): Promise<void> {
    const hash = scheduleHash(test.schedule);
    const decision = await decideTicks(options, test, hash, at);
    if (decision === null) {
      // Not seen yet.
      return;
    }
    dueAt.set(keyOf(test), nextTick(test.schedule, decision.decidedUntil)?.getTime() ?? Number.POSITIVE_INFINITY);
    if (decision.decidedUntil.getTime() > at.getTime() + lookEveryMs * 60) {
      logger.warn(
        { test: test.name, decidedUntil: decision.decidedUntil },
        'the clock is behind what its schedule has started already: nothing is started until it has caught up'
      );
    }
    await follow(test, decision);
  }

  async function follow(test: Scheduled, { started, missed, skipped }: Decision): Promise<void> {
    if (skipped !== null) {
      logger.info({ test: test.name, reason: skipped }, 'a tick of the schedule starts no run');
    }
    if (missed !== null) {
      logger.warn({ test: test.name, reason: missed.reason }, 'a schedule has missed ticks');
      options.runReady();
    }
    const run = started === null ? null : await findRun(options.db, started);
    if (run !== null) {
      logger.info({ test: test.name, runId: run.id }, 'a run is started by its schedule');
      options.enqueue(run, test);
    }
    if (run !== null || missed !== null) {
      await options.onChange();
    }
  }

  const poller = createPoller({
    name: 'schedule',
    everyMs: lookEveryMs,
    logger,
    work: async () => {
      await look();
      return false;
    },
  });
  return { look, start: () => poller.start(), stop: () => poller.stop() };
}
