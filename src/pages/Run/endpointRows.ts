import type { RunDetailRecord } from '../../api/runDetail';
import type { Sorting } from './DataTable';

export type Endpoint = RunDetailRecord['endpoints'][number];
export type EndpointField = Exclude<keyof Endpoint, 'errorRateSamples'>;

/** What is worst comes first. */
export const worstFirst: Sorting<EndpointField> = { field: 'failedRequests', isDescending: true };

const names: readonly EndpointField[] = ['name', 'method', 'statusClass'];

/** Another column starts with its worst, names with their first; the same one again turns around. */
export function sortedBy(field: EndpointField, before: Sorting<EndpointField>): Sorting<EndpointField> {
  return { field, isDescending: before.field === field ? !before.isDescending : !names.includes(field) };
}

/** Sorted; equal ones by p95, the slowest first, then by name. What was not measured stands last, whichever way round. */
export function sortEndpoints(endpoints: readonly Endpoint[], by: Sorting<EndpointField>): readonly Endpoint[] {
  return [...endpoints].sort(
    (one, other) =>
      compare(one[by.field], other[by.field], by.isDescending) ||
      compare(one.p95ResponseTimeMs, other.p95ResponseTimeMs, true) ||
      compare(one.name, other.name, false)
  );
}

function compare(one: string | number | null, other: string | number | null, isDescending: boolean): number {
  if (one === null || other === null) {
    return Number(one === null) - Number(other === null);
  }
  const order =
    typeof one === 'number' && typeof other === 'number' ? one - other : String(one).localeCompare(String(other));
  return isDescending ? -order : order;
}
