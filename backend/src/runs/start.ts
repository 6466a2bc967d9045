import { randomBytes } from 'node:crypto';
import type { LoadTest } from '../model/load-test';
import { inTransaction, type Database } from '../db';
import type { EntryProfile } from './announce';
import type { Trigger } from '../model/run';
import type { RunRow } from './rows';
import { contentHash } from '../lib/content-hash';
import { changeRun, findRun, insertRun, lockRun, type NewRun } from './repository';
import { betweenFaultPoints } from '../lib/fault-point';

export interface Starting {
  readonly db: Database;
  readonly now: () => Date;
  /** The sidecar that starts it. */
  readonly owner: string;
  readonly profileOf: (test: LoadTest) => Promise<EntryProfile>;
  /** Hands the run to the runner, which queues it behind other runs on its target. */
  readonly enqueue: (run: RunRow, test: LoadTest) => void;
}

/** The longest a run may wait for its target before it counts as lost, in ms. */
const longestQueueMs = 24 * 60 * 60 * 1000;

/**
 * Creates a run of a catalogue entry and queues it. It counts: target, script and load profile are the entry's own. What
 * is in production is recorded when k6 starts, which may be much later.
 *
 * @param givenId where a question has one run: who starts it first, starts it, and the others get that run.
 */
export async function startRun(
  starting: Starting,
  test: LoadTest,
  trigger: Trigger,
  startedBy: string,
  givenId?: string
): Promise<RunRow> {
  const { db, now } = starting;
  const profile = await starting.profileOf(test);
  const announcedAt = now();
  const id = givenId ?? newRunId(test.name, announcedAt);
  const row = queuedRun({ id, test, profile, trigger, startedBy, owner: starting.owner, announcedAt });
  const taken = await betweenFaultPoints('start run', () => insertRun(db, row));
  if (taken !== null) {
    return taken;
  }
  const run = await findRun(db, id);
  if (run === null) {
    throw new Error(`run ${id} could not be read back`);
  }
  starting.enqueue(run, test);
  return run;
}

/** The row of a run of a catalogue entry that waits for its target. */
export function queuedRun(of: {
  readonly id: string;
  readonly test: LoadTest;
  readonly profile: EntryProfile;
  readonly trigger: Trigger;
  readonly startedBy: string;
  readonly owner: string;
  readonly announcedAt: Date;
}): NewRun {
  const { test, announcedAt } = of;
  return {
    id: of.id,
    test: test.name,
    target: test.target,
    environment: test.environment,
    trigger: of.trigger,
    reporter: 'runner',
    status: 'queued',
    announcementHash: '',
    expectedInstances: 1,
    counts: true,
    ...measuredBy(test, of.profile),
    startedBy: of.startedBy,
    owner: of.owner,
    announcedAt,
    deadlineAt: new Date(announcedAt.getTime() + longestQueueMs),
  };
}

/** What a run measures, by its entry. */
const measuredBy = (test: LoadTest, profile: EntryProfile) => {
  const known = profile.kind === 'known' ? profile : null;
  return {
    scriptHash: test.scriptHash,
    loadProfileHash: known?.loadProfileHash ?? null,
    planned: known?.planned ?? null,
    k6Version: known?.k6Version ?? null,
    limits: test.limits,
    remediation: test.remediation,
  };
};

/**
 * A run whose k6 has not started becomes one of its entry as that is now, edited while the run was queued.
 *
 * @returns false where k6 has started: it stays what it was.
 */
export function renewQueuedRun(db: Database, runId: string, test: LoadTest, profile: EntryProfile): Promise<boolean> {
  return inTransaction(db, 'renew queued run', async (tx) => {
    const run = await lockRun(tx, runId);
    // It may have its turn already, which makes it running.
    const waits = (run?.status === 'queued' || run?.status === 'running') && run.startedAt === null;
    if (waits) {
      await changeRun(tx, runId, measuredBy(test, profile));
    }
    return waits;
  });
}

/** `checkout-20261123-024500-3f9a`: sorts by time, and says in any log what it belongs to. */
function newRunId(test: string, at: Date): string {
  return `${test.slice(0, 70)}-${stamp(at)}-${randomBytes(2).toString('hex')}`;
}

/** `checkout-20261123-024500`, by UTC: the same for whoever starts the run of this tick. */
export function runIdOfTick(test: string, tick: Date): string {
  // Names may be alike in what fits.
  const name = test.length <= 80 ? test : `${test.slice(0, 70)}-${contentHash(test).slice(0, 8)}`;
  return `${name}-${stamp(tick)}`;
}

function stamp(at: Date): string {
  return at.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
}
