import type { DuckDBConnection } from '@duckdb/node-api';
import type { EndpointSeries } from '../../model/figures';
import { emptyEndpointSeries, type EndpointCount, type EndpointRow, endpointSeries } from '../endpoint-series';
import { planSteps, type SeriesSteps } from '../series-steps';
import { fromSeries, readSpan, rows, type SampleWindow } from './run-queries';

const countsSql = `
  SELECT name, method, scenario, called_by, sum(samples)::DOUBLE
  ${fromSeries('count(*) AS samples', "AND measurement = 'http_req_duration'")} GROUP BY ALL`;

/** Series per endpoint of the raw samples in the window. */
export async function endpointSeriesOf(
  connection: DuckDBConnection,
  window: SampleWindow,
  slowerThanMs: readonly number[]
): Promise<EndpointSeries> {
  const span = await readSpan(connection, window);
  if (span === null) {
    return emptyEndpointSeries(slowerThanMs);
  }
  const steps = planSteps(span);
  const counted = (await rows(connection, countsSql, window)).map(
    ([name, method, scenario, calledBy, requests]): EndpointCount => ({
      name: String(name),
      method: String(method),
      scenario: String(scenario),
      calledBy: calledByIn(calledBy),
      requests: Number(requests),
    })
  );
  const summed = (await rows(connection, stepsSql(steps, slowerThanMs), window)).map(
    ([step, name, method, calledBy, requests, sum, failed, ...slow]): EndpointRow => ({
      step: Number(step),
      name: String(name),
      method: String(method),
      calledBy: calledByIn(calledBy),
      requests: Number(requests),
      durationSumMs: Number(sum),
      failedRequests: Number(failed),
      slowRequests: slow.map(Number),
    })
  );
  return endpointSeries(steps, slowerThanMs, counted, summed);
}

/** Only numbers of our own making go into the text. */
function stepsSql(steps: SeriesSteps, slowerThanMs: readonly number[]): string {
  const durations = "FILTER (measurement = 'http_req_duration')";
  const counted = slowerThanMs.map((ms, index) => `, count(*) FILTER (value > ${Number(ms)}) AS slow${index}`).join('');
  const slow = slowerThanMs.map((_, index) => `, coalesce(sum(slow${index}) ${durations}, 0)::DOUBLE`).join('');
  const step = `((t - ${steps.startNs}) // ${steps.stepNs})::INTEGER AS step`;
  return `
    SELECT step, name, method, called_by, coalesce(sum(samples) ${durations}, 0)::DOUBLE,
      coalesce(sum(total) ${durations}, 0), coalesce(sum(total) FILTER (measurement = 'http_req_failed'), 0)${slow}
    ${fromSeries(
      `${step}, count(*) AS samples, sum(value) AS total${counted}`,
      "AND measurement IN ('http_req_failed', 'http_req_duration')"
    )} GROUP BY ALL`;
}

function calledByIn(column: unknown): EndpointCount['calledBy'] {
  return column === 'frame' ? 'frame' : 'iterations';
}
