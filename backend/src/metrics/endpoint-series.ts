import {
  type EndpointCourse,
  type EndpointSeries,
  endpointSeriesLimit,
  endpointSeriesMinimum,
  type EndpointStep,
} from '../model/figures';
import { isoOfNs } from './instants';
import type { SeriesSteps } from './series-steps';

/** Puts the series per endpoint together from sums that a store makes. */

/** Response times of a run by these tags; '' where there is none. */
export interface EndpointCount {
  readonly name: string;
  readonly method: string;
  readonly scenario: string;
  readonly calledBy: EndpointCourse['calledBy'];
  readonly requests: number;
}

/** Sums of one step and endpoint. */
export interface EndpointRow extends EndpointStep {
  readonly name: string;
  readonly method: string;
  readonly calledBy: EndpointCourse['calledBy'];
}

interface Endpoint {
  readonly name: string;
  readonly method: string;
}

/** What k6 puts into the tag `group` of what setup() and teardown() do. */
export function calledByOf(group: string): EndpointCourse['calledBy'] {
  return /^::(setup|teardown)(::|$)/.test(group) ? 'frame' : 'iterations';
}

/** The endpoints with a course of their own, most requests first; ties in the order of name and method. */
export function keptEndpoints(counts: readonly EndpointCount[]): Endpoint[] {
  const totals = new Map<string, Endpoint & { requests: number }>();
  for (const { name, method, requests } of counts.filter(({ calledBy }) => calledBy === 'iterations')) {
    const total = totals.get(keyOf({ name, method })) ?? { name, method, requests: 0 };
    totals.set(keyOf({ name, method }), total);
    total.requests += requests;
  }
  return [...totals.values()]
    .filter(({ requests }) => requests >= endpointSeriesMinimum)
    .sort((a, b) => b.requests - a.requests || (keyOf(a) < keyOf(b) ? -1 : 1))
    .slice(0, endpointSeriesLimit)
    .map(({ name, method }) => ({ name, method }));
}

/**
 * @param rows of every endpoint; what is not kept is added up here. A store that has too many endpoints gives those that
 *   it keeps, and the rest under any other name.
 */
export function endpointSeries(
  steps: SeriesSteps,
  slowerThanMs: readonly number[],
  counts: readonly EndpointCount[],
  rows: Iterable<EndpointRow>
): EndpointSeries {
  const kept = new Set(keptEndpoints(counts).map(keyOf));
  const courseKey = (of: Endpoint & Pick<EndpointRow, 'calledBy'>) =>
    of.calledBy === 'frame' ? 'frame' : kept.has(keyOf(of)) ? keyOf(of) : 'pooled';
  const courses = new Map<string, Map<number, EndpointStep>>();
  for (const row of rows) {
    const course = courses.get(courseKey(row)) ?? new Map<number, EndpointStep>();
    courses.set(courseKey(row), course);
    course.set(row.step, added(course.get(row.step), row));
  }
  const scenariosOf = (key: string) =>
    [...new Set(counts.filter((count) => courseKey(count) === key).map(({ scenario }) => scenario))].sort();
  const courseOf = (key: string, of: Pick<EndpointCourse, 'endpoint' | 'calledBy'>): EndpointCourse[] => {
    const summed = [...(courses.get(key)?.values() ?? [])].filter(({ requests }) => requests > 0);
    return summed.length === 0
      ? []
      : [{ ...of, scenarios: scenariosOf(key), steps: summed.sort((a, b) => a.step - b.step) }];
  };
  return {
    stepSeconds: steps.stepSeconds,
    steps: steps.count,
    from: isoOfNs(steps.startNs),
    slowerThanMs,
    endpoints: [
      ...keptEndpoints(counts).flatMap((endpoint) => courseOf(keyOf(endpoint), { endpoint, calledBy: 'iterations' })),
      ...courseOf('pooled', { endpoint: null, calledBy: 'iterations' }),
      ...courseOf('frame', { endpoint: null, calledBy: 'frame' }),
    ],
  };
}

/** A run without samples, or one whose samples are not kept any more. */
export function emptyEndpointSeries(slowerThanMs: readonly number[]): EndpointSeries {
  return { stepSeconds: 1, steps: 0, from: null, slowerThanMs, endpoints: [] };
}

function added(sum: EndpointStep | undefined, row: EndpointRow): EndpointStep {
  return {
    step: row.step,
    requests: (sum?.requests ?? 0) + row.requests,
    failedRequests: (sum?.failedRequests ?? 0) + row.failedRequests,
    durationSumMs: (sum?.durationSumMs ?? 0) + row.durationSumMs,
    slowRequests: row.slowRequests.map((slow, index) => slow + (sum?.slowRequests[index] ?? 0)),
  };
}

/** The separator cannot be in a tag of line protocol. */
export function keyOf({ name, method }: Endpoint): string {
  return `${name}\n${method}`;
}
