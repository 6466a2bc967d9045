import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import pino from 'pino';
import type { Database } from '../../db';
import type { LoadTest, Schedule } from '../../model/load-test';
import { changeRun, type RunRow } from '../../runs';
import { runs, scheduleTicks } from '../../runs/tables';
import { aLoadTest } from '../../testing/load-test';
import { createScheduler, type Scheduler } from '../scheduler';

/** An entry with a schedule, by default of every five minutes; its name is its own. */
export function scheduledTest(schedule: Partial<Schedule> = {}, changes: Partial<LoadTest> = {}): LoadTest {
  return aLoadTest({
    name: `checkout-${randomUUID()}`,
    deadlineSeconds: 300,
    schedule: { cron: '*/5 * * * *', timeZone: 'UTC', overlap: 'queue', missed: 'record', ...schedule },
    triggers: ['schedule', 'manual'],
    ...changes,
  });
}

/** A clock that goes on only when it is told to, and schedulers on one database that go by it. */
export function createTimetable(db: Database, start: string) {
  let at = Date.parse(start);
  const now = () => new Date(at);
  let handed: RunRow[] = [];

  const timetable = {
    now,
    set: (time: string | Date) => void (at = new Date(time).getTime()),
    /** A sidecar with these entries in its catalogue. */
    sidecar: (tests: readonly LoadTest[]): Scheduler =>
      createScheduler({
        db,
        now,
        owner: randomUUID(),
        catalogue: () => ({ file: 'loadtests.yaml', tests: new Map(tests.map((test) => [test.name, test])) }),
        profileOf: () => Promise.resolve({ kind: 'unknown', problem: 'there is no k6' }),
        enqueue: (run) => void handed.push(run),
        runReady: () => undefined,
        onChange: () => Promise.resolve(),
        logger: pino({ level: 'silent' }),
      }),

    /** Runs handed to a runner since the last time. */
    handed(): RunRow[] {
      const those = handed;
      handed = [];
      return those;
    },

    /** Its ticks as they were decided, oldest first: outcome, minute, reason. */
    async ticks(test: LoadTest) {
      const rows = await db
        .select()
        .from(scheduleTicks)
        .where(eq(scheduleTicks.test, test.name))
        .orderBy(scheduleTicks.tickAt);
      return rows.map(({ outcome, tickAt, reason }) => ({ outcome, at: tickAt.toISOString().slice(0, 16), reason }));
    },
    runsOf: (test: LoadTest) =>
      db.select().from(runs).where(eq(runs.test, test.name)).orderBy(runs.announcedAt, runs.id),
    end: (run: RunRow) =>
      changeRun(db, run.id, { status: 'judged', verdict: 'passed', endedAt: now(), judgedAt: now() }),
    begin: (id: string) => changeRun(db, id, { status: 'running', startedAt: now() }),
  };
  return timetable;
}
