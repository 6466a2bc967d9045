import type { Catalogue, LoadTest } from '../model/load-test';
import { inTransaction, type Database } from '../db';
import { counting } from './counting';
import { announcedContradiction, type EntryMeasurement } from './measurement';
import type { Announcement } from '../model/protocol';
import { RunConflictError } from './errors';
import type { RunRow } from './rows';
import { changeRun, findRun, insertRun, lockRun, type NewRun } from './repository';
import { contentHash } from '../lib/content-hash';
import { betweenFaultPoints } from '../lib/fault-point';

/** Limits for a run whose load test is not in the catalogue. */
const defaultLimits: LoadTest['limits'] = {
  errorRate: 0,
  p95ResponseTimeMs: null,
  avgResponseTimeMs: null,
  minimumRequests: 50,
  unmeasuredRequests: 0,
  checksMustPass: true,
};
const defaultDeadlineSeconds = 3600;

/** What k6 says about a catalogue entry's script. */
export type EntryProfile =
  | ({
      readonly kind: 'known';
      readonly loadProfileHash: string;
      readonly planned: NonNullable<RunRow['planned']>;
      readonly k6Version: string;
    } & EntryMeasurement)
  | { readonly kind: 'unknown'; readonly problem: string };

export interface Announcing {
  readonly db: Database;
  readonly now: () => Date;
  readonly catalogue: () => Catalogue;
  readonly profileOf: (test: LoadTest) => Promise<EntryProfile>;
}

/**
 * Records an announced run. The same announcement again, whatever start it states, answers with the same run.
 *
 * @returns the run and whether it is new.
 * @throws Problem 409 when the id is taken by another announcement.
 */
export async function announceRun(
  announcing: Announcing,
  announcement: Announcement,
  actor: string
): Promise<{ readonly run: RunRow; readonly isNew: boolean }> {
  const { db, now } = announcing;
  // Each k6 of a run reports its own start, so it does not tell whether two announcements are of the same run. How it
  // measures is not hashed: a variable may be secret.
  const { startedAt: _startedAt, measurement: _measurement, ...identity } = announcement;
  const announcementHash = contentHash(identity);
  const existing = await findRun(db, announcement.id);
  if (existing !== null) {
    return { run: await repeated(announcing, sameRun(existing, announcementHash), announcement), isNew: false };
  }
  const entry = announcing.catalogue().tests.get(announcement.test);
  const profile = entry === undefined ? null : await announcing.profileOf(entry);
  const identical = counting(
    announcement,
    entry,
    profile?.kind === 'known' ? profile.loadProfileHash : null,
    profile?.kind === 'unknown' ? profile.problem : null
  );
  const contradiction = contradictionOf(announcement, entry, profile);
  const decision =
    identical.counts && contradiction !== null ? { counts: false as const, reason: contradiction } : identical;
  const announcedAt = now();
  const row: NewRun = {
    id: announcement.id,
    test: announcement.test,
    target: announcement.target,
    environment: announcement.environment,
    trigger: 'external',
    reporter: announcement.reporter,
    status: 'running',
    announcementHash,
    expectedInstances: announcement.expectedInstances,
    scriptHash: announcement.scriptHash,
    loadProfileHash: announcement.loadProfileHash,
    planned: announcement.planned,
    k6Version: announcement.k6Version,
    counts: decision.counts,
    countsReason: decision.counts ? null : decision.reason,
    expectedThresholds: profile?.kind === 'known' ? profile.thresholds : null,
    limits: entry?.limits ?? defaultLimits,
    remediation: entry?.remediation ?? null,
    startedBy: actor,
    announcedAt,
    startedAt: announcement.startedAt === null ? null : new Date(announcement.startedAt),
    deadlineAt: new Date(announcedAt.getTime() + (entry?.deadlineSeconds ?? defaultDeadlineSeconds) * 1000),
  };
  const taken = await betweenFaultPoints('announce', () => insertRun(db, row));
  if (taken !== null) {
    return { run: await repeated(announcing, sameRun(taken, announcementHash), announcement), isNew: false };
  }
  const run = await findRun(db, announcement.id);
  if (run === null) {
    throw new Error(`run ${announcement.id} could not be read back`);
  }
  return { run, isNew: true };
}

function contradictionOf(
  { measurement, expectedInstances }: Announcement,
  entry: LoadTest | undefined,
  profile: EntryProfile | null
): string | null {
  return measurement === null || entry === undefined || profile?.kind !== 'known'
    ? null
    : announcedContradiction(measurement, entry, profile, expectedInstances);
}

/** Another k6 of the same run may measure otherwise, or the reporter knows more by now: the run then counts no longer. */
async function repeated(announcing: Announcing, run: RunRow, announcement: Announcement): Promise<RunRow> {
  const { db } = announcing;
  if (!run.counts || run.reporter === 'runner' || announcement.measurement === null) {
    return run;
  }
  const entry = announcing.catalogue().tests.get(run.test);
  const profile = entry === undefined ? null : await announcing.profileOf(entry);
  const contradiction = contradictionOf(announcement, entry, profile);
  if (contradiction === null) {
    return run;
  }
  return inTransaction(db, 'uncount announced run', async (tx) => {
    const current = await lockRun(tx, run.id);
    // What a verdict has led to is not taken back.
    if (current === null || !current.counts || current.status === 'judging' || current.status === 'judged') {
      return current ?? run;
    }
    const change = { counts: false, countsReason: contradiction };
    await changeRun(tx, run.id, change);
    return { ...current, ...change };
  });
}

function sameRun(existing: RunRow, announcementHash: string): RunRow {
  if (existing.announcementHash !== announcementHash) {
    throw new RunConflictError(
      `Run "${existing.id}" was announced before with other content (by ${existing.reporter}). ` +
        'Give every run an id of its own.'
    );
  }
  return existing;
}
