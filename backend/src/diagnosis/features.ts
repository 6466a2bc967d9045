import { isBreach, type ThresholdResult } from '../model/verdict';
import { type ErrorPattern, errorPatternOf } from './error-pattern';
import { type Climb, climbOf } from './climb';
import type { DiagnosisInput, HistoryEntry } from '../model/diagnosis';
import type { EndpointCourse } from '../model/figures';
import { type Recovery, recoveryOf } from './recovery';
import { type SeriesShape, type StepLimits, shapeOf } from './series-shape';
import { cleanName } from './untrusted-text';

/** Deterministic features of a run: what the policy table decides on and what the facts put into words. Pure. */
export interface Features {
  readonly verdict: DiagnosisInput['run']['verdict'];
  readonly limits: StepLimits;
  readonly breaches: Breaches;
  readonly shape: SeriesShape;
  readonly errors: ErrorPattern;
  /** Share of the run's requests that the series holds; null without series or requests. */
  readonly seriesCoverage: number | null;
  /** Failed requests of the run that the series does not show, so that nobody knows when they happened. */
  readonly failuresWithoutTime: number;
  /** Age of the production deployment when the run started, in seconds; null when unknown. */
  readonly deploymentAgeSeconds: number | null;
  readonly history: HistoryFeatures;
  /** Share 0–1; null when unknown. */
  readonly droppedIterationsShare: number | null;
  /** The evaluation says the load generator was the bottleneck, or k6 dropped more than `saturatedShare`. */
  readonly generatorSaturated: boolean;
  /** What shows, per endpoint and offered load, that the target recovered. */
  readonly recovery: Recovery;
  /** The longest climb of the response times into an episode that then ended; null: none climbed. */
  readonly climb: Climb | null;
  /** Base address of the tested system, by which names are shortened. */
  readonly target: string;
  /** The evaluation's reasons that say more than that a limit was breached, in words. */
  readonly otherReasons: readonly string[];
}

/** Which limits were breached, by what a step of the series can be held against. */
interface Breaches {
  readonly responseTime: boolean;
  readonly errorRate: boolean;
  /** Breached limits on anything else (a custom metric, one tag, p99, checks): no step shows when they were held. */
  readonly others: readonly ThresholdResult[];
}

interface HistoryFeatures {
  readonly runs: number;
  readonly passed: number;
  readonly failed: number;
  /** Failed runs directly before this one, counted back to the last passed run. */
  readonly failedInARow: number;
  /** Age of the newest redeploy by this system among the earlier runs, in seconds; null without one. */
  readonly redeployedSecondsAgo: number | null;
}

/** k6 dropped more than this share of the planned iterations: the generator, not the target, sets the pace. */
export const saturatedShare = 0.05;

/** Computes every feature. Empty, null or contradictory inputs give features that no row of the table permits. */
export function featuresOf(input: DiagnosisInput): Features {
  const limits = stepLimits(input.thresholds);
  const shape = shapeOf(input.series, limits);
  const errors = errorPatternOf(input.figures, input.endpoints, input.statusCodes, input.errorCodes);
  const dropped = input.droppedIterationsShare;
  return {
    verdict: input.run.verdict,
    limits,
    breaches: breachesOf(input.thresholds),
    shape,
    errors,
    seriesCoverage: errors.requests > 0 && shape.steps.length > 0 ? shape.requests / errors.requests : null,
    failuresWithoutTime: Math.max(0, errors.failedRequests - shape.failedRequests),
    deploymentAgeSeconds: secondsBetween(input.deployment?.createdAt ?? null, input.run.startedAt),
    history: historyOf(input.history, input.run.startedAt),
    droppedIterationsShare: dropped,
    generatorSaturated:
      input.reasons.some(({ code }) => code === 'generatorSaturated') || (dropped !== null && dropped > saturatedShare),
    recovery: recoveryOf({
      endpointSeries: input.endpointSeries ?? null,
      series: input.series,
      plan: input.offeredLoad ?? null,
      limitsOf: (endpoint) => endpointLimits(input.thresholds, limits, endpoint),
    }),
    climb: climbOf(shape),
    target: input.run.target,
    otherReasons: input.reasons
      // That nothing answered is what the error pattern says.
      .filter((reason) => !isBreach(reason) && reason.code !== 'targetDidNotAnswer')
      .map(({ text }) => cleanName(text, { target: input.run.target, maximum: 200 })),
  };
}

type LimitKind = 'p95' | 'avg' | 'errorRate' | 'other';

/**
 * What a threshold limits. k6's own count where they are the plain metric with the plain statistic
 * (`http_req_duration` with `p(95)` or `avg`, `http_req_failed` with `rate`); one with a tag filter is another, and so is
 * one on an endpoint: no step of the series is about it alone.
 */
