import type { MetricsStore, RunSelection } from '../../model/figures';
import { parseLineProtocol, type Point } from './line-protocol';

/**
 * Figures worked out from the lines themselves the plain way: everything in memory, sorted, R-7 as grafana/k6
 * metrics/sink.go has it. What the stores are compared with.
 */
export function expectedFigures(lines: string, runId: string) {
  const points = parseLineProtocol(lines, 'ns').points.filter((point) => point.tags.get('testid') === runId);
  const valuesOf = (measurement: string, where: (point: Point) => boolean = () => true) =>
    points
      .filter((point) => point.measurement === measurement && where(point))
      .map((point) => Number(point.fields.get('value')));
  const durations = valuesOf('http_req_duration');
  const failed = valuesOf('http_req_failed');
  const failedRequests = failed.filter((value) => value === 1).length;
  return {
    points,
    valuesOf,
    requests: valuesOf('http_reqs').length,
    failedRequests,
    errorRateSamples: failed.length,
    errorRate: failed.length === 0 ? null : failedRequests / failed.length,
    avgResponseTimeMs: mean(durations),
    p95ResponseTimeMs: quantileR7(durations, 0.95),
  };
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Linear interpolation between order statistics; null without values. */
export function quantileR7(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const position = q * (sorted.length - 1);
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  return below === undefined || above === undefined
    ? null
    : below + (above - below) * (position - Math.floor(position));
}

/** Below it a double has fewer digits the smaller it is, and no relative accuracy can be promised. */
const smallestNormal = 2 ** -1022;

/** Equal to 1e-9 relative, which is what the stores promise for sums and quantiles. */
export function expectClose(actual: number | null, expected: number | null): void {
  if (actual === null || expected === null) {
    expect(actual).toBe(expected);
    return;
  }
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(expected), smallestNormal));
}

/** What a contract suite needs of a store: the store itself and a way to put lines and to look at results. */
export interface StoreUnderTest {
  /** Asked for anew each time: `results` may reopen the store. */
  readonly store: () => MetricsStore;
  readonly write: (lines: string) => Promise<void>;
  readonly results: (test: string) => Promise<ReadonlyArray<Readonly<Record<string, unknown>>>>;
  /** For `k6 run --out influxdb=<url>`. */
  readonly k6Output: { readonly url: string; readonly env: Readonly<Record<string, string>> };
  readonly dispose: () => Promise<void>;
}

export interface StoreTraits {
  /** Of two points of one series and nanosecond: InfluxDB keeps the later one, the embedded store both. */
  readonly equalPoints: 'overwritten' | 'kept';
}

/** A window around a generated run. */
export function selection(runId: string, from = '2026-01-05T09:55:00Z', to = '2026-01-05T11:00:00Z'): RunSelection {
  return { runId, from: new Date(from), to: new Date(to) };
}
