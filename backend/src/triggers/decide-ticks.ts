import { maintenanceAt, ticksBetween, type TickSpan } from '../catalogue';
import { inTransaction, type Database, type Tx } from '../db';
import type { LoadTest, Schedule } from '../model/load-test';
import type { TickOutcome } from '../model/run';
import { maintenanceReason } from '../remediation';
import {
  insertRun,
  lockSchedule,
  queuedRun,
  recordTick,
  runIdOfTick,
  schedulesOf,
  unfinishedRunsOf,
  type EntryProfile,
} from '../runs';
import { missedText } from './missed-text';

/** A tick that is seen this much later is still the one of its time, not a missed one: a sidecar restarts sooner. */
const onTimeMs = 60_000;

export interface Deciding {
  readonly db: Database;
  readonly owner: string;
  readonly profileOf: (test: LoadTest) => Promise<EntryProfile>;
}

/** What the ticks up to an instant have led to. */
export interface Decision {
  readonly decidedUntil: Date;
  /** Id of the run that is queued now. */
  readonly started: string | null;
  /** Why a tick that was on time has started none. */
  readonly skipped: string | null;
  /** Ticks that nobody saw in time, and the run of the verdict `missed` that stands for them. */
  readonly missed: { readonly reason: string } | null;
}

type Scheduled = LoadTest & { readonly schedule: Schedule };

/**
 * Decides, once among all sidecars, about every tick that is not decided yet: the last one starts a run if it is on time,
 * those before it are missed, all together. What becomes of them is written in one transaction with the run, whose id
 * comes from the tick.
 *
 * @returns null while the schedule has not been seen.
 */
export async function decideTicks(
  deciding: Deciding,
  test: Scheduled,
  hash: string,
  now: Date
): Promise<Decision | null> {
  const seen = (await schedulesOf(deciding.db, [test])).get(test.name) ?? null;
  if (seen === null || ticksBetween(test.schedule, seen.decidedUntil, now) === null) {
    return seen === null ? null : { decidedUntil: seen.decidedUntil, ...nothing };
  }
  // k6 may take seconds to tell; nobody has to wait for that in the transaction.
  const profile = await deciding.profileOf(test);
  return inTransaction(deciding.db, 'decide ticks', async (tx) => {
    const schedule = await lockSchedule(tx, test.name, hash);
    if (schedule === null) {
      return null;
    }
    const { onTime, missed, last } = dueTicks(test, schedule.decidedUntil, now);
    const table: Table = { tx, test, hash, now, profile, owner: deciding.owner };
    let decision: Decision = { decidedUntil: last ?? schedule.decidedUntil, ...nothing };
    if (missed !== null) {
      decision = { ...decision, ...(await decideMissed(table, missed, onTime)) };
    }
    if (onTime !== null) {
      decision = { ...decision, ...(await decideOnTime(table, onTime)) };
    } else if (missed === null && last !== null) {
      // Too late, and inside of a window: nothing was due.
      await record(table, last, 'skipped', whyMaintenance(test, last), null);
    }
    return decision;
  });
}

const nothing = { started: null, skipped: null, missed: null } as const;

interface Table {
  readonly tx: Tx;
  readonly test: Scheduled;
  readonly hash: string;
  readonly now: Date;
  readonly profile: EntryProfile;
  readonly owner: string;
}

interface DueTicks {
  /** The last tick, if it is seen in time. */
  readonly onTime: Date | null;
  /** Those that were due before it, or at all, and are seen too late. */
  readonly missed: TickSpan | null;
  readonly last: Date | null;
}

function dueTicks(test: Scheduled, decidedUntil: Date, now: Date): DueTicks {
  const last = ticksBetween(test.schedule, decidedUntil, now)?.last ?? null;
  const onTime = last !== null && now.getTime() - last.getTime() <= onTimeMs ? last : null;
  const to = onTime === null ? now : new Date(onTime.getTime() - 1);
  const missed = ticksBetween(test.schedule, decidedUntil, to, (tick) => maintenanceAt(test, tick) === null);
  return { onTime, missed, last };
}

async function decideOnTime(table: Table, tick: Date): Promise<Pick<Decision, 'started' | 'skipped'>> {
  const maintenance = whyMaintenance(table.test, tick);
  if (maintenance !== null) {
    await record(table, tick, 'skipped', maintenance, null);
    return { started: null, skipped: maintenance };
  }
  return startRunOf(table, tick, null);
}

/** One run for all that was missed: of the verdict `missed`, or a late one where none is on time. */
async function decideMissed(
  table: Table,
  span: TickSpan,
  onTime: Date | null
): Promise<Pick<Decision, 'started' | 'skipped' | 'missed'>> {
  const { tx, test } = table;
  const reason = missedText(test.schedule, span);
  if (test.schedule.missed === 'runOnce') {
    if (onTime === null) {
      return { ...(await startRunOf(table, span.last, `late, once: ${reason}`)), missed: null };
    }
    await record(table, span.last, 'missed', `${reason}; the next tick is on time and makes up for it`, null);
    return nothing;
  }
  const id = runIdOfTick(test.name, span.last);
  const taken = await insertRun(tx, {
    ...queuedRun({ ...table, id, trigger: 'schedule', startedBy: 'schedule', announcedAt: span.last }),
    status: 'judging',
    judgeAfter: span.last,
    didNotStart: reason,
    missed: {
      from: span.first.toISOString(),
      to: span.last.toISOString(),
      ticks: span.count,
      isMore: span.isMore,
    },
  });
  await record(table, span.last, 'missed', reason, taken === null ? id : null);
  return { ...nothing, missed: { reason } };
}

/** Queues the run of a tick. @param late why it comes so late, for people; null where it is on time. */
async function startRunOf(
  table: Table,
  tick: Date,
  late: string | null
): Promise<Pick<Decision, 'started' | 'skipped'>> {
  const { tx, test, now } = table;
  const id = runIdOfTick(test.name, tick);
  let skipped = whyOverlap(test, await unfinishedRunsOf(tx, test.name));
  if (skipped === null) {
    const run = queuedRun({ ...table, id, trigger: 'schedule', startedBy: 'schedule', announcedAt: now });
    skipped = (await insertRun(tx, run)) === null ? null : `there is a run ${id} already`;
  }
  const isStarted = skipped === null;
  await record(table, tick, isStarted ? 'started' : 'skipped', skipped ?? late, isStarted ? id : null);
  return { started: isStarted ? id : null, skipped };
}

function whyMaintenance(test: LoadTest, tick: Date): string | null {
  const open = maintenanceAt(test, tick);
  return open === null ? null : maintenanceReason(open);
}

/** At most one run waits for another one of its load test, so that slow runs never pile up. */
function whyOverlap({ schedule }: Scheduled, unfinished: Awaited<ReturnType<typeof unfinishedRunsOf>>): string | null {
  const before = schedule.overlap === 'skip' ? unfinished[0] : unfinished.find(({ status }) => status === 'queued');
  return before === undefined
    ? null
    : `run ${before.id} of the same load test is still ${before.status === 'queued' ? 'queued' : 'running'}`;
}

async function record(
  { tx, test, hash, now }: Table,
  tickAt: Date,
  outcome: TickOutcome,
  reason: string | null,
  runId: string | null
): Promise<void> {
  await recordTick(tx, hash, { test: test.name, tickAt, outcome, reason, runId, decidedAt: now });
}
