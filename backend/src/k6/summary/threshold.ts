import type { K6Threshold, ThresholdSamples } from '../../model/k6-summary';

type MetricKind = 'trend' | 'rate' | 'counter' | 'gauge';

/**
 * One of the script's thresholds, with what its metric's own values say about it. k6 evaluates a threshold over no
 * samples as over zeros: a trend's upper bound is "kept" although nothing was measured. That is no news, good or bad,
 * of a trend, and of a rate that needs a share of successes; what is counted (`counter`), an upper bound on a rate of
 * failures, and a selector that asks for an outcome (`{status:500}`) are good news when there is nothing.
 *
 * @param ok as k6 said it. A `true` that the metric's own value contradicts is taken for crossed.
 * @param values the metric's figures in the summary.
 * @param described the metric's type, and what it holds, where the summary says so; else both are told by what it has.
 */
export function readThreshold(
  metric: string,
  expression: string,
  ok: boolean,
  values: Readonly<Record<string, unknown>>,
  described: { readonly type?: unknown; readonly contains?: unknown } = {}
): K6Threshold {
  const kind = kindOf(values, described.type);
  const isTime = kind === 'trend' && holdsTime(metric, described.contains);
  const samples = samplesOf(metric, kind, values);
  const condition = readCondition(expression);
  const needsSamples =
    kind === 'trend' || (kind === 'rate' && condition !== null && condition.operator.startsWith('>'));
  if (ok && samples === 'none' && needsSamples && !asksForOutcome(metric)) {
    return { metric, expression, ok: null, samples, isTime };
  }
  const contradicted = samples !== 'none' && condition !== null && contradicts(condition, kind, values);
  return { metric, expression, ok: ok && !contradicted, samples, isTime };
}

/**
 * Whether a trend holds times. handleSummary says so (`new Trend('x', true)` has `contains: 'time'`); `--summary-export`
 * says nothing, so there the name has to: a word for a time, or a unit of it, at the end (`rpc_duration`,
 * `loginTime`, `queue_wait_ms`). A trend without one is taken for a value: were it a time, a run with a saturated
 * generator fails where it could be inconclusive, which somebody looks at; the other way round a failure would be hidden.
 */
function holdsTime(metric: string, contains: unknown): boolean {
  return typeof contains === 'string'
    ? contains === 'time'
    : /(?:[Dd]uration|[Ll]atency|[Tt]ime|[Ww]ait(?:ing)?|[Ee]lapsed|rtt|_ms|Ms|[Ss]econds)(?:\{|$)/.test(metric);
}

const kinds: readonly unknown[] = ['trend', 'rate', 'counter', 'gauge'] satisfies readonly MetricKind[];

function kindOf(values: Readonly<Record<string, unknown>>, type: unknown): MetricKind | null {
  if (kinds.includes(type)) {
    return type as MetricKind;
  }
  const names = Object.keys(values);
  if (names.includes('passes') || names.includes('matches')) {
    return 'rate';
  }
  if (names.some((name) => name === 'avg' || name === 'med' || /^p\(?\d/.test(name))) {
    return 'trend';
  }
  if (names.includes('count')) {
    // The flat summary writes a counter with its rate per second; a trend may be asked for nothing but its count.
    return names.includes('rate') ? 'counter' : 'trend';
  }
  return names.includes('value') ? 'gauge' : null;
}

/**
 * Times that no request and no iteration has none of: all zero means that there was none. (`http_req_tls_handshaking` is
 * all zero over http, with samples.)
 */
const neverZero = /^(?:http_req_duration|http_req_waiting|iteration_duration)(?:\{|$)/;

function samplesOf(
  metric: string,
  kind: MetricKind | null,
  values: Readonly<Record<string, unknown>>
): ThresholdSamples {
  if (kind === 'counter') {
    return 'some';
  }
  if (kind === 'rate') {
    const matches = values.passes ?? values.matches;
    const total = values.total ?? (typeof values.fails === 'number' ? Number(matches ?? 0) + values.fails : null);
    return typeof total !== 'number' ? 'unknown' : total === 0 ? 'none' : 'some';
  }
  if (kind !== 'trend') {
    return 'unknown';
  }
  if (typeof values.count === 'number') {
    return values.count === 0 ? 'none' : 'some';
  }
  const figures = Object.values(values).filter((value) => typeof value === 'number');
  if (figures.some((value) => value !== 0)) {
    return 'some';
  }
  return figures.length > 0 && neverZero.test(metric) ? 'none' : 'unknown';
}

/** `http_reqs{status:500}`, `http_req_duration{expected_response:true}`: there may rightly be none. */
function asksForOutcome(metric: string): boolean {
  const selector = /\{(.*)\}$/s.exec(metric)?.[1] ?? '';
  return selector
    .split(',')
    .some((tag) => ['status', 'error', 'error_code', 'expected_response'].includes(tag.split(':')[0]?.trim() ?? ''));
}

interface Condition {
  readonly aggregate: string;
  readonly operator: '<' | '<=' | '>' | '>=' | '==' | '===' | '!=';
  readonly limit: number;
}

/** https://grafana.com/docs/k6/latest/using-k6/thresholds/#threshold-syntax; null for anything else. */
function readCondition(expression: string): Condition | null {
  const match =
    /^\s*(avg|min|med|max|count|rate|value|p\([\d.]+\))\s*(<=|>=|===|==|!=|<|>)\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*$/i.exec(
      expression
    );
  const limit = Number(match?.[3]);
  return match === null || !Number.isFinite(limit)
    ? null
    : { aggregate: match[1] ?? '', operator: match[2] as Condition['operator'], limit };
}

/** Not for a counter's rate: k6 evaluates it over another duration than it prints. */
function contradicts(
  { aggregate, operator, limit }: Condition,
  kind: MetricKind | null,
  values: Readonly<Record<string, unknown>>
): boolean {
  const value =
    kind === 'trend'
      ? values[aggregate]
      : kind === 'rate' && aggregate === 'rate'
        ? (values.rate ?? values.value)
        : undefined;
  if (typeof value !== 'number') {
    return false;
  }
  switch (operator) {
    case '<':
      return value >= limit;
    case '<=':
      return value > limit;
    case '>':
      return value <= limit;
    case '>=':
      return value < limit;
    case '==':
    case '===':
      return value !== limit;
    case '!=':
      return value === limit;
  }
}
