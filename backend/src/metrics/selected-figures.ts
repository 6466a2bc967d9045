import type { EndpointSelector, SelectedFigures, StoreFigures } from '../model/figures';
import type { TagGroup } from './figures';

/** Figures of the requests that the selector selects among all of a run. @param p95ResponseTimeMs over all of them. */
export function selectedFigures(
  groups: readonly TagGroup[],
  selector: EndpointSelector,
  p95ResponseTimeMs: number | null
): SelectedFigures {
  const selected = groups.filter((group) => isSelected(group, selector));
  const total = (of: (group: TagGroup) => number) => selected.reduce((sum, group) => sum + of(group), 0);
  const failedRequests = total((group) => group.failedRequests);
  const errorRateSamples = total((group) => group.failedSamples);
  return {
    requests: total((group) => group.requests),
    failedRequests,
    errorRateSamples,
    errorRate: ratio(failedRequests, errorRateSamples),
    avgResponseTimeMs: ratio(
      total((group) => group.durationSumMs),
      total((group) => group.durationSamples)
    ),
    p95ResponseTimeMs,
  };
}

/**
 * The same of a run of which only the kept endpoints are left, one row per class of status. What cannot be told from them
 * is null: the p95 of several rows, and everything but the counts where endpoints were left out.
 */
export function selectedFromKept(
  { endpoints, endpointsLeftOut }: Pick<StoreFigures, 'endpoints' | 'endpointsLeftOut'>,
  selector: EndpointSelector
): SelectedFigures {
  const rows = endpoints.filter((endpoint) => isSelected(endpoint, selector));
  const requests = rows.reduce((sum, row) => sum + row.requests, 0);
  const failedRequests = rows.reduce((sum, row) => sum + row.failedRequests, 0);
  const counted = rows.flatMap(({ errorRateSamples }) => errorRateSamples ?? []);
  const errorRateSamples = counted.length === rows.length ? counted.reduce((sum, each) => sum + each, 0) : null;
  if (endpointsLeftOut > 0) {
    const unknown = { errorRate: null, avgResponseTimeMs: null, p95ResponseTimeMs: null };
    return { requests, failedRequests, errorRateSamples, ...unknown };
  }
  const timed = rows.flatMap(({ avgResponseTimeMs, requests: of }) =>
    avgResponseTimeMs === null ? [] : [{ sumMs: avgResponseTimeMs * of, of }]
  );
  return {
    requests,
    failedRequests,
    errorRateSamples,
    errorRate: errorRateSamples === null ? null : ratio(failedRequests, errorRateSamples),
    avgResponseTimeMs: ratio(
      timed.reduce((sum, { sumMs }) => sum + sumMs, 0),
      timed.reduce((sum, { of }) => sum + of, 0)
    ),
    p95ResponseTimeMs: rows.length === 1 ? (rows[0]?.p95ResponseTimeMs ?? null) : null,
  };
}

function isSelected(of: { readonly name: string; readonly method: string }, { name, method }: EndpointSelector) {
  return of.name === name && (method === null || of.method === method);
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
