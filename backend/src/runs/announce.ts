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
 * Records an announced run. The same announcement again, whatever start it states, answers with the same run. Who starts
 * k6 elsewhere may announce the run before: without what k6 alone knows, which k6's own announcement then adds.
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
    return { run: await known(announcing, existing, announcement, identity), isNew: false };
  }
  const { entry, profile, decision } = await decide(announcing, announcement);
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
    ...decision,
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
    return { run: await known(announcing, taken, announcement, identity), isNew: false };
  }
  const run = await findRun(db, announcement.id);
  if (run === null) {
    throw new Error(`run ${announcement.id} could not be read back`);
  }
  return { run, isNew: true };
}

/** Whether the announced run counts, by the catalogue's entry. */
async function decide({ catalogue, profileOf }: Announcing, announcement: Announcement) {
  const entry = catalogue().tests.get(announcement.test);
  const profile = entry === undefined ? null : await profileOf(entry);
  const identical = counting(
    announcement,
    entry,
    profile?.kind === 'known' ? profile.loadProfileHash : null,
    profile?.kind === 'unknown' ? profile.problem : null
  );
  const countsReason = identical.counts ? contradictionOf(announcement, entry, profile) : identical.reason;
  return { entry, profile, decision: { counts: countsReason === null, countsReason } };
}

type Identity = Omit<Announcement, 'startedAt' | 'measurement'>;

/** What is left of an announcement by somebody who starts k6 and has not asked it for the script. */
function early({ id, test, target, environment, reporter, expectedInstances }: Identity): Identity {
  const unknown = { scriptHash: null, loadProfileHash: null, planned: null, k6Version: null };
  return { id, test, target, environment, reporter, expectedInstances, ...unknown };
}

/** A run that was announced before, by the same announcement or by one that belongs to it. */
async function known(
  announcing: Announcing,
  existing: RunRow,
  announcement: Announcement,
  identity: Identity
): Promise<RunRow> {
  const hash = contentHash(identity);
  const earlyHash = contentHash(early(identity));
  if (existing.announcementHash === hash) {
    return repeated(announcing, existing, announcement);
  }
  if (existing.announcementHash === earlyHash) {
    return complement(announcing, existing, announcement, hash);
  }
  const { reporter } = existing;
  if (
    hash === earlyHash &&
    reporter !== 'runner' &&
    contentHash(early({ ...identity, ...existing, reporter })) === hash
  ) {
    // The one from before k6, late or once more.
    return existing;
  }
  throw new RunConflictError(
    `Run "${existing.id}" was announced before with other content (by ${reporter}). Give every run an id of its own.`
  );
}

/** Adds what k6 itself announces to a run that was announced before k6 started. */
async function complement(
  announcing: Announcing,
  { id, announcementHash: earlyHash }: RunRow,
  announcement: Announcement,
  announcementHash: string
): Promise<RunRow> {
  const { decision } = await decide(announcing, announcement);
  const { scriptHash, loadProfileHash, planned, k6Version } = announcement;
  const current = await inTransaction(announcing.db, 'complement announced run', async (tx) => {
    const run = await lockRun(tx, id);
    // What a verdict has led to is not taken back.
    const isOpen = run !== null && run.status !== 'judging' && run.status !== 'judged';
    if (isOpen && run.announcementHash === earlyHash) {
      const change = { announcementHash, scriptHash, loadProfileHash, planned, k6Version, ...decision };
      await changeRun(tx, id, change);
      return { ...run, ...change };
    }
    return run;
  });
  if (current === null) {
    throw new Error(`run ${id} could not be read back`);
  }
  // Another k6 of the run may have been quicker.
  return current.announcementHash === announcementHash ? repeated(announcing, current, announcement) : current;
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
