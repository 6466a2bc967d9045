import { z } from 'zod';
import type { Verdict } from './run';
import type { EndpointSelector } from './figures';
import type { RegressionPolicy } from './regression';
import { thresholdSamples, type FigureMetrics, type ThresholdSamples } from './k6-summary';

/** Limits of a load test; a run breaches one when its figure is strictly greater. */
export interface Limits {
  /** Fraction 0–1; the default 0 means that a single failed request breaches it. */
  readonly errorRate: number;
  readonly p95ResponseTimeMs: number | null;
  readonly avgResponseTimeMs: number | null;
  /** Fewer requests than this never pass. */
  readonly minimumRequests: number;
  /**
   * Share 0–1 of the requests that the script may keep out of the error rate (`responseCallback: null`); beyond it a run
   * never passes. Absent in runs announced before it was read: none.
   */
  readonly unmeasuredRequests?: number;
  /** What the limits are about, for scripts that make no HTTP request; absent: HTTP requests. */
  readonly metrics?: FigureMetrics | null;
  /** Absent in runs announced before there were any: none. */
  readonly endpoints?: readonly EndpointLimits[];
  /** How much worse than its baseline a run may be. Absent in runs announced before there were any: as much as it is. */
  readonly regression?: RegressionPolicy;
  /** False: failed checks do not matter for the verdict. */
  readonly checksMustPass: boolean;
}

/** Limits on the requests of one endpoint; at least one is set. Breached as those of the run are. */
export interface EndpointLimits extends EndpointSelector {
  readonly p95ResponseTimeMs: number | null;
  readonly avgResponseTimeMs: number | null;
  /** Fraction 0–1. */
  readonly errorRate: number | null;
  /** Fewer requests of the endpoint than this never pass. */
  readonly minimumRequests: number;
}

/** `POST login`, or `login` for all methods. */
export function endpointName({ name, method }: EndpointSelector): string {
  return method === null || name.startsWith(`${method} `) ? name : `${method} ${name}`;
}

/** One limit and what was measured against it. */
export interface ThresholdResult {
  /** `catalogue`: from k6/loadtests.yaml; `k6`: the script's own `options.thresholds`. */
  readonly source: 'catalogue' | 'k6';
  /**
   * `errorRate`, `p95ResponseTimeMs`, `avgResponseTimeMs`, of an endpoint as `p95ResponseTimeMs{name:login,method:POST}`,
   * or k6's metric name.
   */
  readonly metric: string;
  /** What it limits, where that is one endpoint. Absent: the whole run, or what k6's metric name says. */
  readonly endpoint?: EndpointSelector;
  /** How a person reads the limit: `error rate ≤ 0 %`, `p(95)<500`. */
  readonly expression: string;
  /** Null: nothing was measured that could have crossed it, so it was not kept either. */
  readonly ok: boolean | null;
  /** Of k6's own thresholds: whether their metric has samples. Absent in runs judged before this was read. */
  readonly samples?: ThresholdSamples;
  /** Null where k6 reports only ok or not. */
  readonly limit: number | null;
  readonly value: number | null;
  readonly unit: 'ms' | 'fraction' | null;
  /** value − limit, in the unit; positive is a breach. */
  readonly margin: number | null;
  /** margin / limit; null when the limit is 0. */
  readonly marginRatio: number | null;
}

/** Why the verdict is what it is. `code` is stable for machines, `text` is for people. */
export interface Reason {
  readonly code: ReasonCode;
  readonly text: string;
}

const breachCodes = [
  'errorRateBreach',
  'p95Breach',
  'avgBreach',
  'endpointErrorRateBreach',
  'endpointP95Breach',
  'endpointAvgBreach',
  'k6ThresholdBreach',
] as const;

/** Whether a reason says nothing but that a limit was breached: the breached limits say it better, with their figures. */
export function isBreach({ code }: Pick<Reason, 'code'>): boolean {
  return new Set<string>(breachCodes).has(code);
}

export const reasonCodes = [
  'withinLimits',
  'targetDidNotAnswer',
  ...breachCodes,
  'failedByScript',
  'regression',
  'generatorSaturated',
  'tooFewRequests',
  'noRequests',
  'figureMissing',
  'requestsNotMeasured',
  'thresholdWithoutSamples',
  'plannedUsersNotReached',
  'plannedIterationsNotReached',
  'plannedDurationNotReached',
  'plannedLoadUnknown',
  'scriptExceptions',
  'logMissing',
  'checksFailed',
  'exitCodeMissing',
  'summaryMissing',
  'storeGap',
  'endpointsNotMeasured',
  'instanceMissing',
  'scriptError',
  'invalidConfiguration',
  'aborted',
  'stoppedByPerson',
  'processKilled',
  'deadlineExceeded',
  'memoryLimitExceeded',
  'unknownExitCode',
  'neverReported',
  'ownerLost',
  'didNotStart',
  'missed',
  'notJudgeable',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** `Reason`, as it is shown and stored. */
export const reasonSchema = z.object({ code: z.enum(reasonCodes), text: z.string() });

/** `ThresholdResult`, as it is shown and stored. */
export const thresholdSchema = z.object({
  source: z.enum(['catalogue', 'k6']),
  metric: z.string(),
  endpoint: z
    .object({ name: z.string(), method: z.string().nullable() })
    .optional()
    .describe("Of a catalogue's limit on one endpoint: k6's `name` tag, and its `method` or null for all"),
  expression: z.string(),
  ok: z.boolean().nullable(),
  samples: z.enum(thresholdSamples).optional(),
  limit: z.number().nullable(),
  value: z.number().nullable(),
  unit: z.enum(['ms', 'fraction']).nullable(),
  margin: z.number().nullable(),
  marginRatio: z.number().nullable(),
});

export interface Evaluation {
  readonly verdict: Verdict;
  /** Most important first; never empty. */
  readonly reasons: readonly Reason[];
  readonly thresholds: readonly ThresholdResult[];
}

/** Why a judged run has no response times; null where it has some, or where nobody knows why not. */
export function responseTimesMissing(reasons: readonly Reason[]): string | null {
  return reasons.some(({ code }) => code === 'targetDidNotAnswer') ? 'no request got an answer' : null;
}
