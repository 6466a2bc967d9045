import { isoOfNs, nanosecondsPerSecond, type RunSpan } from './instants';
import { type RunSeries, type SeriesPoint, seriesStepLimit } from '../model/figures';

/** The steps of a run's series: whole seconds, from the second in which the first point lies to that of the last. */
export interface SeriesSteps {
  readonly stepSeconds: number;
  readonly stepNs: bigint;
  readonly startNs: bigint;
  readonly count: number;
}

/** The finest steps of whole seconds that are at most `seriesStepLimit`. */
export function planSteps(span: RunSpan): SeriesSteps {
  const startNs = span.firstNs - (span.firstNs % nanosecondsPerSecond);
  const seconds = Number((span.lastNs - startNs) / nanosecondsPerSecond) + 1;
  const stepSeconds = Math.max(1, Math.ceil(seconds / seriesStepLimit));
  return {
    stepSeconds,
    stepNs: BigInt(stepSeconds) * nanosecondsPerSecond,
    startNs,
    count: Math.ceil(seconds / stepSeconds),
  };
}

/** Sums of one step; a field that is left out had no sample. */
export interface StepSums {
  /** Response times stand for requests here: k6 writes one per request, and counting them alone saves a pass. */
  requests?: number;
  failedRequests?: number;
  durationSamples?: number;
  durationSumMs?: number;
  p95ResponseTimeMs?: number;
  virtualUsers?: number;
}

/**
 * The series without gaps. A rate is per second of the part of the step that the run covers (at least one second), so
 * that a run does not seem to slow down in its last, cut step.
 */
export function runSeries(steps: SeriesSteps, span: RunSpan, sums: ReadonlyMap<number, StepSums>): RunSeries {
  const points = Array.from({ length: steps.count }, (_, index): SeriesPoint => {
    const startNs = steps.startNs + BigInt(index) * steps.stepNs;
    const endNs = startNs + steps.stepNs;
    const from = startNs > span.firstNs ? startNs : span.firstNs;
    const to = endNs < span.lastNs ? endNs : span.lastNs;
    const coveredSeconds = Math.max(1, Number(to - from) / 1e9);
    const step = sums.get(index) ?? {};
    return {
      at: isoOfNs(startNs),
      virtualUsers: step.virtualUsers ?? null,
      requestsPerSecond: (step.requests ?? 0) / coveredSeconds,
      failedRequestsPerSecond: (step.failedRequests ?? 0) / coveredSeconds,
      avgResponseTimeMs:
        step.durationSumMs !== undefined && step.durationSamples ? step.durationSumMs / step.durationSamples : null,
      p95ResponseTimeMs: step.p95ResponseTimeMs ?? null,
    };
  });
  return { stepSeconds: steps.stepSeconds, points };
}

/** A run without points. */
export const emptySeries: RunSeries = { stepSeconds: 1, points: [] };
