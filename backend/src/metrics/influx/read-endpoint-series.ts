import { endpointSeriesLimit, type EndpointSeries, type RunSelection } from '../../model/figures';
import {
  calledByOf,
  emptyEndpointSeries,
  type EndpointCount,
  type EndpointRow,
  endpointSeries,
  keptEndpoints,
  keyOf,
} from '../endpoint-series';
import { nsOfRfc3339 } from '../instants';
import { planSteps, type SeriesSteps } from '../series-steps';
import * as endpointQueries from './endpoint-queries';
import { type FluxRow, type RunQuery, tagOf } from './flux-client';
import * as queries from './queries';
import { readSpan } from './read-figures';
import { readFailingStatuses } from './read-series';

/** No endpoint can have it: a tag of line protocol has no line break. */
const restName = '\n';

type Sums = { -readonly [Name in keyof EndpointRow]: EndpointRow[Name] } & { slowRequests: number[] };

/**
 * The series per endpoint. With few endpoints each is read and what is not kept added up; with many, only the kept ones
 * are read, and the rest is what they leave of the whole run.
 */
export async function readEndpointSeries(
  runQuery: RunQuery,
  bucket: string,
  run: RunSelection,
  slowerThanMs: readonly number[]
): Promise<EndpointSeries> {
  const source = { bucket, run };
  const [span, counts, failing] = await Promise.all([
    readSpan(runQuery, queries.span(source)),
    readCounts(runQuery, source),
    readFailingStatuses(runQuery, queries.failedByStatus(source)),
  ]);
  if (span === null) {
    return emptyEndpointSeries(slowerThanMs);
  }
  const steps = planSteps(span);
  const read = (scope: endpointQueries.EndpointScope) =>
    readSums(
      runQuery,
      endpointQueries.endpointStepSums(source, steps, slowerThanMs, scope, failing),
      steps,
      slowerThanMs.length
    );
  if (new Set(counts.map(keyOf)).size <= 2 * endpointSeriesLimit) {
    return endpointSeries(steps, slowerThanMs, counts, await read('each'));
  }
  const kept = keptEndpoints(counts);
  const [whole, each] = await Promise.all([read('all'), kept.length === 0 ? [] : read(kept)]);
  return endpointSeries(steps, slowerThanMs, counts, [...each, ...restOf(whole, each)]);
}

async function readCounts(runQuery: RunQuery, source: queries.Source): Promise<EndpointCount[]> {
  const counts: EndpointCount[] = [];
  await runQuery(endpointQueries.endpointCounts(source), (row) => {
    counts.push({
      name: tagOf(row, 'name'),
      method: tagOf(row, 'method'),
      scenario: tagOf(row, 'scenario'),
      calledBy: calledByOf(tagOf(row, 'group')),
      requests: Number(row['_value'] ?? 0),
    });
  });
  return counts;
}

/** By step, endpoint and who calls it. */
async function readSums(
  runQuery: RunQuery,
  query: Parameters<RunQuery>[0],
  steps: SeriesSteps,
  limits: number
): Promise<EndpointRow[]> {
  const sums = new Map<string, Sums>();
  await runQuery(query, (row) => {
    const at = sumsAt(sums, row, steps, limits);
    const value = Number(row['_value'] ?? 0);
    const [, what = '', index = ''] = /^(?:all|each)-(count|sum|failed|slow)(\d*)$/.exec(tagOf(row, 'result')) ?? [];
    if (what === 'count') {
      at.requests += value;
    } else if (what === 'sum') {
      at.durationSumMs += value;
    } else if (what === 'failed') {
      at.failedRequests += value;
    } else {
      at.slowRequests[Number(index)] = (at.slowRequests[Number(index)] ?? 0) + value;
    }
  });
  return [...sums.values()];
}

function sumsAt(sums: Map<string, Sums>, row: FluxRow, steps: SeriesSteps, limits: number): Sums {
  const ns = nsOfRfc3339(tagOf(row, '_start'));
  const of = {
    // A window's `_start` is cut to the range asked for, so it need not be the start of its step.
    step: ns < steps.startNs ? 0 : Number((ns - steps.startNs) / steps.stepNs),
    name: tagOf(row, 'name'),
    method: tagOf(row, 'method'),
    calledBy: calledByOf(tagOf(row, 'group')),
  };
  const key = JSON.stringify(Object.values(of));
  const nothing = { requests: 0, failedRequests: 0, durationSumMs: 0, slowRequests: Array<number>(limits).fill(0) };
  const at = sums.get(key) ?? { ...of, ...nothing };
  sums.set(key, at);
  return at;
}

/** What the kept endpoints leave of the whole run. */
function restOf(whole: readonly EndpointRow[], kept: readonly EndpointRow[]): EndpointRow[] {
  return whole.map((of) => {
    const same = kept.filter(({ step, calledBy }) => step === of.step && calledBy === of.calledBy);
    const rest = (figure: (row: EndpointRow) => number) => same.reduce((left, row) => left - figure(row), figure(of));
    return {
      step: of.step,
      name: restName,
      method: '',
      calledBy: of.calledBy,
      requests: rest(({ requests }) => requests),
      failedRequests: rest(({ failedRequests }) => failedRequests),
      durationSumMs: rest(({ durationSumMs }) => durationSumMs),
      slowRequests: of.slowRequests.map((_, index) => rest(({ slowRequests }) => slowRequests[index] ?? 0)),
    };
  });
}
