import type { Catalogue, LoadTest } from '../catalogue';
import type { Database } from '../db';
import { conflict } from '../http';
import { counting } from './counting';
import type { ScriptThreshold } from './model';
import type { Announcement } from './protocol';
import type { RunRow } from './record';
import { findRun, insertRun, type NewRun } from './repository';
import { contentHash } from './summary';

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
  | {
      readonly loadProfileHash: string;
      readonly planned: NonNullable<RunRow['planned']>;
      readonly thresholds: readonly ScriptThreshold[];
      readonly k6Version: string;
    }
  | { readonly problem: string };

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
  // Each k6 of a run reports its own start, so it does not tell whether two announcements are of the same run.
  const { startedAt: _startedAt, ...identity } = announcement;
  const announcementHash = contentHash(identity);
  const existing = await findRun(db, announcement.id);
  if (existing !== null) {
    return { run: sameRun(existing, announcementHash), isNew: false };
  }
  const entry = announcing.catalogue().tests.get(announcement.test);
  const profile = entry === undefined ? null : await announcing.profileOf(entry);
  const decision = counting(
    announcement,
    entry,
    profile !== null && 'loadProfileHash' in profile ? profile.loadProfileHash : null,
    profile !== null && 'problem' in profile ? profile.problem : null
  );
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
    expectedThresholds: profile !== null && 'thresholds' in profile ? profile.thresholds : null,
    limits: entry?.limits ?? defaultLimits,
    remediation: entry?.remediation ?? null,
    startedBy: actor,
    announcedAt,
    startedAt: announcement.startedAt === null ? null : new Date(announcement.startedAt),
    deadlineAt: new Date(announcedAt.getTime() + (entry?.deadlineSeconds ?? defaultDeadlineSeconds) * 1000),
  };
  const taken = await insertRun(db, row);
  if (taken !== null) {
    return { run: sameRun(taken, announcementHash), isNew: false };
  }
  const run = await findRun(db, announcement.id);
  if (run === null) {
    throw new Error(`run ${announcement.id} could not be read back`);
  }
  return { run, isNew: true };
}

function sameRun(existing: RunRow, announcementHash: string): RunRow {
  if (existing.announcementHash !== announcementHash) {
    throw conflict(
      `Run "${existing.id}" was announced before with other content (by ${existing.reporter}). ` +
        'Give every run an id of its own.'
    );
  }
  return existing;
}