export function limitKind(threshold: ThresholdResult): LimitKind {
  if (threshold.source === 'catalogue') {
    const kinds: Readonly<Record<string, LimitKind>> = {
      p95ResponseTimeMs: 'p95',
      avgResponseTimeMs: 'avg',
      errorRate: 'errorRate',
    };
    return kinds[threshold.metric] ?? 'other';
  }
  const statistic = /(p\(95\)|avg|rate)\s*<=?\s*[\d.]+\s*$/.exec(threshold.expression)?.[1];
  if (threshold.metric === 'http_req_duration' && statistic === 'p(95)') {
    return 'p95';
  }
  if (threshold.metric === 'http_req_duration' && statistic === 'avg') {
    return 'avg';
  }
  return threshold.metric === 'http_req_failed' && statistic === 'rate' ? 'errorRate' : 'other';
}

/** The limit as a number; k6's from its expression where the result carries none. */
export function limitOf(threshold: ThresholdResult): number | null {
  const written = /<=?\s*([\d.]+)\s*$/.exec(threshold.expression)?.[1];
  const value = threshold.limit ?? (threshold.source === 'k6' && written !== undefined ? Number(written) : null);
  return value !== null && Number.isFinite(value) ? value : null;
}

/** The strictest limit of each kind, breached or not. */
function stepLimits(thresholds: readonly ThresholdResult[]): StepLimits {
  const strictest = (kind: LimitKind) => {
    const limits = thresholds.filter((threshold) => limitKind(threshold) === kind).flatMap((t) => limitOf(t) ?? []);
    return limits.length > 0 ? Math.min(...limits) : null;
  };
  return { p95Ms: strictest('p95'), avgMs: strictest('avg'), errorRate: strictest('errorRate') ?? 0 };
}

/** The limits of an endpoint: its own ones where the entry has any, else those of the run. */
function endpointLimits(
  thresholds: readonly ThresholdResult[],
  ofRun: StepLimits,
  endpoint: EndpointCourse['endpoint']
): StepLimits {
  const own = (figure: string) =>
    thresholds.find(
      (threshold) =>
        threshold.endpoint !== undefined &&
        threshold.endpoint.name === endpoint?.name &&
        (threshold.endpoint.method === null || threshold.endpoint.method === endpoint.method) &&
        threshold.metric.startsWith(figure)
    )?.limit ?? null;
  return {
    p95Ms: own('p95ResponseTimeMs') ?? ofRun.p95Ms,
    avgMs: own('avgResponseTimeMs') ?? ofRun.avgMs,
    errorRate: own('errorRate') ?? ofRun.errorRate,
  };
}

/** What the slow requests of each endpoint have to be counted by, in ms: the p95 limits of the run and of its endpoints. */
export function slowLimits(thresholds: readonly ThresholdResult[]): number[] {
  const ofEndpoints = thresholds
    .filter(({ endpoint, metric }) => endpoint !== undefined && metric.startsWith('p95ResponseTimeMs'))
    .map(({ limit }) => limit);
  return [...new Set([stepLimits(thresholds).p95Ms, ...ofEndpoints])].flatMap((limit) => limit ?? []);
}

function breachesOf(thresholds: readonly ThresholdResult[]): Breaches {
  const breached = thresholds.filter((threshold) => threshold.ok === false);
  const placeable = (threshold: ThresholdResult) => limitKind(threshold) !== 'other' && limitOf(threshold) !== null;
  return {
    responseTime: breached.some((threshold) => placeable(threshold) && limitKind(threshold) !== 'errorRate'),
    errorRate: breached.some((threshold) => placeable(threshold) && limitKind(threshold) === 'errorRate'),
    others: breached.filter((threshold) => !placeable(threshold)),
  };
}

function historyOf(history: readonly HistoryEntry[], startedAt: string | null): HistoryFeatures {
  const lastPassed = history.findIndex((entry) => entry.verdict === 'passed');
  const sincePassed = lastPassed < 0 ? history : history.slice(0, lastPassed);
  const redeployed = history.find((entry) => entry.autoFixApplied);
  return {
    runs: history.length,
    passed: history.filter((entry) => entry.verdict === 'passed').length,
    failed: history.filter((entry) => entry.verdict === 'failed').length,
    failedInARow: sincePassed.filter((entry) => entry.verdict === 'failed').length,
    // An unknown time counts as just now.
    redeployedSecondsAgo: redeployed === undefined ? null : (secondsBetween(redeployed.endedAt, startedAt) ?? 0),
  };
}

/** Seconds from one instant to another; null when one is missing or no date. Never negative. */
function secondsBetween(from: string | null, to: string | null): number | null {
  const seconds = from === null || to === null ? NaN : (Date.parse(to) - Date.parse(from)) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}
