import { formatCount, formatCountOf, formatLimit, isOrAre, wasOrWere } from '../lib/figures';
import type { RunFigures } from '../model/figures';
import { httpMetrics, type FigureMetrics, type K6Summary } from '../model/k6-summary';
import type { Limits, Reason, ReasonCode } from '../model/verdict';
import type { EvaluationInput } from './input';
import { metricsOf } from './thresholds';

/** Too few requests, and figures that were not measured: nothing can be said to have kept its limits. */
export function figureDoubts(input: EvaluationInput): Reason[] {
  const { figures, limits, reports } = input;
  const metrics = metricsOf(limits);
  const reasons: Reason[] = [];
  if (figures.requests === 0) {
    const counted = metrics === httpMetrics ? '' : ` (${metrics.requests} counts none)`;
    reasons.push(reason('noRequests', `not a single request was measured${counted}`));
  } else if (figures.requests < limits.minimumRequests) {
    reasons.push(
      reason(
        'tooFewRequests',
        `${formatCountOf(figures.requests, 'request')} ${isOrAre(figures.requests)} fewer than the ` +
          `${formatCount(limits.minimumRequests)} that a run needs to be judged`
      )
    );
  }
  if (figures.requests > 0) {
    // Of several instances one that measures a figure does not speak for another one that does not.
    const summaries = reports.flatMap(({ summary }) =>
      summary !== null && (summary.requests ?? 0) > 0 ? [summary] : []
    );
    reasons.push(...errorRateDoubts(figures, limits, summaries));
    if (figures.p95ResponseTimeMs === null && !figures.noAnswer) {
      reasons.push(reason('figureMissing', p95Missing(input, metrics)));
    }
    const someAverageIsMissing = summaries.some((summary) => summary.avgResponseTimeMs === null);
    if (!figures.noAnswer && (figures.avgResponseTimeMs === null || someAverageIsMissing)) {
      reasons.push(reason('figureMissing', 'the average was not measured (add avg to summaryTrendStats)'));
    }
  }
  return reasons;
}

function p95Missing({ expectedInstances }: EvaluationInput, metrics: FigureMetrics): string {
  return metrics !== httpMetrics && expectedInstances > 1
    ? `p95 was not measured (${metrics.responseTime} of several instances: their p95s cannot be put together)`
    : 'p95 was not measured (add p(95) to summaryTrendStats)';
}

/** Requests that k6 has not judged as failed or not may all have failed; a catalogue entry may allow a share of them. */
function errorRateDoubts(
  { requests, errorRate, errorRateSamples }: RunFigures,
  limits: Limits,
  summaries: readonly K6Summary[]
): Reason[] {
  const { failures } = metricsOf(limits);
  const missing = reason('figureMissing', `the error rate was not measured (${failures} is missing)`);
  if (errorRate === null) {
    return [missing];
  }
  const allowed = limits.unmeasuredRequests ?? 0;
  const reasons = allowed === 0 && summaries.some((summary) => summary.errorRate === null) ? [missing] : [];
  const unmeasured = errorRateSamples === null ? 0 : requests - errorRateSamples;
  if (unmeasured <= 0 || unmeasured / requests <= allowed) {
    return reasons;
  }
  const text =
    `${formatCount(unmeasured)} of ${formatCountOf(requests, 'request')} ${wasOrWere(unmeasured)} not measured as failed or not (${failures})` +
    (allowed === 0 ? '' : `, more than the ${formatLimit(allowed, 'fraction')} that the catalogue allows`);
  return [...reasons, reason('requestsNotMeasured', text)];
}

function reason(code: ReasonCode, text: string): Reason {
  return { code, text };
}
