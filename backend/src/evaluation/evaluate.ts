import { formatCount, formatCountOf, formatErrorRate, formatLimit, formatMs, formatPercent } from '../lib/figures';
import type { RunFigures } from '../model/figures';
import { httpMetrics } from '../model/k6-summary';
import type { FigureMetrics, K6Summary, K6Threshold } from '../model/k6-summary';
import type { InstanceReport } from './combine';
import type { EvaluationInput } from './input';
import { exitMeaning, type ExitMeaning } from './exit-codes';
import { type JudgedFigures, noAnswerReason } from './no-answer';
import type { Evaluation, Limits, Reason, ReasonCode, ThresholdResult } from '../model/verdict';
import { planReasons } from './plan-reasons';
import { isHttpTime, metricsOf, thresholdResults } from './thresholds';

/**
 * k6 dropped at least this share of the iterations it should have started: the load was not applied, and a latency
 * figure says as much about the generator as about the target. (Runs with 20–27 % dropped iterations and a "valid"
 * verdict are a known complaint about load test reports; 5 % is the limit above which the load no longer is the plan.)
 */
const droppedIterationsShareLimit = 0.05;

/** With several instances p95 is the store's: more missing points than this and it cannot be trusted. */
const storeGapShareLimit = 0.01;

/**
 * The verdict of a run by the precedence of docs/architecture.md ("Verdict"): an error-rate breach is always `failed`;
 * a latency breach is `failed` unless the generator was the bottleneck; then what makes a run `errored`; then what lets
 * it be `inconclusive` at best. `passed` is what remains, and needs the exit code 0 of every instance, or, for a run
 * reported by handleSummary alone, that it reached what its options planned.
 */
export function evaluate(input: EvaluationInput): Evaluation {
  if (input.missed) {
    const text = input.didNotStart ?? 'a scheduled run did not take place';
    return { verdict: 'missed', reasons: [reason('missed', text)], thresholds: [] };
  }
  const k6Thresholds = input.reports.flatMap((report) => report.summary?.thresholds ?? []);
  const thresholds = thresholdResults(input.figures, input.limits, k6Thresholds);
  const exits = input.reports.flatMap((report) =>
    report.exit === null ? [] : [{ report, meaning: exitMeaning(report.exit.exitCode, report.exit.signal) }]
  );

  const isLatency = latencyOf(k6Thresholds, metricsOf(input.limits));
  const breaches = hardBreaches(input, thresholds, exits, isLatency);
  const latency = latencyBreaches(thresholds, isLatency);
  const errors = errorReasons(input, exits);
  const doubts = [...doubtReasons(input), ...withoutSamples(thresholds, input.figures)];
  const dead = input.figures.noAnswer ? [noAnswerReason(input.figures)] : [];
  const saturated = saturationReason(input.reports);

  if (breaches.length > 0) {
    return { verdict: 'failed', reasons: [...dead, ...breaches, ...latency, ...errors, ...doubts], thresholds };
  }
  if (latency.length > 0) {
    return saturated === null
      ? { verdict: 'failed', reasons: [...dead, ...latency, ...errors, ...doubts], thresholds }
      : { verdict: 'inconclusive', reasons: [...dead, saturated, ...latency, ...errors, ...doubts], thresholds };
  }
  if (errors.length > 0) {
    return { verdict: 'errored', reasons: [...errors, ...dead, ...doubts], thresholds };
  }
  const remaining = [...dead, ...(saturated === null ? [] : [saturated]), ...doubts];
  if (remaining.length > 0) {
    return { verdict: 'inconclusive', reasons: remaining, thresholds };
  }
  return { verdict: 'passed', reasons: [reason('withinLimits', withinLimitsText(input.figures))], thresholds };
}

interface InstanceExit {
  readonly report: InstanceReport;
  readonly meaning: ExitMeaning;
}

