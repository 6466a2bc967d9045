import type { z } from 'zod';
import { formatInstant } from '../lib/figures';
import { pickFigures, runFiguresSchema } from '../model/figures';
import type { Verdict } from '../model/run';
import type { Freshness } from '../runs';

/** What the banner is computed from: a read of the database and when it was made. */
export interface BannerSnapshot {
  readonly readAt: Date;
  /** Those of the load tests in the catalogue. */
  readonly environments: readonly string[];
  readonly incidents: readonly BannerIncident[];
  /** Load tests that run by a schedule. */
  readonly scheduled: readonly ScheduledTest[];
}

/** What is known of a scheduled load test, and until when that says something about now. */
export interface ScheduledTest extends Pick<Freshness, 'lastResultAt' | 'staleAt' | 'missed'> {
  readonly test: string;
  readonly environment: string;
}

/** What the banner says of a run. */
export const bannerFiguresSchema = runFiguresSchema.pick({
  virtualUsers: true,
  p95ResponseTimeMs: true,
  errorRate: true,
});
type BannerFigures = Readonly<z.infer<typeof bannerFiguresSchema>>;

/** An open incident that a person has to look at, or may have to. */
export interface BannerIncident {
  readonly incidentId: string;
  readonly test: string;
  readonly environment: string;
  readonly state: 'diagnosing' | 'remediating' | 'actionRequired';
  readonly openedAt: Date;
  readonly actionRequiredSince: Date | null;
  /** When Vercel confirmed the redeploy; null before that and without one. */
  readonly redeployedAt: Date | null;
  readonly reason: string | null;
  readonly run: BannerFigures & {
    readonly id: string;
    readonly date: string;
    readonly verdict: Verdict;
    /** Why the run has no response times, in words; null where it has some. */
    readonly responseTimesMissing: string | null;
    readonly diagnosis: string | null;
    /** The first reason for the verdict, in words; null before there is one. */
    readonly why: string | null;
    readonly url: string | null;
  };
}

export interface BannerItem extends BannerFigures {
  readonly incidentId: string;
  readonly test: string;
  readonly environment: string;
  readonly title: string;
  /** Plain text, never markup: show it as text. */
  readonly diagnosis: string;
  readonly reason: string | null;
  readonly verdict: Verdict;
  /** Why p95 is null, in words: `no request got an answer`; null where it was measured. */
  readonly responseTimesMissing: string | null;
  /** ISO 8601: start of the run. */
  readonly runDate: string;
  readonly runId: string;
  readonly runUrl: string | null;
  /** ISO 8601. */
  readonly since: string;
}

export interface Banner {
  readonly version: 1;
  /** `unknown` whenever nobody can be sure that all is well. */
  readonly state: 'ok' | 'action_required' | 'unknown';
  /** Since when a person is needed, or since when the state cannot be known; null while ok. */
  readonly since: string | null;
  /** Why the state is unknown, in words. */
  readonly unknownReason: string | null;
  /** ISO 8601: when the first result of a scheduled load test gets stale; null where none can. `ok` holds no longer. */
  readonly staleAt: string | null;
  readonly incidents: readonly BannerItem[];
}

/** A read of the database older than this says nothing about now. */
export const snapshotMaxAgeMs = 30_000;

/** A redeploy that is still not confirmed this long after the diagnosis was due is shown like one that failed. */
const redeployGraceMs = 180_000;

/** The environments of which the banner knows anything: of a load test or of an open incident. */
export function knownEnvironments({ environments, incidents }: BannerSnapshot): ReadonlySet<string> {
  return new Set([...environments, ...incidents.map(({ environment }) => environment)]);
}

/**
 * The banner by the clock: action required > unknown > ok. Unknown is also what no result of a scheduled load test tells,
 * because it has not come in time or its runs were missed. An incident whose diagnosis has not come within the deadline
 * is shown, and so is one whose redeploy is not confirmed minutes later: what hangs never looks green.
 *
 * @param snapshot null before the first successful read.
 * @param environment only what is of this one counts; null: all of them. One that nothing is known of is unknown, since
 *   nobody watches it, so that a misspelt name is never green.
 */
export function bannerState(
  snapshot: BannerSnapshot | null,
  now: Date,
  diagnosisDeadlineSeconds: number,
  environment: string | null = null
): Banner {
  const isOf = (each: { readonly environment: string }) => environment === null || each.environment === environment;
  const scheduled = (snapshot?.scheduled ?? []).filter(isOf);
  const incidents = (snapshot?.incidents ?? [])
    .filter((incident) => isOf(incident) && needsPerson(incident, now, diagnosisDeadlineSeconds))
    .map(item);
  const rest = { version: 1, staleAt: earliest(scheduled.map(({ staleAt }) => staleAt)), incidents } as const;
  if (incidents.length > 0) {
    const since = incidents.map((each) => each.since).sort()[0] ?? null;
    return { ...rest, state: 'action_required', since, unknownReason: null };
  }
  const doubt = doubtOf(snapshot, now, environment, scheduled);
  return doubt === null
    ? { ...rest, state: 'ok', since: null, unknownReason: null }
    : { ...rest, state: 'unknown', since: doubt.since?.toISOString() ?? null, unknownReason: doubt.text };
}

