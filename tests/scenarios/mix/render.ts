import type { Case, Exit, Measured, Threshold } from './cases';

/** A part of a run, as it is posted. */
export interface Sent {
  readonly instance: string;
  readonly kind: 'exitCode' | 'summary';
  readonly body: Record<string, unknown>;
}

/** The parts of all processes of a run. */
export function partsOf({ processes }: Case): Sent[] {
  return processes.flatMap(({ measured, exit }, index) => {
    const instance = String(index);
    const parts: Sent[] = [];
    if (exit !== null) {
      parts.push({ instance, kind: 'exitCode', body: exitPart(instance, exit) });
    }
    if (measured !== null) {
      parts.push({ instance, kind: 'summary', body: { part: 'summary', instance, summary: summaryOf(measured) } });
    }
    return parts;
  });
}

/** The same JSON value with its keys the other way round, as k6 writes them in random order. */
export function reordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(reordered);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, member]) => [key, reordered(member)])
      )
    : value;
}

function exitPart(instance: string, { log, ...exit }: Exit): Record<string, unknown> {
  return { part: 'exitCode', instance, ...exit, log: log && { ...log, failedWrites: 0, lateFlushes: 0 } };
}

type Metric =
  | { readonly type: 'counter'; readonly count: unknown }
  | { readonly type: 'rate'; readonly passes: unknown; readonly fails: number; readonly rate: number }
  | { readonly type: 'trend'; readonly values: Record<string, unknown> };
interface Limited {
  readonly metric: Metric;
  readonly expression?: string;
  readonly kept?: boolean;
}

function metricsOf(measured: Measured): Array<[string, Limited]> {
  const { requests, samples, failed, avg, p95, iterations, dropped, checks, odd, text } = measured;
  const at = (place: NonNullable<Measured['odd']>['at'], value: unknown) => (odd?.at === place ? odd.value : value);
  const metrics: Array<[string, Limited]> = [];
  const counter = (name: string, count: unknown) => metrics.push([name, { metric: { type: 'counter', count } }]);
  if (requests !== null || odd?.at === 'requests') {
    counter('http_reqs', at('requests', requests));
  }
  if (samples !== null || odd?.at === 'failed') {
    metrics.push(['http_req_failed', { metric: rate(at('failed', failed), (samples ?? 0) - failed) }]);
  }
  const values = {
    ...(avg === null ? {} : { avg }),
    ...(p95 === null && odd?.at !== 'p95' ? {} : { 'p(95)': at('p95', p95) }),
  };
  metrics.push(['http_req_duration', { metric: { type: 'trend', values } }]);
  if (iterations !== null) {
    counter('iterations', iterations);
  }
  if (dropped > 0) {
    counter('dropped_iterations', dropped);
  }
  if (checks !== null || odd?.at === 'checks') {
    metrics.push(['checks', { metric: rate(at('checks', checks?.passes ?? 0), checks?.fails ?? 0) }]);
  }
  if (text.ownMetric !== null) {
    counter(`own_${text.ownMetric}`, 1);
  }
  return metrics;
}

function rate(passes: unknown, fails: number): Metric {
  const matches = typeof passes === 'number' ? passes : 0;
  return { type: 'rate', passes, fails, rate: matches + fails === 0 ? 0 : matches / (matches + fails) };
}

function limited(threshold: Threshold): [string, Limited] {
  const { metric: name, kept } = threshold;
  switch (threshold.kind) {
    case 'trend': {
      const { value, count, limit } = threshold;
      const values = { avg: value, 'p(95)': value, ...(count === null ? {} : { count }) };
      return [name, { metric: { type: 'trend', values }, expression: `p(95)<${limit}`, kept }];
    }
    case 'rate': {
      const { operator, passes, fails } = threshold;
      return [name, { metric: rate(passes, fails), expression: `rate${operator}0.5`, kept }];
    }
    case 'counter':
      return [name, { metric: { type: 'counter', count: threshold.count }, expression: 'count<5', kept }];
  }
}

function summaryOf(measured: Measured): Record<string, unknown> {
  const all = [...metricsOf(measured), ...measured.thresholds.map(limited)];
  const { text, shape } = measured;
  const root_group = groups(text);
  const setup = text.setup === null ? {} : { setup_data: text.setup };
  switch (shape) {
    case 'handleSummary':
      return {
        state: { testRunDurationMs: 10_000 },
        metrics: Object.fromEntries(all.map(([name, each]) => [name, nested(each)])),
        root_group,
        ...setup,
      };
    case 'summaryExport':
      return {
        metrics: Object.fromEntries(
          all.map(([name, { metric, expression, kept }]) => [
            name,
            // The flat summary writes true for crossed.
            { ...flat(metric, 'value'), ...(expression !== undefined && { thresholds: { [expression]: !kept } }) },
          ])
        ),
        root_group,
        ...setup,
      };
    case 'machineReadable':
      return {
        config: { duration: 10, script: 'secret source' },
        results: {
          metrics: all
            .filter(([name]) => name !== 'checks')
            .map(([name, { metric }]) => ({ name, type: metric.type, values: machine(metric) })),
          checks: {
            metrics: all
              .filter(([name]) => name === 'checks')
              .map(([, { metric }]) => ({ name: 'checks_succeeded', type: 'rate', values: machine(metric) })),
          },
          groups: root_group,
        },
      };
  }
}

function nested({ metric, expression, kept }: Limited): Record<string, unknown> {
  const described = { type: metric.type, contains: 'default', values: flat(metric, 'rate') };
  return expression === undefined ? described : { ...described, thresholds: { [expression]: { ok: kept } } };
}

function flat(metric: Metric, rateKey: 'rate' | 'value'): Record<string, unknown> {
  switch (metric.type) {
    case 'counter':
      return { count: metric.count, rate: 1 };
    case 'rate':
      return { passes: metric.passes, fails: metric.fails, [rateKey]: metric.rate };
    case 'trend':
      return metric.values;
  }
}

function machine(metric: Metric): Record<string, unknown> {
  if (metric.type !== 'rate') {
    return flat(metric, 'rate');
  }
  const { passes, fails, rate: value } = metric;
  return { matches: passes, total: typeof passes === 'number' ? passes + fails : fails, rate: value };
}

function groups({ group, depth }: Measured['text']): Record<string, unknown> {
  let inner: Record<string, unknown> = { name: group, checks: { [group]: { name: group, passes: 1, fails: 0 } } };
  for (let level = 0; level < depth; level += 1) {
    inner = { name: group.slice(0, 100), groups: { [group.slice(0, 100)]: inner } };
  }
  return inner;
}
