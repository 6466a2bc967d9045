import {
  formatCount,
  formatCountOf,
  formatErrorRate,
  formatLimit,
  formatMs,
  formatPercent,
  isOrAre,
  wasOrWere,
} from '../lib/figures';
import type { SelectedFigures } from '../model/figures';
import { endpointName, type EndpointLimits, type Limits, type Reason, type ThresholdResult } from '../model/verdict';
import { limitResult } from './limit-result';
import type { JudgedFigures } from './no-answer';

/** What the metric store says of the endpoints that have limits: k6's summary has no figures of single endpoints. */
export type EndpointsMeasured =
  | {
      readonly kind: 'measured';
      /** In the order of `limits.endpoints`. */
      readonly figures: readonly SelectedFigures[];
      /** Failed requests of k6's own count that the store does not have; nobody knows whose they were. */
      readonly failuresMissing: number;
    }
  /** `reason` is for people, such as "the metric store did not answer". */
  | { readonly kind: 'notMeasured'; readonly reason: string };

type Metric = 'errorRate' | 'p95ResponseTimeMs' | 'avgResponseTimeMs';
const metrics = [
  { metric: 'errorRate', name: 'error rate', unit: 'fraction', code: 'endpointErrorRateBreach' },
  { metric: 'p95ResponseTimeMs', name: 'p95', unit: 'ms', code: 'endpointP95Breach' },
  { metric: 'avgResponseTimeMs', name: 'average', unit: 'ms', code: 'endpointAvgBreach' },
] as const;

/** Every limit on an endpoint with what was measured against it. */
export function endpointResults(limits: readonly EndpointLimits[], measured: EndpointsMeasured): ThresholdResult[] {
  return limits.flatMap((endpoint, index) =>
    metrics.flatMap(({ metric, name, unit }) => {
      const limit = endpoint[metric];
      return limit === null
        ? []
        : [
            {
              ...limitResult(
                metricOf(metric, endpoint),
                `${name} of ${endpointName(endpoint)} ≤ ${formatLimit(limit, unit)}`,
                figuresOf(measured, index)?.[metric] ?? null,
                limit,
                unit
              ),
              endpoint: { name: endpoint.name, method: endpoint.method },
            },
          ];
    })
  );
}

/** As k6 names a part of a metric, so that nobody takes it for the whole run's. */
function metricOf(metric: Metric, { name, method }: EndpointLimits): string {
  return `${metric}{name:${name}${method === null ? '' : `,method:${method}`}}`;
}

/** Times of 0 ms of requests that never got an answer are none, as they are none of a run. */
function figuresOf(measured: EndpointsMeasured, index: number): SelectedFigures | null {
  const figures = measured.kind === 'measured' ? (measured.figures[index] ?? null) : null;
  return figures !== null && isUnanswered(figures)
    ? { ...figures, avgResponseTimeMs: null, p95ResponseTimeMs: null }
    : figures;
}

function isUnanswered({ requests, errorRate, avgResponseTimeMs }: SelectedFigures): boolean {
  return requests > 0 && errorRate === 1 && avgResponseTimeMs === 0;
}

/** The breached limits on endpoints: on their error rates, or on their response times. */
export function endpointBreaches(
  thresholds: readonly ThresholdResult[],
  { endpoints = [] }: Limits,
  measured: EndpointsMeasured,
  of: 'errorRates' | 'responseTimes'
): Reason[] {
  return endpoints.flatMap((endpoint, index) =>
    metrics
      .filter(({ unit }) => (unit === 'fraction') === (of === 'errorRates'))
      .flatMap(({ metric, name, unit, code }) => {
        const breach = thresholds.find(
          (each) => each.source === 'catalogue' && each.ok === false && each.metric === metricOf(metric, endpoint)
        );
        if (breach === undefined) {
          return [];
        }
        const value =
          unit === 'fraction'
            ? formatErrorRate(breach.value, figuresOf(measured, index)?.errorRateSamples, breach.limit)
            : formatMs(breach.value, breach.limit);
        const over = unit === 'ms' && breach.marginRatio !== null ? ` (+${formatPercent(breach.marginRatio)})` : '';
        const text = `${name} of ${endpointName(endpoint)} ${value}, limit ${formatLimit(breach.limit, unit)}${over}`;
        return [{ code, text }];
      })
  );
}

/** Why the limits on endpoints cannot be taken for kept, as far as nothing else says it of the whole run. */
export function endpointDoubts(limits: Limits, measured: EndpointsMeasured, figures: JudgedFigures): Reason[] {
  const endpoints = limits.endpoints ?? [];
  if (endpoints.length === 0 || figures.requests === 0) {
    return [];
  }
  if (measured.kind === 'notMeasured') {
    return [{ code: 'endpointsNotMeasured', text: `the limits on endpoints were not measured: ${measured.reason}` }];
  }
  const missing = measured.failuresMissing;
  const unplaced =
    missing > 0 && endpoints.some(({ errorRate }) => errorRate !== null)
      ? `${formatCountOf(missing, 'failed request')} did not reach the metric store, so that nobody knows of which endpoint`
      : null;
  return [
    ...(unplaced === null ? [] : [{ code: 'endpointsNotMeasured', text: unplaced } as const]),
    ...endpoints.flatMap((endpoint, index) => {
      const found = figuresOf(measured, index);
      return found === null ? [] : doubtsOf(endpoint, found, limits.unmeasuredRequests ?? 0, figures.noAnswer);
    }),
  ];
}

function doubtsOf(
  limits: EndpointLimits,
  found: SelectedFigures,
  unmeasuredShare: number,
  noAnswer: boolean
): Reason[] {
  const of = endpointName(limits);
  if (found.requests === 0) {
    const text = `not a single request of ${of} was measured, so nothing kept its limits`;
    return [{ code: 'thresholdWithoutSamples', text }];
  }
  const reasons: Reason[] = [];
  if (found.requests < limits.minimumRequests) {
    const count = `${formatCountOf(found.requests, 'request')} of ${of}`;
    reasons.push({
      code: 'tooFewRequests',
      text: `${count} ${isOrAre(found.requests)} fewer than its minimum of ${formatCount(limits.minimumRequests)}`,
    });
  }
  if (limits.errorRate !== null) {
    const unmeasured = found.requests - (found.errorRateSamples ?? 0);
    if (found.errorRate === null) {
      reasons.push({ code: 'figureMissing', text: `the error rate of ${of} was not measured` });
    } else if (unmeasured / found.requests > unmeasuredShare) {
      const text = `${formatCount(unmeasured)} of ${formatCount(found.requests)} requests of ${of} ${wasOrWere(unmeasured)} not measured as failed or not`;
      reasons.push({ code: 'requestsNotMeasured', text });
    }
  }
  const why = found.errorRate === 1 && found.avgResponseTimeMs === null ? ': no request got an answer' : '';
  for (const { metric, name, unit } of metrics) {
    if (unit === 'ms' && !noAnswer && limits[metric] !== null && found[metric] === null) {
      reasons.push({ code: 'figureMissing', text: `the ${name} of ${of} was not measured${why}` });
    }
  }
  return reasons;
}