function hardBreaches(
  input: EvaluationInput,
  thresholds: readonly ThresholdResult[],
  exits: readonly InstanceExit[],
  isLatency: (metric: string) => boolean
): Reason[] {
  const reasons: Reason[] = [];
  const { figures, limits } = input;
  if (figures.errorRate !== null && figures.errorRate > limits.errorRate) {
    reasons.push(
      reason(
        'errorRateBreach',
        `error rate ${formatErrorRate(figures.errorRate, figures.errorRateSamples, limits.errorRate)}, ` +
          `limit ${formatLimit(limits.errorRate, 'fraction')}`
      )
    );
  }
  for (const threshold of thresholds) {
    if (threshold.source === 'k6' && threshold.ok === false && !isLatency(threshold.metric)) {
      reasons.push(k6Breach(threshold));
    }
  }
  for (const { report, meaning } of exits) {
    if (meaning.kind === 'failedByScript') {
      reasons.push(reason('failedByScript', `the script marked the test as failed${ofInstance(input, report)}`));
    }
    // k6 said that thresholds were crossed, and no summary says which: the worst is assumed.
    if (meaning.kind === 'thresholdsCrossed' && !(report.summary?.thresholds ?? []).some((each) => each.ok === false)) {
      reasons.push(
        reason('k6ThresholdBreach', `k6 reports crossed thresholds (exit code 99)${ofInstance(input, report)}`)
      );
    }
  }
  return reasons;
}

function latencyBreaches(thresholds: readonly ThresholdResult[], isLatency: (metric: string) => boolean): Reason[] {
  return thresholds
    .filter((threshold) => threshold.ok === false && isLatency(threshold.metric))
    .map((threshold) => {
      if (threshold.source === 'k6') {
        return k6Breach(threshold);
      }
      const isP95 = threshold.metric === 'p95ResponseTimeMs';
      return reason(
        isP95 ? 'p95Breach' : 'avgBreach',
        `${isP95 ? 'p95' : 'average'} ${formatMs(threshold.value, threshold.limit)}, ` +
          `limit ${formatLimit(threshold.limit, 'ms')}` +
          (threshold.marginRatio === null ? '' : ` (+${formatPercent(threshold.marginRatio)})`)
      );
    });
}

/**
 * Times that k6 measures of the tested system, with or without a tag filter, and the catalogue's own two: HTTP, gRPC
 * (`grpc_req_duration`), WebSocket and browser. https://grafana.com/docs/k6/latest/using-k6/metrics/reference/
 */
