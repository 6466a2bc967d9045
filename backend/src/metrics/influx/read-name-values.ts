import { flux, fluxDateTime } from '@influxdata/influxdb-client';
import { z } from 'zod';
import type { NameValues } from '../../model/figures';
import type { RunQuery } from './flux-client';

/** Of the run with the most names. */
const examplesShown = 2;
const rowSchema = z.object({ testid: z.string().optional(), _value: z.union([z.string(), z.number()]) });

interface Window {
  readonly from: Date;
  readonly to: Date;
}

/** Counted on the index where InfluxDB can; the run is looked for only where there are any. */
export async function readNameValues(runQuery: RunQuery, bucket: string, window: Window): Promise<NameValues> {
  const samples = flux`from(bucket: ${bucket})
  |> range(start: ${fluxDateTime(window.from.toISOString())}, stop: ${fluxDateTime(window.to.toISOString())})
  |> filter(fn: (r) => r["_measurement"] == "http_reqs" and r["_field"] == "value" and exists r["testid"])`;
  const perRun = flux`${samples}
  |> first()
  |> keep(columns: ["testid", "name"])
  |> group(columns: ["testid"])
  |> distinct(column: "name")`;
  const counts: Array<{ readonly runId: string; readonly count: number }> = [];
  await runQuery(flux`${perRun} |> count() |> keep(columns: ["testid", "_value"]) |> group()`, (row) => {
    const { testid = '', _value } = rowSchema.parse(row);
    counts.push({ runId: testid, count: Number(_value) });
  });
  const [largest] = counts.sort((one, other) => other.count - one.count);
  if (largest === undefined) {
    return { count: 0, largest: null };
  }
  const examples: string[] = [];
  await runQuery(
    flux`${perRun} |> filter(fn: (r) => r["testid"] == ${largest.runId}) |> sort(columns: ["_value"]) |> limit(n: ${examplesShown})`,
    (row) => examples.push(String(rowSchema.parse(row)._value))
  );
  let count = largest.count;
  await runQuery(
    flux`${samples} |> first() |> keep(columns: ["name"]) |> group() |> distinct(column: "name") |> count()`,
    (row) => (count = Number(rowSchema.parse(row)._value))
  );
  return { count, largest: { ...largest, examples } };
}
