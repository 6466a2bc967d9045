import type { z } from 'zod';
import type { requestFiguresSchema } from './figures';

/**
 * Which of k6's metrics a run's figures are read from: those of HTTP requests, unless a catalogue entry names others for
 * a script that makes none (gRPC, WebSocket, browser).
 */
export interface FigureMetrics {
  /** A trend of times: average and p95. */
  readonly responseTime: string;
  /** A counter: the number of requests. */
  readonly requests: string;
  /** A rate of failures; of `checks`, which is a rate of successes, the failing share. */
  readonly failures: string;
}

export const httpMetrics: FigureMetrics = {
  responseTime: 'http_req_duration',
  requests: 'http_reqs',
  failures: 'http_req_failed',
};

/** A k6 end-of-test summary, whatever shape it came in. Null means k6 did not report it. */
export interface K6Summary extends Readonly<z.infer<typeof requestFiguresSchema>> {
  readonly shape: 'handleSummary' | 'summaryExport' | 'machineReadable';
  /** k6's testRunDurationMs; includes setup() and teardown(). */
  readonly durationMs: number | null;
  /** `vus.max`: peak of active users; null or 0 in runs too short for the gauge. */
  readonly activeVirtualUsers: number | null;
  /** `vus_max.max`: allocated users. */
  readonly allocatedVirtualUsers: number | null;
  readonly iterations: number | null;
  /**
   * Seconds that all users together spent in completed iterations: `iterations` × the average `iteration_duration`. An
   * iteration that was interrupted is in neither, and since k6 0.54 setup() and teardown() are not either.
   */
  readonly iterationSeconds: number | null;
  readonly droppedIterations: number;
  readonly checks: { readonly passes: number; readonly fails: number } | null;
  readonly thresholds: readonly K6Threshold[];
}

/** One of the script's own thresholds, with `ok` already turned the right way round. */
export interface K6Threshold {
  /** Metric or sub-metric: `http_req_duration{expected_response:true}`. */
  readonly metric: string;
  readonly expression: string;
  /** Null: kept by k6's word, but nothing was measured that could have crossed it. */
  readonly ok: boolean | null;
  readonly samples: ThresholdSamples;
  /** True: the metric is a trend of times. */
  readonly isTime?: boolean;
}

/** Whether a threshold's metric has any samples; `unknown` where the summary does not tell. */
export const thresholdSamples = ['some', 'none', 'unknown'] as const;
export type ThresholdSamples = (typeof thresholdSamples)[number];