const latencyMetric =
  /^(?:(?:p95|avg)ResponseTimeMs|http_req_(?:duration|waiting|receiving|sending|connecting|tls_handshaking|blocked)|iteration_duration|group_duration|grpc_req_duration|ws_(?:connecting|session_duration|ping)|browser_http_req_duration|browser_web_vital_(?:fcp|fid|inp|lcp|ttfb))(?:\{|$)/;

/** Tells which metrics are times of the tested system: k6's own, and the script's trends of times. */
function latencyOf(k6Thresholds: readonly K6Threshold[], { responseTime }: FigureMetrics): (metric: string) => boolean {
  const own = new Set(k6Thresholds.filter(({ isTime }) => isTime === true).map(({ metric }) => metric));
  return (metric) => latencyMetric.test(metric) || own.has(metric) || metric === responseTime;
}

function errorReasons(input: EvaluationInput, exits: readonly InstanceExit[]): Reason[] {
  if (input.didNotStart !== null) {
    return [reason('didNotStart', input.didNotStart)];
  }
  const reasons: Reason[] = [];
  for (const { report, meaning } of exits) {
    if (meaning.kind === 'errored') {
      reasons.push(
        report.exit?.stoppedByPerson === true
          ? reason('stoppedByPerson', `stopped by a person${ofInstance(input, report)}`)
          : reason(meaning.code, `${meaning.text}${ofInstance(input, report)}`)
      );
    }
  }
  const missing = input.expectedInstances - input.reports.length;
  if (missing > 0) {
    reasons.push(
      input.ownerLost
        ? reason('ownerLost', 'the sidecar that ran it stopped answering while k6 was running; k6 may have gone on')
        : input.reports.length === 0
          ? reason('neverReported', 'the run was announced and never reported its end')
          : reason('instanceMissing', `${missing} of ${input.expectedInstances} k6 instances never reported`)
    );
  }
  return reasons;
}

function doubtReasons(input: EvaluationInput): Reason[] {
  const { figures, limits, reports } = input;
  const metrics = metricsOf(limits);
  const reasons: Reason[] = [];
  if (reports.some((report) => report.exit === null && input.reporter !== 'handleSummary')) {
    reasons.push(reason('exitCodeMissing', "k6's exit code never arrived, so an aborted run cannot be told apart"));
  }
  // This shape says nothing of the script's thresholds, so that a crossed one shows in the exit code alone.
  if (
    input.reporter === 'handleSummary' &&
    reports.some((report) => report.exit === null && report.summary?.shape === 'machineReadable')
  ) {
    reasons.push(
      reason(
        'exitCodeMissing',
        "k6's machine-readable summary does not say whether the script's thresholds were kept, and no exit code came"
      )
    );
  }
  if (reports.some((report) => report.summary === null)) {
    reasons.push(reason('summaryMissing', "k6's summary is missing: the figures are what reached the metric store"));
  }
  if (figures.requests === 0) {
    const counted = metrics === httpMetrics ? '' : ` (${metrics.requests} counts none)`;
    reasons.push(reason('noRequests', `not a single request was measured${counted}`));
  } else if (figures.requests < limits.minimumRequests) {
    reasons.push(
      reason(
        'tooFewRequests',
        `${formatCount(figures.requests)} requests are fewer than the minimum of ${formatCount(limits.minimumRequests)}`
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
  if (input.storeMissingShare !== null && input.storeMissingShare > storeGapShareLimit) {
    reasons.push(
      reason(
        'storeGap',
        `${formatPercent(input.storeMissingShare)} of the requests are missing in the store that p95 comes from`
      )
    );
  }
  reasons.push(...planReasons(input));
  const exceptions = reports.reduce((total, report) => total + (report.uncaughtExceptions ?? 0), 0);
  if (exceptions > 0) {
    reasons.push(reason('scriptExceptions', `the script threw ${formatCountOf(exceptions, 'uncaught exception')}`));
  }
  const wrapsProcess = input.reporter === 'runner' || input.reporter === 'cli';
  if (wrapsProcess && reports.some((report) => report.exit?.exitCode === 0 && report.uncaughtExceptions === null)) {
    reasons.push(
      reason('logMissing', "k6's log could not be read, so exceptions that the script threw would not be seen")
    );
  }
  const failedChecks = reports.reduce((total, report) => total + (report.summary?.checks?.fails ?? 0), 0);
  if (failedChecks > 0 && limits.checksMustPass) {
    reasons.push(reason('checksFailed', `${formatCountOf(failedChecks, 'check')} failed`));
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
    `${formatCount(unmeasured)} of ${formatCount(requests)} requests were not measured as failed or not (${failures})` +
    (allowed === 0 ? '' : `, more than the ${formatLimit(allowed, 'fraction')} that the catalogue allows`);
  return [...reasons, reason('requestsNotMeasured', text)];
}

function withoutSamples(thresholds: readonly ThresholdResult[], { noAnswer }: JudgedFigures): Reason[] {
  return thresholds
    .filter(({ source, ok, metric }) => source === 'k6' && ok === null && !(noAnswer && isHttpTime(metric)))
    .map(({ metric, expression }) =>
      reason('thresholdWithoutSamples', `k6 threshold ${metric} ${expression} has no samples, so nothing kept it`)
    );
}

/** Share of the iterations that k6 should have started and could not; null when no summary counts any. */
export function droppedIterationsShare(reports: readonly InstanceReport[]): number | null {
  const counted = reports.flatMap((report) => (report.summary === null ? [] : [report.summary]));
  const dropped = counted.reduce((total, summary) => total + summary.droppedIterations, 0);
  const done = counted.reduce((total, summary) => total + (summary.iterations ?? 0), 0);
  return dropped + done === 0 ? null : dropped / (dropped + done);
}

function saturationReason(reports: readonly InstanceReport[]): Reason | null {
  const share = droppedIterationsShare(reports);
  if (share === null || share < droppedIterationsShareLimit) {
    return null;
  }
  return reason(
    'generatorSaturated',
    `k6 could not start ${formatPercent(share)} of the planned iterations: the load generator was the bottleneck`
  );
}

function k6Breach(threshold: ThresholdResult): Reason {
  return reason('k6ThresholdBreach', `k6 threshold crossed: ${threshold.metric} ${threshold.expression}`);
}

function ofInstance(input: EvaluationInput, report: InstanceReport): string {
  return input.expectedInstances === 1 ? '' : ` (instance ${report.instance})`;
}

function withinLimitsText(figures: RunFigures): string {
  return `all limits kept over ${formatCountOf(figures.requests, 'request')}`;
}

function reason(code: ReasonCode, text: string): Reason {
  return { code, text };
}
