import type { ParameterizedQuery } from '@influxdata/influxdb-client';
import { nanosecondsPerSecond, nsOfRfc3339 } from '../instants';
import { processOf } from '../process-tags';
import { type FluxRow, type RunQuery, tagOf } from './flux-client';

/** Gauge name → whole second since 1970 → k6 process → highest value in that second. */
export type VirtualUserSamples = ReadonlyMap<string, ReadonlyMap<number, ReadonlyMap<string, number>>>;

/** k6 samples `vus` and `vus_max` once per second in each process, so these are few rows. */
export async function readVirtualUsers(runQuery: RunQuery, query: ParameterizedQuery): Promise<VirtualUserSamples> {
  const gauges = new Map<string, Map<number, Map<string, number>>>();
  await runQuery(query, (row) => {
    const gauge = tagOf(row, '_measurement');
    const instance = processOf(tagsOf(row));
    const second = Number(nsOfRfc3339(tagOf(row, '_time')) / nanosecondsPerSecond);
    const seconds = gauges.get(gauge) ?? new Map<number, Map<string, number>>();
    const instances = seconds.get(second) ?? new Map<string, number>();
    gauges.set(gauge, seconds.set(second, instances));
    instances.set(instance, Math.max(instances.get(instance) ?? 0, Number(row['_value'] ?? 0)));
  });
  return gauges;
}

/** What is neither a column of Flux's own nor of its CSV is a tag. */
function tagsOf(row: FluxRow): Array<[string, string]> {
  return Object.entries(row).flatMap(([column, value]): Array<[string, string]> =>
    typeof value === 'string' && !column.startsWith('_') && column !== 'result' ? [[column, value]] : []
  );
}

/** Per second the sum over k6 processes. */
export function activeVirtualUsersPerSecond(
  samples: VirtualUserSamples,
  gauge: 'vus' | 'vus_max'
): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const [second, instances] of samples.get(gauge) ?? []) {
    let sum = 0;
    for (const value of instances.values()) {
      sum += value;
    }
    sums.set(second, sum);
  }
  return sums;
}

/** Sum over k6 processes of each one's newest value of `vus`; null without one. */
export function newestVirtualUsers(samples: VirtualUserSamples): number | null {
  const newest = new Map<string, { readonly second: number; readonly value: number }>();
  for (const [second, instances] of samples.get('vus') ?? []) {
    for (const [instance, value] of instances) {
      if (second >= (newest.get(instance)?.second ?? 0)) {
        newest.set(instance, { second, value });
      }
    }
  }
  return newest.size === 0 ? null : [...newest.values()].reduce((sum, { value }) => sum + value, 0);
}

/** Null for none. */
export function highest(values: Iterable<number>): number | null {
  let found: number | null = null;
  for (const value of values) {
    found = found === null || value > found ? value : found;
  }
  return found;
}
