import { z } from 'zod';
import type { LiveFigures } from './progress';

/**
 * Figures of a run as read from the metric store, and the port both stores implement. Units: milliseconds for response
 * times, a fraction 0–1 for the error rate, seconds for durations, ISO 8601 UTC for instants.
 */

/**
 * The figures of a run: the one list of them, with meaning and unit. Columns, API, messages, banner, annotations and
 * points have picks of it. Null means "not measured", never zero.
 */
export const runFiguresSchema = z.object({
  durationSeconds: z.number().nullable().describe('Seconds, with setup() and teardown()'),
  /** Per second of the run the sum over k6 processes (the gauge's series, by any tag) of `vus`; the highest of them. */
  virtualUsers: z.number().nullable().describe('Peak of active virtual users'),
  virtualUsersSource: z
    .enum(['active', 'allocated'])
    .nullable()
    .describe("allocated: the run was too short for k6's gauge of active users, the figure is vus_max"),
  requests: z.number().nullable(),
  failedRequests: z.number().nullable(),
  /** Number of `http_req_failed` samples. Fewer than `requests` where a script left some out (`responseCallback: null`). */
  errorRateSamples: z
    .number()
    .nullable()
    .describe('Requests that k6 judged as failed or not, which the error rate is over; null in runs before 0.2'),
  errorRate: z.number().nullable().describe('Fraction 0–1: failedRequests / errorRateSamples; null without any'),
  avgResponseTimeMs: z.number().nullable().describe('Milliseconds'),
  /** R-7 linear interpolation, k6's own formula (grafana/k6 metrics/sink.go). */
  p95ResponseTimeMs: z.number().nullable().describe('Milliseconds, over all samples'),
});

/** The figures as a run's record has them; all null before it is judged. */
export type RecordedFigures = Readonly<z.infer<typeof runFiguresSchema>>;

/** Counts of something that was measured are never null. */
const counts = { requests: z.number(), failedRequests: z.number() };

