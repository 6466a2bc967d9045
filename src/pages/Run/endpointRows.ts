import type { RunDetailRecord } from '../../api/runDetail';
import { compareValues, type Sorting, turned } from '../../components/sorting';

export type Endpoint = RunDetailRecord['endpoints'][number];
export type EndpointField = Exclude<keyof Endpoint, 'errorRateSamples'>;

/** What is worst comes first. */
export const worstFirst: Sorting<EndpointField> = { field: 'failedRequests', isDescending: true };

const names: readonly EndpointField[] = ['name', 'method', 'statusClass'];

/** Another column starts with its worst, names with their first; the same one again turns around. */
export function sortedBy(field: EndpointField, before: Sorting<EndpointField>): Sorting<EndpointField> {
  return turned(field, before, names);
}

/** Sorted; equal ones by p95, the slowest first, then by name. What was not measured stands last, whichever way round. */
export function sortEndpoints(endpoints: readonly Endpoint[], by: Sorting<EndpointField>): readonly Endpoint[] {
  return [...endpoints].sort(
    (one, other) =>
      compareValues(one[by.field], other[by.field], by.isDescending) ||
      compareValues(one.p95ResponseTimeMs, other.p95ResponseTimeMs, true) ||
      compareValues(one.name, other.name, false)
  );
}
