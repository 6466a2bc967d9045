import { z } from 'zod';
import { httpMetrics, type FigureMetrics, type K6Summary } from '../../model/k6-summary';
import { readShape, type Metric, type NeutralSummary, type SummaryProblem } from './shapes';

/** Counts beyond this are not exact in JSON numbers. */
const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
/** k6 writes times in milliseconds whatever summaryTimeUnit says; 31 days is longer than any run. */
const milliseconds = z
  .number()
  .nonnegative()
  .max(31 * 24 * 3600 * 1000);
const users = z.number().int().nonnegative().max(10_000_000);
const fraction = z.number().min(0).max(1);
const perSecond = z.number().nonnegative();

export type ParsedSummary =
  | { readonly ok: true; readonly summary: K6Summary }
  | { readonly ok: false; readonly problems: readonly SummaryProblem[] };

/**
 * Reads a k6 end-of-test summary of any shape. Metrics that no figure is read from are ignored. What k6 did not report is
 * null, never 0: k6 itself writes average and p95 as 0 when a threshold names http_req_duration and there was no request.
 *
 * `failedRequests` is `http_req_failed.passes` (`matches`): the rate counts the requests for which "failed" is true.
 *
 * @param metrics which metrics the figures are read from.
 * @returns every problem at once when a figure is no possible one (negative, not finite, beyond any real run).
 */
export function parseSummary(raw: unknown, metrics: FigureMetrics = httpMetrics): ParsedSummary {
  const shape = readShape(raw);
  if (!shape.ok) {
    return { ok: false, problems: shape.problems };
  }
  const problems: SummaryProblem[] = [];
  const summary = figures(shape.value, new FigureReader(shape.value.metrics, problems), metrics);
  return problems.length === 0 ? { ok: true, summary } : { ok: false, problems };
}

function figures(neutral: NeutralSummary, read: FigureReader, metrics: FigureMetrics): K6Summary {
  const requests = read.figure(metrics.requests, ['count'], count);
  const failed = failuresOf(read.rate(metrics.failures), metrics);
  const checks = read.rate('checks');
  const iterations = read.figure('iterations', ['count'], count);
  const iterationMs = read.figure('iteration_duration', ['avg'], milliseconds);
  const responseTime = (keys: readonly string[]) => {
    const value = read.figure(metrics.responseTime, keys, milliseconds);
    return requests === null || requests === 0 ? null : value;
  };
  return {
    shape: neutral.shape,
    durationMs: neutral.durationMs === null ? read.durationFromRate() : read.duration(neutral.durationMs),
    requests,
    failedRequests: failed?.matches ?? null,
    errorRateSamples: failed?.total ?? null,
    errorRate: failed?.rate ?? null,
    avgResponseTimeMs: responseTime(['avg']),
    p95ResponseTimeMs: responseTime(['p(95)', 'p95']),
    activeVirtualUsers: read.figure('vus', ['max'], users),
    allocatedVirtualUsers: read.figure('vus_max', ['max'], users),
    iterations,
    iterationSeconds: iterations === null || iterationMs === null ? null : (iterations * iterationMs) / 1000,
    droppedIterations: read.figure('dropped_iterations', ['count'], count) ?? 0,
    checks: checks === null ? null : { passes: checks.matches, fails: checks.total - checks.matches },
    thresholds: [...neutral.thresholds].sort((a, b) =>
      a.metric === b.metric ? compare(a.expression, b.expression) : compare(a.metric, b.metric)
    ),
  };
}

type Rate = { readonly matches: number; readonly total: number; readonly rate: number };

/** Every rate of failures counts them, but for `checks`, which counts the checks that held. */
function failuresOf(read: Rate | null, { failures }: FigureMetrics): Rate | null {
  if (read === null || !/^checks(?:\{|$)/.test(failures)) {
    return read;
  }
  const matches = read.total - read.matches;
  return { matches, total: read.total, rate: matches / read.total };
}

class FigureReader {
  constructor(
    private readonly metrics: ReadonlyMap<string, Metric>,
    private readonly problems: SummaryProblem[]
  ) {}

  /** The first of the keys that k6 wrote; null when there is none. */
  figure(name: string, keys: readonly string[], schema: z.ZodType<number>): number | null {
    const metric = this.metrics.get(name);
    const key = keys.find((candidate) => (metric?.values[candidate] ?? null) !== null);
    return metric === undefined || key === undefined
      ? null
      : this.checked(`${metric.path}.${key}`, metric.values[key], schema);
  }

  /** A rate with its counts; null when the metric is missing or has no sample. */
  rate(name: string): Rate | null {
    const metric = this.metrics.get(name);
    if (metric === undefined) {
      return null;
    }
    const matches = this.figure(name, ['passes', 'matches'], count);
    const fails = this.figure(name, ['fails'], count);
    const total = fails === null ? this.figure(name, ['total'], count) : (matches ?? 0) + fails;
    const written = this.figure(name, ['rate', 'value'], fraction);
    if (matches === null || total === null) {
      this.missing(metric.path, 'a rate without its counts (passes and fails, or matches and total)');
      return null;
    }
    if (total === 0) {
      return null;
    }
    const rate = matches / total;
    if (rate > 1 || (written !== null && Math.abs(rate - written) > 1e-9)) {
      const message = `the counts ${matches} of ${total} do not give the rate ${String(written)}`;
      this.problems.push({ path: metric.path, message });
    }
    return { matches, total, rate };
  }

  duration({ path, value }: { path: string; value: unknown }): number | null {
    return (value ?? null) === null ? null : this.checked(path, value, milliseconds);
  }

  /** --summary-export has no duration, but counters carry count and count per second of the whole run. */
  durationFromRate(): number | null {
    for (const name of ['http_reqs', 'iterations']) {
      const total = this.figure(name, ['count'], count);
      const rate = this.figure(name, ['rate'], perSecond);
      if (total !== null && rate !== null && total > 0 && rate > 0) {
        return this.checked(`metrics.${name}.rate`, (total / rate) * 1000, milliseconds);
      }
    }
    return null;
  }

  private checked(path: string, value: unknown, schema: z.ZodType<number>): number | null {
    const result = schema.safeParse(value);
    if (result.success) {
      return result.data;
    }
    const message = result.error.issues.map((issue) => issue.message).join('; ');
    // Only a figure is repeated: text could be anything the reporter had at hand.
    const received = typeof value === 'number' ? String(value) : `a ${value === null ? 'null' : typeof value}`;
    this.missing(path, `${message}, received ${received}`);
    return null;
  }

  private missing(path: string, message: string): void {
    // A figure may be read twice (count for the requests and for the duration); it is one problem.
    if (!this.problems.some((problem) => problem.path === path)) {
      this.problems.push({ path, message });
    }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
