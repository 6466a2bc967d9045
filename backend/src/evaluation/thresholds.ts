import { formatLimit } from '../lib/figures';
import { httpMetrics } from '../model/k6-summary';
import type { FigureMetrics, K6Threshold } from '../model/k6-summary';
import type { Limits, ThresholdResult } from '../model/verdict';
import { endpointResults, type EndpointsMeasured } from './endpoints';
import { limitResult, margins } from './limit-result';
import type { JudgedFigures } from './no-answer';

/** Every limit with what was measured against it: the catalogue's first, on the run and on endpoints, then the script's. */
export function thresholdResults(
  figures: JudgedFigures,
  limits: Limits,
  k6Thresholds: readonly K6Threshold[],
  endpoints: EndpointsMeasured
): readonly ThresholdResult[] {
  return [
    limitResult(
      'errorRate',
      `error rate ≤ ${formatLimit(limits.errorRate, 'fraction')}`,
      figures.errorRate,
      limits.errorRate,
      'fraction'
    ),
    ...(limits.p95ResponseTimeMs === null
      ? []
      : [
          limitResult(
            'p95ResponseTimeMs',
            `p95 ≤ ${formatLimit(limits.p95ResponseTimeMs, 'ms')}`,
            figures.p95ResponseTimeMs,
            limits.p95ResponseTimeMs,
            'ms'
          ),
        ]),
    ...(limits.avgResponseTimeMs === null
      ? []
      : [
          limitResult(
            'avgResponseTimeMs',
            `average ≤ ${formatLimit(limits.avgResponseTimeMs, 'ms')}`,
            figures.avgResponseTimeMs,
            limits.avgResponseTimeMs,
            'ms'
          ),
        ]),
    ...endpointResults(limits.endpoints ?? [], endpoints),
    ...k6Thresholds.map((threshold) => k6Result(threshold, figures, metricsOf(limits))),
  ];
}

/** `p(95)<500`, `avg<=300`, `rate<0.01`: the forms whose figure this system knows itself. */
const simpleExpression = /^\s*(p\(95\)|avg|rate)\s*<=?\s*([0-9.]+(?:e[+-]?[0-9]+)?)\s*$/i;

function k6Result(threshold: K6Threshold, figures: JudgedFigures, metrics: FigureMetrics): ThresholdResult {
  const match = simpleExpression.exec(threshold.expression);
  const known = match === null ? null : knownFigure(threshold.metric, match[1] ?? '', figures, metrics);
  const limit = match === null ? null : Number(match[2]);
  const value = known?.value ?? null;
  return {
    source: 'k6',
    metric: threshold.metric,
    expression: threshold.expression,
    // k6's 0 ms of a request without an answer have kept nothing.
    ok: threshold.ok === true && figures.noAnswer && isHttpTime(threshold.metric) ? null : threshold.ok,
    samples: threshold.samples,
    limit: known === null ? null : limit,
    value,
    unit: known?.unit ?? null,
    ...margins(value, known === null ? null : limit),
  };
}

/** What the limits are about. */
export function metricsOf(limits: Limits): FigureMetrics {
  return limits.metrics ?? httpMetrics;
}

/** Times of HTTP requests, with or without a tag filter. */
export function isHttpTime(metric: string): boolean {
  return /^http_req_(?:duration|waiting|receiving|sending|connecting|tls_handshaking|blocked)(?:\{|$)/.test(metric);
}

function knownFigure(
  metric: string,
  aggregate: string,
  figures: JudgedFigures,
  metrics: FigureMetrics
): { readonly value: number | null; readonly unit: 'ms' | 'fraction' } | null {
  if (metric === metrics.responseTime) {
    return aggregate.toLowerCase() === 'avg'
      ? { value: figures.avgResponseTimeMs, unit: 'ms' }
      : aggregate.toLowerCase() === 'p(95)'
        ? { value: figures.p95ResponseTimeMs, unit: 'ms' }
        : null;
  }
  return metric === metrics.failures && metric !== 'checks' && aggregate.toLowerCase() === 'rate'
    ? { value: figures.errorRate, unit: 'fraction' }
    : null;
}
