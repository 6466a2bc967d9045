import { flux, type ParameterizedQuery } from '@influxdata/influxdb-client';
import type { RunSelection } from '../../model/figures';
import type { LiveFigures } from '../../model/progress';
import { liveFigures } from '../live-figures';
import { type RunQuery, tagOf } from './flux-client';
import { samplesOf } from './queries';
import { newestVirtualUsers, readVirtualUsers } from './virtual-users';

/** In ms. */
export const liveTimeoutMs = 10_000;

/**
 * One row per measurement: results `count` and `sum`, both made by the storage engine over the whole run; `p95` is of the
 * raw rows since `recent` alone.
 */
function liveSums(bucket: string, run: RunSelection, recent: Date): ParameterizedQuery {
  const samples = samplesOf({ bucket, run });
  const recently = samplesOf({ bucket, run: { ...run, from: recent } });
  return flux`
${samples}
  |> filter(fn: (r) => r["_measurement"] == "http_reqs" or r["_measurement"] == "http_req_failed" or r["_measurement"] == "iterations")
  |> count() |> group(columns: ["_measurement"]) |> sum() |> yield(name: "count")
${samples}
  |> filter(fn: (r) => r["_measurement"] == "http_req_failed")
  |> sum() |> group(columns: ["_measurement"]) |> sum() |> yield(name: "sum")
${recently}
  |> filter(fn: (r) => r["_measurement"] == "http_req_duration")
  |> group() |> quantile(q: 0.95, method: "exact_mean") |> yield(name: "p95")`;
}

/** One row per k6 process: a gauge without the raw rows behind it. */
function newestUsers(bucket: string, run: RunSelection, recent: Date): ParameterizedQuery {
  return flux`${samplesOf({ bucket, run: { ...run, from: recent } })}
  |> filter(fn: (r) => r["_measurement"] == "vus")
  |> last()
  |> drop(columns: ["_start", "_stop", "_field"])`;
}

/** How the run stands, with the p95 of the samples from `recent` on. */
export async function readLive(
  runQuery: RunQuery,
  bucket: string,
  run: RunSelection,
  recent: Date
): Promise<LiveFigures> {
  const found = new Map<string, number>();
  const [users] = await Promise.all([
    readVirtualUsers(runQuery, newestUsers(bucket, run, recent)),
    runQuery(liveSums(bucket, run, recent), (row) => {
      const value = row['_value'];
      if (typeof value === 'number') {
        found.set(`${tagOf(row, 'result')} ${tagOf(row, '_measurement')}`.trim(), value);
      }
    }),
  ]);
  const number = (name: string): number | null => found.get(name) ?? null;
  return liveFigures({
    virtualUsers: newestVirtualUsers(users),
    iterations: number('count iterations'),
    requests: number('count http_reqs'),
    failedSamples: number('count http_req_failed'),
    failedRequests: number('sum http_req_failed'),
    p95ResponseTimeMs: number('p95'),
  });
}
