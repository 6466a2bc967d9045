import { flux, fluxDuration, fluxFloat, type ParameterizedQuery } from '@influxdata/influxdb-client';
import type { SeriesSteps } from '../series-steps';
import { samplesOf, type Source, statusIn, tagIs } from './queries';

/**
 * The Flux of the series per endpoint. Counts and sums alone, a comparison of the value included: all of it is done by the
 * storage engine, so that no sample becomes a row in Flux, however many there are.
 */

/** Rows `name`, `method`, `scenario`, `group`, `_value`: the response times by these tags. */
export function endpointCounts(source: Source): ParameterizedQuery {
  return flux`${samplesOf(source)}
  |> filter(fn: (r) => r["_measurement"] == "http_req_duration")
  |> group(columns: ["name", "method", "scenario", "group"])
  |> count()`;
}

/** Which requests a statement is about: all of them by the tag `group`, or these endpoints by name and method as well. */
export type EndpointScope = ReadonlyArray<{ readonly name: string; readonly method: string }> | 'all' | 'each';

/**
 * Rows `_start`, `group`, `_value` and, unless the scope is `all`, `name` and `method`, per step. Results `count`, `sum`,
 * `failed` and, by the position of the limit, `slow0`, `slow1`, …; the scope's letter goes before each.
 */
export function endpointStepSums(
  source: Source,
  steps: SeriesSteps,
  slowerThanMs: readonly number[],
  scope: EndpointScope,
  failingStatuses: readonly string[]
): ParameterizedQuery {
  const prefix = scope === 'all' ? 'all-' : 'each-';
  const every = fluxDuration(`${steps.stepSeconds}s`);
  const offset = fluxDuration(`${(steps.startNs / 1_000_000_000n) % BigInt(steps.stepSeconds)}s`);
  const window = flux`|> window(every: ${every}, offset: ${offset})`;
  const total =
    scope === 'all'
      ? flux`|> keep(columns: ["_start", "group", "_value"]) |> group(columns: ["_start", "group"]) |> sum()`
      : flux`|> keep(columns: ["_start", "name", "method", "group", "_value"])
  |> group(columns: ["_start", "name", "method", "group"]) |> sum()`;
  const of = (measurement: string) => flux`${samplesOf(source)}
  |> filter(fn: (r) => r["_measurement"] == ${measurement})${inScope(scope)}`;
  const durations = of('http_req_duration');
  let script = flux`
${durations} ${window} |> count() ${total} |> yield(name: ${`${prefix}count`})
${durations} ${window} |> sum() ${total} |> yield(name: ${`${prefix}sum`})`;
  slowerThanMs.forEach((ms, index) => {
    script = flux`${script}
${durations} |> filter(fn: (r) => r["_value"] > ${fluxFloat(ms)}) ${window} |> count() ${total}
  |> yield(name: ${`${prefix}slow${index}`})`;
  });
  return failingStatuses.length === 0
    ? script
    : flux`${script}
${of('http_req_failed')} |> filter(fn: (r) => ${statusIn(failingStatuses)}) ${window} |> sum() ${total}
  |> yield(name: ${`${prefix}failed`})`;
}

function inScope(scope: EndpointScope): ParameterizedQuery {
  if (typeof scope === 'string') {
    return flux``;
  }
  const tests = scope.map(({ name, method }) => flux`(${tagIs('name', name)} and ${tagIs('method', method)})`);
  return flux`
  |> filter(fn: (r) => ${tests.reduce((all, test) => flux`${all} or ${test}`)})`;
}
