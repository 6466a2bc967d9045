/**
 * Figures of a run as read from the metric store, and the port both stores implement. Units: milliseconds for response
 * times, a fraction 0–1 for the error rate, seconds for durations, ISO 8601 UTC for instants.
 */

/** Figures of one run over all its samples. Null means "no sample", never zero. */
export interface RunFigures {
  /** Peak of active virtual users: the maximum over seconds of the sum over k6 processes (the gauge's series, by any tag) of `vus`. */
  readonly virtualUsers: number | null;
  /** `allocated`: the run was too short for the `vus` gauge, the figure is `vus_max`. */
  readonly virtualUsersSource: 'active' | 'allocated' | null;
  readonly requests: number;
  readonly failedRequests: number;
  /**
   * Number of `http_req_failed` samples: how many requests k6 judged as failed or not, the denominator of the error
   * rate. Fewer than `requests` where a script left some out (`responseCallback: null`). Null only where nobody counted.
   */
  readonly errorRateSamples: number | null;
  /** failedRequests / errorRateSamples; null without any. */
  readonly errorRate: number | null;
  readonly avgResponseTimeMs: number | null;
  /** R-7 linear interpolation over all samples, k6's own formula (grafana/k6 metrics/sink.go). */
  readonly p95ResponseTimeMs: number | null;
  readonly durationSeconds: number | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** Class of an HTTP status as k6 tags it; `none` for status 0 (no answer at all). */
export const statusClasses = ['1xx', '2xx', '3xx', '4xx', '5xx', 'none'] as const;
export type StatusClass = (typeof statusClasses)[number];

/** Figures of one endpoint: k6's `name` tag, `method` tag and class of the `status` tag. */
export interface EndpointFigures {
  readonly name: string;
  readonly method: string;
  readonly statusClass: StatusClass;
  readonly requests: number;
  readonly failedRequests: number;
  /** As of the run; absent in figures kept before it was counted. */
  readonly errorRateSamples?: number;
  readonly errorRate: number | null;
  readonly avgResponseTimeMs: number | null;
  readonly p95ResponseTimeMs: number | null;
}

/** How many requests carried this HTTP status (0: no answer) or this k6 `error_code`. */
export interface CodeCount {
  readonly code: number;
  readonly requests: number;
}

export interface StoreFigures extends RunFigures {
  /** At most `endpointLimit` (200), most requests first; the rest is counted in `endpointsLeftOut`. */
  readonly endpoints: readonly EndpointFigures[];
  readonly endpointsLeftOut: number;
  readonly statusCodes: readonly CodeCount[];
  readonly errorCodes: readonly CodeCount[];
}

/** One step of the time series; a figure is null where the step has no sample. */
export interface SeriesPoint {
  /** Start of the step. */
  readonly at: string;
  readonly virtualUsers: number | null;
  readonly requestsPerSecond: number;
  readonly failedRequestsPerSecond: number;
  readonly avgResponseTimeMs: number | null;
  readonly p95ResponseTimeMs: number | null;
}

export interface RunSeries {
  /** A whole number of seconds, at least 1. */
  readonly stepSeconds: number;
  /** At most `seriesStepLimit` points, oldest first, without gaps. */
  readonly points: readonly SeriesPoint[];
}

export const endpointLimit = 200;
export const seriesStepLimit = 200;

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

/**
 * Where k6's samples live. Two adapters (InfluxDB, embedded DuckDB) pass one contract suite. Every method rejects with
 * a `MetricsStoreError` when the store cannot answer; "no samples" is an answer, not an error.
 */
export interface MetricsStore {
  readonly kind: 'influxdb' | 'embedded';
  figures(run: RunSelection): Promise<StoreFigures>;
  series(run: RunSelection): Promise<RunSeries>;
  /** Idempotent: the same test, environment and time overwrites. */
  writeResult(point: ResultPoint): Promise<void>;
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
