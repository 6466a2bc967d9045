import { flux, fluxDateTime, fluxDuration, fluxInteger, type ParameterizedQuery } from '@influxdata/influxdb-client';
import type { EndpointGroup } from '../figures';
import type { EndpointSelector, RunSelection } from '../../model/figures';
import type { SeriesSteps } from '../series-steps';

/**
 * The Flux of this adapter. What decides the cost: count, sum, first, last and window sums directly after from, range and
 * filter are done by the storage engine and never become rows in Flux; an exact quantile needs every row. So the raw
 * rows are read twice in all: once for the p95 of the run and its endpoints, once, step by step, for those of the
 * series. A `window` over all rows would do the latter in one statement, but is 20 times slower than one range per step.
 */

export interface Source {
  readonly bucket: string;
  readonly run: RunSelection;
}

/** Samples of the run; `url` is a string field beside `value`. */
export function samplesOf({ bucket, run }: Source): ParameterizedQuery {
  return flux`from(bucket: ${bucket})
  |> range(start: ${fluxDateTime(run.from.toISOString())}, stop: ${fluxDateTime(run.to.toISOString())})
  |> filter(fn: (r) => r["testid"] == ${run.runId} and r["_field"] == "value")`;
}

/** Rows `_measurement`, `name`, `method`, `status`, `error_code`, `_value`; results `count` and `sum`. */
export function groupSums(source: Source): ParameterizedQuery {
  const grouped = (measurements: ParameterizedQuery) => flux`${samplesOf(source)}
  |> filter(fn: (r) => ${measurements})
  |> group(columns: ["_measurement", "name", "method", "status", "error_code"])`;
  return flux`
${grouped(flux`r["_measurement"] == "http_reqs" or r["_measurement"] == "http_req_failed" or r["_measurement"] == "http_req_duration"`)}
  |> count()
  |> yield(name: "count")
${grouped(flux`r["_measurement"] == "http_req_failed" or r["_measurement"] == "http_req_duration"`)}
  |> sum()
  |> yield(name: "sum")`;
}

/** Two rows at most: results `first` and `last` with `_time`. Response times have the times of their `http_reqs`. */
export function span(source: Source): ParameterizedQuery {
  const gauges = flux`r["_measurement"] == "http_reqs" or r["_measurement"] == "iterations" or r["_measurement"] == "dropped_iterations" or r["_measurement"] == "vus" or r["_measurement"] == "vus_max"`;
  return flux`
${samplesOf(source)} |> filter(fn: (r) => ${gauges}) |> first() |> keep(columns: ["_time"]) |> group()
  |> sort(columns: ["_time"]) |> limit(n: 1) |> yield(name: "first")
${samplesOf(source)} |> filter(fn: (r) => ${gauges}) |> last() |> keep(columns: ["_time"]) |> group()
  |> sort(columns: ["_time"], desc: true) |> limit(n: 1) |> yield(name: "last")`;
}

/** Raw rows `_measurement`, `_time`, `_value` and all tags of the gauges: one per second and k6 process. */
export function virtualUserSamples(source: Source): ParameterizedQuery {
  return flux`${samplesOf(source)}
  |> filter(fn: (r) => r["_measurement"] == "vus" or r["_measurement"] == "vus_max")
  |> drop(columns: ["_start", "_stop", "_field"])`;
}

/** R-7 over all samples: result `run` (one row), result `group` by `name`, `method`, `status`; one reading for both. */
export function runAndGroupP95(source: Source): ParameterizedQuery {
  return flux`
durations = ${samplesOf(source)}
  |> filter(fn: (r) => r["_measurement"] == "http_req_duration")
durations |> group() |> quantile(q: 0.95, method: "exact_mean") |> yield(name: "run")
durations |> group(columns: ["name", "method", "status"]) |> quantile(q: 0.95, method: "exact_mean") |> yield(name: "group")`;
}

/** For endpoints whose class has several statuses (200 and 201): one result per endpoint, named by its position. */
export function mixedEndpointP95s(source: Source, endpoints: readonly EndpointGroup[]): ParameterizedQuery {
  let script = flux``;
  endpoints.forEach((endpoint, index) => {
    script = flux`${script}
${samplesOf(source)}
  |> filter(fn: (r) => r["_measurement"] == "http_req_duration")
  |> filter(fn: (r) => ${tagIs('name', endpoint.name)} and ${tagIs('method', endpoint.method)})
  |> filter(fn: (r) => ${statusIn(endpoint.statuses)})
  |> group() |> quantile(q: 0.95, method: "exact_mean") |> yield(name: ${String(index)})`;
  });
  return script;
}