/** Why nobody can be sure that all is well, and since when where that is known; null where nothing speaks against it. */
function doubtOf(
  snapshot: BannerSnapshot | null,
  now: Date,
  environment: string | null,
  scheduled: readonly ScheduledTest[]
): { readonly since: Date | null; readonly text: string } | null {
  if (snapshot === null || now.getTime() - snapshot.readAt.getTime() > snapshotMaxAgeMs) {
    return { since: snapshot?.readAt ?? null, text: 'the records could not be read for more than 30 s' };
  }
  const known = knownEnvironments(snapshot);
  if (environment !== null && !known.has(environment)) {
    return { since: null, text: notKnown(environment, [...known].sort()) };
  }
  const silent = scheduled.flatMap((each) => silence(each, now) ?? []);
  return silent.length === 0
    ? null
    : {
        since: new Date(Math.min(...silent.map((each) => each.since.getTime()))),
        text: listed(
          silent.map(({ text }) => text),
          '; ',
          'load tests'
        ),
      };
}

function notKnown(environment: string, known: readonly string[]): string {
  const names = known.length === 0 ? 'there is none yet' : `known: ${listed(known, ', ', 'environments')}`;
  return `no load test has the environment "${environment}"; ${names}`;
}

function earliest(instants: ReadonlyArray<Date | null>): string | null {
  const known = instants.flatMap((at) => at?.getTime() ?? []);
  return known.length === 0 ? null : new Date(Math.min(...known)).toISOString();
}

/** Why nobody knows how a scheduled load test would end now, and since when; null where its last result still holds. */
function silence(
  { test, lastResultAt, staleAt, missed }: ScheduledTest,
  now: Date
): { readonly since: Date; readonly text: string } | null {
  if (missed !== null) {
    return { since: missed.since, text: `${test}: ${missed.reason}` };
  }
  if (staleAt === null || now.getTime() <= staleAt.getTime()) {
    return null;
  }
  const last = lastResultAt === null ? 'no result yet' : `no result since ${formatInstant(lastResultAt)}`;
  return { since: staleAt, text: `${test}: ${last}, expected by ${formatInstant(staleAt)}` };
}

const namedLimit = 5;

function listed(texts: readonly string[], separator: string, what: string): string {
  const more = texts.length - namedLimit;
  return [...texts.slice(0, namedLimit), ...(more > 0 ? [`and ${more} more ${what}`] : [])].join(separator);
}

function needsPerson(incident: BannerIncident, now: Date, deadlineSeconds: number): boolean {
  const shownAfter = shownAfterMs(incident, deadlineSeconds);
  return shownAfter !== null && now.getTime() > shownAfter;
}

/** From when on (ms since the epoch) the incident is shown if nothing changes; null: not at all. */
function shownAfterMs(incident: BannerIncident, deadlineSeconds: number): number | null {
  const dueAt = incident.openedAt.getTime() + deadlineSeconds * 1000;
  switch (incident.state) {
    case 'actionRequired':
      return Number.NEGATIVE_INFINITY;
    case 'diagnosing':
      return dueAt;
    case 'remediating':
      return incident.redeployedAt === null ? dueAt + redeployGraceMs : null;
  }
}

/**
 * Until when (ms since the epoch) the same snapshot gives the same banner: the clock alone changes it when the read gets
 * old, when a diagnosis is late and when a scheduled load test's last result gets stale.
 */
export function nextChange(snapshot: BannerSnapshot | null, now: Date, diagnosisDeadlineSeconds: number): number {
  if (snapshot === null) {
    return Number.POSITIVE_INFINITY;
  }
  const instants = [
    snapshot.readAt.getTime() + snapshotMaxAgeMs,
    ...snapshot.incidents.flatMap((incident) => shownAfterMs(incident, diagnosisDeadlineSeconds) ?? []),
    ...snapshot.scheduled.flatMap(({ staleAt }) => staleAt?.getTime() ?? []),
  ];
  return Math.min(...instants.filter((instant) => instant >= now.getTime()), Number.POSITIVE_INFINITY);
}

function item(incident: BannerIncident): BannerItem {
  const { run } = incident;
  return {
    incidentId: incident.incidentId,
    test: incident.test,
    environment: incident.environment,
    title: `Load test ${incident.test} needs attention`,
    diagnosis: run.diagnosis ?? undiagnosed(incident),
    reason: incident.reason,
    verdict: run.verdict,
    ...pickFigures(bannerFiguresSchema, run),
    responseTimesMissing: run.responseTimesMissing,
    runDate: run.date,
    runId: run.id,
    runUrl: run.url,
    since: (incident.actionRequiredSince ?? incident.openedAt).toISOString(),
  };
}

/** Why a person is needed, and what the last run was judged for. */
function undiagnosed({ reason, run }: BannerIncident): string {
  const known = [reason, run.why === null || run.why === reason ? null : `the last run: ${run.why}`];
  const sentences = known.flatMap((each) => (each === null ? [] : [asSentence(each)]));
  return [...sentences, ...(reason === null ? ['The diagnosis has not come yet.'] : [])].join(' ');
}

function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`;
}
