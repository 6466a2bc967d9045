import {
  measuredFiguresSchema,
  nothingMeasured,
  pickFigures,
  type RunFigures,
  type StoreFigures,
} from '../model/figures';
import type { ExceededLimit, GeneratorFacts } from '../model/protocol';
import type { K6Summary } from '../model/k6-summary';
import { type JudgedFigures, withoutUnansweredTimes } from './no-answer';

/** What is known of one k6 process when a run is judged. */
export interface InstanceReport {
  readonly instance: string;
  readonly summary: K6Summary | null;
  /** Null when no exit code part came. */
  readonly exit: {
    readonly exitCode: number | null;
    readonly signal: string | null;
    readonly stoppedByPerson: boolean;
    readonly startedAt: string | null;
    readonly endedAt: string | null;
    /** The limit for which its reporter ended k6. */
    readonly exceeded: ExceededLimit | null;
  } | null;
  /** From k6's log; null when nobody could read it. */
  readonly uncaughtExceptions: number | null;
  /** How the load generator did; null where nobody has looked. */
  readonly generator: GeneratorFacts | null;
}

/**
 * The figures a run is judged by. Counts, error rate and average come from the summaries, summed over the instances;
 * p95 from the summary of a single process and, because p95s cannot be averaged, from the store for several; virtual
 * users from the single summary, else from the store's per-second sums. Without any summary everything is the store's;
 * so it is when some instance has sent none and the store knows of more requests than the summaries: the errors of a
 * killed instance are in the store alone. Times of a run whose target never answered are none.
 *
 * @param expectedInstances one means that the summary alone is the truth.
 * @param receivedAt when the last part arrived: the end of the run where nobody stated one.
 */
export function combineFigures(
  reports: readonly InstanceReport[],
  store: StoreFigures | null,
  expectedInstances: number,
  receivedAt: Date
): JudgedFigures {
  return withoutUnansweredTimes(allFigures(reports, store, expectedInstances, receivedAt));
}

function allFigures(
  reports: readonly InstanceReport[],
  store: StoreFigures | null,
  expectedInstances: number,
  receivedAt: Date
): RunFigures {
  const summaries = reports.flatMap((report) => (report.summary === null ? [] : [report.summary]));
  const times = runTimes(reports, summaries, store, receivedAt);
  const requests = sum(summaries.map((summary) => summary.requests ?? 0));
  const someAreMissing = summaries.length < Math.max(expectedInstances, reports.length);
  if (summaries.length === 0 || (someAreMissing && store !== null && store.requests > requests)) {
    return {
      ...(store === null ? nothingMeasured : pickFigures(measuredFiguresSchema, store)),
      ...times,
    };
  }
  const failedRequests = sum(summaries.map((summary) => summary.failedRequests ?? 0));
  const only = expectedInstances === 1 && summaries.length === 1 ? summaries[0] : undefined;
  return {
    ...virtualUsers(only, store),
    requests,
    failedRequests,
    errorRateSamples: errorRateSamples(summaries),
    errorRate: only === undefined ? pooledErrorRate(summaries) : requests === 0 ? null : only.errorRate,
    avgResponseTimeMs: only === undefined ? pooledAverage(summaries) : requests === 0 ? null : only.avgResponseTimeMs,
    p95ResponseTimeMs:
      only === undefined ? (store?.p95ResponseTimeMs ?? null) : requests === 0 ? null : only.p95ResponseTimeMs,
    ...times,
  };
}

function virtualUsers(
  only: K6Summary | undefined,
  store: StoreFigures | null
): Pick<RunFigures, 'virtualUsers' | 'virtualUsersSource'> {
  if (only === undefined) {
    return { virtualUsers: store?.virtualUsers ?? null, virtualUsersSource: store?.virtualUsersSource ?? null };
  }
  // k6 samples the gauge once per second: it is missing or 0 in shorter runs, then the allocated users are shown.
  if (only.activeVirtualUsers !== null && only.activeVirtualUsers > 0) {
    return { virtualUsers: only.activeVirtualUsers, virtualUsersSource: 'active' };
  }
  if (only.allocatedVirtualUsers !== null && only.allocatedVirtualUsers > 0) {
    return { virtualUsers: only.allocatedVirtualUsers, virtualUsersSource: 'allocated' };
  }
  return { virtualUsers: store?.virtualUsers ?? null, virtualUsersSource: store?.virtualUsersSource ?? null };
}

function runTimes(
  reports: readonly InstanceReport[],
  summaries: readonly K6Summary[],
  store: StoreFigures | null,
  receivedAt: Date
): Pick<RunFigures, 'durationSeconds' | 'startedAt' | 'endedAt'> {
  const durations = summaries.flatMap((summary) => (summary.durationMs === null ? [] : [summary.durationMs / 1000]));
  const durationSeconds = durations.length > 0 ? Math.max(...durations) : (store?.durationSeconds ?? null);
  const starts = reports.flatMap((report) => report.exit?.startedAt ?? []);
  const ends = reports.flatMap((report) => report.exit?.endedAt ?? []);
  // A reporter's clock may be ahead; nothing ends after its report has arrived, and nothing starts after its end.
  const endedAt = notAfter(
    receivedAt.toISOString(),
    latest(ends) ?? (summaries.length > 0 ? receivedAt.toISOString() : (store?.endedAt ?? null))
  );
  const startedAt =
    earliest(starts) ??
    store?.startedAt ??
    (endedAt !== null && durationSeconds !== null
      ? new Date(Date.parse(endedAt) - durationSeconds * 1000).toISOString()
      : null);
  return { durationSeconds, startedAt: notAfter(endedAt, startedAt), endedAt };
}

function notAfter(limit: string | null, at: string | null): string | null {
  return at !== null && limit !== null && Date.parse(at) > Date.parse(limit) ? limit : at;
}

/** What the store says of a run that is not judged by HTTP requests: users and times alone, it keeps no other figures. */
export function withoutHttp(store: StoreFigures): StoreFigures {
  const { virtualUsers: users, virtualUsersSource, durationSeconds, startedAt, endedAt } = store;
  return { ...store, ...nothingMeasured, virtualUsers: users, virtualUsersSource, durationSeconds, startedAt, endedAt };
}

/** Failed over all `http_req_failed` samples of all instances. */
function pooledErrorRate(summaries: readonly K6Summary[]): number | null {
  const samples = errorRateSamples(summaries);
  return samples === 0 ? null : sum(summaries.map((summary) => summary.failedRequests ?? 0)) / samples;
}

/** The denominator of the error rate: how many requests k6 judged as failed or not. */
function errorRateSamples(summaries: readonly K6Summary[]): number {
  return sum(summaries.map((summary) => summary.errorRateSamples ?? 0));
}

/** Σ(average × requests) / Σ requests: equal to the average over all samples of all instances. */
function pooledAverage(summaries: readonly K6Summary[]): number | null {
  const measured = summaries.filter((summary) => summary.avgResponseTimeMs !== null && (summary.requests ?? 0) > 0);
  const samples = sum(measured.map((summary) => summary.requests ?? 0));
  if (samples === 0) {
    return null;
  }
  return sum(measured.map((summary) => (summary.avgResponseTimeMs ?? 0) * (summary.requests ?? 0))) / samples;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function earliest(instants: readonly string[]): string | null {
  return instants.length === 0 ? null : new Date(Math.min(...instants.map((at) => Date.parse(at)))).toISOString();
}

function latest(instants: readonly string[]): string | null {
  return instants.length === 0 ? null : new Date(Math.max(...instants.map((at) => Date.parse(at)))).toISOString();
}
