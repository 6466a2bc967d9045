import { compareValues, type Sorting, turned } from '../../components/sorting';
import type { ComparedEndpoint } from './comparison';

export type ComparedField =
  'name' | 'method' | 'statusClass' | 'requests' | 'p95' | 'average' | 'errorRate' | 'meaning';

/** As the sidecar sends them: what has changed most, and is no noise, comes first. */
export const mostChangedFirst: Sorting<ComparedField> = { field: 'meaning', isDescending: true };

const names: readonly ComparedField[] = ['name', 'method', 'statusClass'];

export function sortedBy(field: ComparedField, before: Sorting<ComparedField>): Sorting<ComparedField> {
  return turned(field, before, names);
}

/** Sorted; by what was measured it is the difference that counts. Equal ones stay as the sidecar sends them. */
export function sortCompared(
  endpoints: readonly ComparedEndpoint[],
  by: Sorting<ComparedField>
): readonly ComparedEndpoint[] {
  return endpoints
    .map((endpoint, place) => ({ endpoint, value: valueOf(endpoint, place, by.field) }))
    .sort((one, other) => compareValues(one.value, other.value, by.isDescending))
    .map(({ endpoint }) => endpoint);
}

function valueOf(endpoint: ComparedEndpoint, place: number, field: ComparedField): string | number | null {
  switch (field) {
    case 'requests':
      return endpoint.run?.requests ?? null;
    case 'p95':
      return endpoint.p95ResponseTimeMs.change;
    case 'average':
      return endpoint.avgResponseTimeMs.change;
    case 'errorRate':
      return endpoint.errorRate.difference;
    case 'meaning':
      return -place;
    default:
      return endpoint[field];
  }
}