/** R-7 over the response times that each selector selects: one result per selector, named by its position. */
export function selectedP95s(source: Source, selectors: readonly EndpointSelector[]): ParameterizedQuery {
  let script = flux``;
  selectors.forEach(({ name, method }, index) => {
    const wanted = method === null ? tagIs('name', name) : flux`${tagIs('name', name)} and ${tagIs('method', method)}`;
    script = flux`${script}
${samplesOf(source)}
  |> filter(fn: (r) => r["_measurement"] == "http_req_duration")
  |> filter(fn: (r) => ${wanted})
  |> group() |> quantile(q: 0.95, method: "exact_mean") |> yield(name: ${String(index)})`;
  });
  return script;
}

export function tagIs(tag: 'name' | 'method', value: string): ParameterizedQuery {
  return value === '' ? flux`not exists r[${tag}]` : flux`r[${tag}] == ${value}`;
}

export function statusIn(statuses: readonly string[]): ParameterizedQuery {
  const tests = statuses.map((status) =>
    status === '' ? flux`not exists r["status"]` : flux`r["status"] == ${status}`
  );
  return tests.reduce((all, test) => flux`${all} or ${test}`);
}

/** Rows `status`, `_value`: the failed requests per status. */
export function failedByStatus(source: Source): ParameterizedQuery {
  return flux`${samplesOf(source)}
  |> filter(fn: (r) => r["_measurement"] == "http_req_failed")
  |> group(columns: ["status"])
  |> sum()`;
}

/**
 * Rows `_start`, `_value` per step: results `count` and `sum` of the response times, `failed` requests. k6 writes one
 * response time per request, so their count stands for the requests; failures are looked for only among the series of the
 * statuses that have any.
 */
export function stepSums(source: Source, steps: SeriesSteps, failingStatuses: readonly string[]): ParameterizedQuery {
  const every = fluxDuration(`${steps.stepSeconds}s`);
  const offset = fluxDuration(`${(steps.startNs / 1_000_000_000n) % BigInt(steps.stepSeconds)}s`);
  const window = flux`|> window(every: ${every}, offset: ${offset})`;
  const total = flux`|> keep(columns: ["_start", "_value"]) |> group(columns: ["_start"]) |> sum()`;
  const durations = flux`${samplesOf(source)}
  |> filter(fn: (r) => r["_measurement"] == "http_req_duration") ${window}`;
  const times = flux`
${durations} |> count() ${total} |> yield(name: "count")
${durations} |> sum() ${total} |> yield(name: "sum")`;
  return failingStatuses.length === 0
    ? times
    : flux`${times}
${samplesOf(source)}
  |> filter(fn: (r) => r["_measurement"] == "http_req_failed")
  |> filter(fn: (r) => ${statusIn(failingStatuses)}) ${window} |> sum() ${total} |> yield(name: "failed")`;
}

/** R-7 of the steps from `firstStep` on: one result per step, named by its position. */
export function stepP95s(source: Source, steps: SeriesSteps, firstStep: number, count: number): ParameterizedQuery {
  let script = flux`
p95 = (start, stop) => from(bucket: ${source.bucket})
  |> range(start: start, stop: stop)
  |> filter(fn: (r) => r["_measurement"] == "http_req_duration" and r["_field"] == "value" and r["testid"] == ${source.run.runId})
  |> keep(columns: ["_value"])
  |> quantile(q: 0.95, method: "exact_mean")`;
  for (let step = firstStep; step < Math.min(firstStep + count, steps.count); step += 1) {
    const start = instant(steps.startNs + BigInt(step) * steps.stepNs);
    const stop = instant(steps.startNs + BigInt(step + 1) * steps.stepNs);
    script = flux`${script}
p95(start: ${start}, stop: ${stop}) |> yield(name: ${String(step)})`;
  }
  return script;
}

function instant(ns: bigint) {
  return fluxDateTime(new Date(Number(ns / 1_000_000n)).toISOString());
}

/** Fails where the bucket is unknown or the token may not read it; reads next to nothing. */
export function readability(bucket: string): ParameterizedQuery {
  return flux`from(bucket: ${bucket}) |> range(start: -1s) |> limit(n: ${fluxInteger(1)})`;
}
