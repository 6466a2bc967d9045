import {
  formatCount,
  formatCountOf,
  formatDuration,
  formatErrorRate,
  formatLimit,
  formatMs,
  formatPercent,
} from '../lib/figures';
import type { RunFigures } from '../model/figures';
import type { ExceededLimit } from '../model/protocol';
import type { InstanceReport } from './combine';
import { endpointBreaches, endpointDoubts } from './endpoints';
import type { EvaluationInput } from './input';
import { exitMeaning, type ExitMeaning } from './exit-codes';
import { figureDoubts } from './figure-doubts';
import { type JudgedFigures, noAnswerReason } from './no-answer';
import type { Evaluation, Reason, ReasonCode, ThresholdResult } from '../model/verdict';
import { latencyOf } from './latency';
import { busyReason, droppedReason } from './saturation';
import { planReasons } from './plan-reasons';
import { regressionDoubts, regressionReasons } from './regression';
import { isHttpTime, metricsOf, thresholdResults } from './thresholds';

/**
 * p95 of several instances and the figures of endpoints are the store's: with more missing they cannot be trusted, and with
 * a single sample of somebody else's neither, since nobody knows how slow it was.
 */
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
  const thresholds = thresholdResults(input.figures, input.limits, k6Thresholds, input.endpoints);
  const exits = input.reports.flatMap((report) =>
    report.exit === null ? [] : [{ report, meaning: exitMeaning(report.exit.exitCode, report.exit.signal) }]
  );

  const isLatency = latencyOf(k6Thresholds, metricsOf(input.limits));
  const breaches = [
    ...hardBreaches(input, thresholds, exits, isLatency),
    ...endpointBreaches(thresholds, input.limits, input.endpoints, 'errorRates'),
    ...regressionReasons(input, 'errorRates'),
  ];
  const latency = [
    ...latencyBreaches(thresholds, isLatency),
    ...endpointBreaches(thresholds, input.limits, input.endpoints, 'responseTimes'),
    ...regressionReasons(input, 'responseTimes'),
  ];
  const errors = errorReasons(input, exits);
  const doubts = [
    ...doubtReasons(input),
    ...endpointDoubts(input.limits, input.endpoints, input.figures),
    ...regressionDoubts(input),
    ...withoutSamples(thresholds, input.figures),
  ];
  const dead = input.figures.noAnswer ? [noAnswerReason(input.figures)] : [];
  const dropped = droppedReason(input.reports);
  const saturated = dropped ?? busyReason(input.reports);

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
  const remaining = [...dead, ...(dropped === null ? [] : [dropped]), ...doubts];
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
    .filter(({ ok, endpoint, metric }) => ok === false && endpoint === undefined && isLatency(metric))
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

function errorReasons(input: EvaluationInput, exits: readonly InstanceExit[]): Reason[] {
  if (input.didNotStart !== null) {
    return [reason('didNotStart', input.didNotStart)];
  }
  const reasons: Reason[] = [];
  for (const { report, meaning } of exits) {
    const exceeded = report.exit?.exceeded ?? null;
    if (meaning.kind === 'errored' && report.exit?.stoppedByPerson === true) {
      reasons.push(reason('stoppedByPerson', `stopped by a person${ofInstance(input, report)}`));
    } else if (exceeded !== null) {
      // Also where k6 was just done when it was ended: nobody knows what is missing.
      reasons.push(exceededReason(exceeded, ofInstance(input, report)));
    } else if (meaning.kind === 'errored') {
      reasons.push(reason(meaning.code, `${meaning.text}${ofInstance(input, report)}`));
    }
  }
  const missing = input.expectedInstances - input.reports.length;
  if (missing > 0) {
    reasons.push(
      input.ownerLost
        ? reason(
            'ownerLost',
            input.orphanEnded
              ? 'the sidecar that ran it was gone and k6 had gone on without it; k6 was ended when a sidecar started there'
              : 'the sidecar that ran it stopped answering while k6 was running; k6 may have gone on'
          )
        : input.reports.length === 0
          ? reason('neverReported', 'the run was announced and never reported its end')
          : reason('instanceMissing', `${missing} of ${input.expectedInstances} k6 instances never reported`)
    );
  }
  return reasons;
}

function exceededReason({ limit, value }: ExceededLimit, where: string): Reason {
  return limit === 'deadlineSeconds'
    ? reason('deadlineExceeded', `k6 ran longer than its deadline of ${formatDuration(value)} and was ended${where}`)
    : reason('memoryLimitExceeded', `k6 used more than ${formatCount(value)} MB of memory and was ended${where}`);
}

function doubtReasons(input: EvaluationInput): Reason[] {
  const { limits, reports } = input;
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
  reasons.push(...figureDoubts(input));
  reasons.push(...storeDoubts(input));
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

/** Samples of the run that the store lacks, or that another k6 has written to it under the run's id. */
function storeDoubts({ storeMissingShare: share, expectedInstances, reports, figures }: EvaluationInput): Reason[] {
  const from = expectedInstances > 1 ? 'p95 comes' : 'the figures of endpoints come';
  if (share !== null && share > storeGapShareLimit) {
    return [reason('storeGap', `${formatPercent(share)} of the requests are missing in the store that ${from} from`)];
  }
  // The requests of an instance without a summary are in the store alone, and another reason says that it is missing.
  const allReported = reports.length >= expectedInstances && reports.every(({ summary }) => summary !== null);
  if (share !== null && share < 0 && allReported) {
    const foreign = formatCountOf(Math.round(-share * figures.requests), 'request');
    return [
      reason(
        'storeGap',
        `the store that ${from} from has ${foreign} more than k6's summaries count: ` +
          'another k6, which was not announced, writes under the id of this run'
      ),
    ];
  }
  return [];
}

function withoutSamples(thresholds: readonly ThresholdResult[], { noAnswer }: JudgedFigures): Reason[] {
  return thresholds
    .filter(({ source, ok, metric }) => source === 'k6' && ok === null && !(noAnswer && isHttpTime(metric)))
    .map(({ metric, expression }) =>
      reason('thresholdWithoutSamples', `k6 threshold ${metric} ${expression} has no samples, so nothing kept it`)
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