/** Figures of one run as they were measured, with the instants (ISO 8601 UTC) between which that was. */
export const measuredFiguresSchema = runFiguresSchema.extend({
  ...counts,
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type RunFigures = Readonly<z.infer<typeof measuredFiguresSchema>>;

/** What a run measured of which nothing has come. */
export const nothingMeasured: RunFigures = measuredFiguresSchema.parse({
  ...Object.fromEntries(Object.keys(measuredFiguresSchema.shape).map((name) => [name, null])),
  requests: 0,
  failedRequests: 0,
  errorRateSamples: 0,
});

/** What requests are measured by, of a whole run or of a part of it. */
export const requestFiguresSchema = runFiguresSchema.pick({
  requests: true,
  failedRequests: true,
  errorRateSamples: true,
  errorRate: true,
  avgResponseTimeMs: true,
  p95ResponseTimeMs: true,
});

/** The figures that a pick names, of something that has more, such as a run's record. They are not checked again. */
export function pickFigures<Picked extends z.ZodObject>(picked: Picked, from: z.infer<Picked>): z.infer<Picked> {
  return Object.fromEntries(Object.keys(picked.shape).map((name) => [name, from[name]])) as z.infer<Picked>;
}

/** Class of an HTTP status as k6 tags it; `none` for status 0 (no answer at all). */
export const statusClasses = ['1xx', '2xx', '3xx', '4xx', '5xx', 'none'] as const;
export type StatusClass = (typeof statusClasses)[number];

/** Figures of one endpoint: k6's `name` tag, `method` tag and class of the `status` tag. */
export const endpointFiguresSchema = requestFiguresSchema.extend({
  name: z.string(),
  method: z.string(),
  statusClass: z.enum(statusClasses),
  ...counts,
  errorRateSamples: z.number().optional().describe('As of the run; absent in figures kept before it was counted'),
});
export type EndpointFigures = Readonly<z.infer<typeof endpointFiguresSchema>>;

/** Which requests of a run: k6's `name` tag and, unless it is null, the `method` tag; whatever their status. */
export interface EndpointSelector {
  readonly name: string;
  readonly method: string | null;
}

/** Figures of the requests that an `EndpointSelector` selects. Null: not measured, or not kept. */
export type SelectedFigures = Readonly<
  z.infer<typeof requestFiguresSchema> & { readonly requests: number; readonly failedRequests: number }
>;

/** How many requests carried this HTTP status (0: no answer) or this k6 `error_code`. */
export const codeCountSchema = z.object({ code: z.number(), requests: z.number() });
export type CodeCount = Readonly<z.infer<typeof codeCountSchema>>;

export interface StoreFigures extends RunFigures {
  /** At most `endpointLimit` (200), most requests first; the rest is counted in `endpointsLeftOut`. */
  readonly endpoints: readonly EndpointFigures[];
  readonly endpointsLeftOut: number;
  readonly statusCodes: readonly CodeCount[];
  readonly errorCodes: readonly CodeCount[];
}

/** One step of the time series; a figure is null where the step has no sample. */
const seriesPointSchema = runFiguresSchema
  .pick({ virtualUsers: true, avgResponseTimeMs: true, p95ResponseTimeMs: true })
  .extend({
    at: z.iso.datetime().describe('Start of the step'),
    requestsPerSecond: z.number(),
    failedRequestsPerSecond: z.number(),
  });
export type SeriesPoint = Readonly<z.infer<typeof seriesPointSchema>>;

export const runSeriesSchema = z.object({
  stepSeconds: z.number().describe('A whole number of seconds, at least 1'),
  points: z.array(seriesPointSchema).describe('Oldest first, without gaps'),
});

export interface RunSeries {
  readonly stepSeconds: number;
  /** At most `seriesStepLimit` points. */
  readonly points: readonly SeriesPoint[];
}

/**
 * The course of a run per endpoint (k6's tags `name` and `method`), in steps of whole seconds, at most
 * `seriesStepLimit` of them. A request counts in the step in which its answer came.
 */
export interface EndpointSeries {
  readonly stepSeconds: number;
  readonly steps: number;
  /** Start of the first step, ISO 8601; null without any sample. */
  readonly from: string | null;
  /** What `slowRequests` of the steps are slower than, in ms, in the same order. */
  readonly slowerThanMs: readonly number[];
  readonly endpoints: readonly EndpointCourse[];
}

export interface EndpointCourse {
  /**
   * Null: what is no endpoint of its own, taken together. Kept are the `endpointSeriesLimit` endpoints with most
   * requests, of those with at least `endpointSeriesMinimum`.
   */
  readonly endpoint: { readonly name: string; readonly method: string } | null;
  /** `frame`: called by setup() or teardown(), all of them together. */
  readonly calledBy: 'iterations' | 'frame';
  /** k6's tag `scenario` of its requests; '' for those without. */
  readonly scenarios: readonly string[];
  /** Oldest first; steps without requests are left out. */
  readonly steps: readonly EndpointStep[];
}

export interface EndpointStep {
  /** Position of the step, from 0. */
  readonly step: number;
  readonly requests: number;
  readonly failedRequests: number;
  readonly durationSumMs: number;
  readonly slowRequests: readonly number[];
}

export const endpointSeriesLimit = 20;
export const endpointSeriesMinimum = 20;

export const endpointLimit = 200;
/** Of the series of a run and of those of its endpoints: what a step's p95 costs in InfluxDB hardly depends on its length. */
export const seriesStepLimit = 100;

/** Which samples: the tag `testid`, and the window in which they can lie (both ends widened by the caller). */
export interface RunSelection {
  readonly runId: string;
  readonly from: Date;
  readonly to: Date;
}

/** The verdict of a run as a metric: measurement `load_test_run`, time = end of the run, tags `test`, `environment`. */
export interface ResultPoint {
  readonly test: string;
  readonly environment: string;
  readonly at: Date;
  /** Field types never change between points, so that InfluxDB never refuses one: the union is per field name. */
  readonly fields: Readonly<Record<string, number | boolean | string>>;
  /** Names of the numeric fields written as integers; all other numbers are floats. */
  readonly integerFields: readonly string[];
}

/** A point of the measurement `load_test_monitor`, by which a dashboard or alert rule knows that somebody is watching. */
export interface HeartbeatPoint extends Pick<ResultPoint, 'at' | 'fields' | 'integerFields'> {
  /** None: the sidecar's own. Else of a load test. */
  readonly tags: Readonly<Record<string, string>>;
}

/** How many values k6's tag `name` has, which cost a store more than all samples when addresses with ids get into it. */
export interface NameValues {
  /** Different ones of all runs. */
  readonly count: number;
  /** The run with the most of them, and two of its names; null where there are none. */
  readonly largest: { readonly runId: string; readonly count: number; readonly examples: readonly string[] } | null;
}

/**
 * Where k6's samples live. Two adapters (InfluxDB, embedded DuckDB) pass one contract suite. Every method rejects with
 * a `MetricsStoreError` when the store cannot answer; "no samples" is an answer, not an error.
 */
export interface MetricsStore {
  readonly kind: 'influxdb' | 'embedded';
  figures(run: RunSelection): Promise<StoreFigures>;
  series(run: RunSelection): Promise<RunSeries>;
  /** @param slowerThanMs what to count slow requests by, in ms */
  endpointSeries(run: RunSelection, slowerThanMs: readonly number[]): Promise<EndpointSeries>;
  /** Of each selector in their order, however many endpoints the run has; 0 requests where nothing is selected. */
  selected(run: RunSelection, selectors: readonly EndpointSelector[]): Promise<readonly SelectedFigures[]>;
  /** How a run stands while it runs: cheap enough to be asked every 2 s. Its p95 is of the samples from `recent` on. */
  live(run: RunSelection, recent: Date): Promise<LiveFigures>;
  /** Idempotent: the same test, environment and time overwrites. */
  writeResult(point: ResultPoint): Promise<void>;
  /** Kept by InfluxDB alone: nobody else reads the embedded store. */
  writeHeartbeat(points: readonly HeartbeatPoint[]): Promise<void>;
  /** Of the samples in this time; `to` excluded. */
  nameValues(window: { readonly from: Date; readonly to: Date }): Promise<NameValues>;
  /** Rejects when the store is unreachable or refuses the credentials. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** The store did not answer, refused, or answered nonsense. The message never holds a credential. */
export class MetricsStoreError extends Error {
  override readonly name = 'MetricsStoreError';
  /** `retryable` is false when the same call would fail again (401, unknown bucket). */
  constructor(
    message: string,
    readonly retryable: boolean,
    options?: ErrorOptions
  ) {
    super(message, options);
  }
}

/** The bucket for results is not there: nobody has set up that results are kept. Nothing was written. */
export class ResultsBucketMissingError extends MetricsStoreError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, false, options);
  }
}
