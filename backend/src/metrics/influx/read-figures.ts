import type { ParameterizedQuery } from '@influxdata/influxdb-client';
import { type EndpointGroup, endpointGroups, endpointText, storeFigures, type TagGroup } from '../figures';
import { selectedFigures } from '../selected-figures';
import { nsOfRfc3339, type RunSpan } from '../instants';
import {
  endpointLimit,
  type EndpointSelector,
  type RunSelection,
  type SelectedFigures,
  type StoreFigures,
} from '../../model/figures';
import { statusClassOf } from '../status-class';
import { type RunQuery, tagOf } from './flux-client';
import * as queries from './queries';
import { activeVirtualUsersPerSecond, highest, readVirtualUsers } from './virtual-users';

/** Figures of the run; queries that do not wait for each other run side by side. */
export async function readFigures(runQuery: RunQuery, bucket: string, run: RunSelection): Promise<StoreFigures> {
  const source = { bucket, run };
  const [groups, span, users, p95s] = await Promise.all([
    readGroups(runQuery, queries.groupSums(source)),
    readSpan(runQuery, queries.span(source)),
    readVirtualUsers(runQuery, queries.virtualUserSamples(source)),
    readP95s(runQuery, queries.runAndGroupP95(source)),
  ]);
  const endpoints = endpointGroups(groups).slice(0, endpointLimit);
  const endpointP95s = new Map<string, number>();
  for (const endpoint of endpoints) {
    const [status = ''] = endpoint.statuses;
    const p95 = p95s.groups.get(groupText(endpoint.name, endpoint.method, status));
    if (endpoint.statuses.length === 1 && p95 !== undefined) {
      endpointP95s.set(endpointText(endpoint), p95);
    }
  }
  await addMixedP95s(runQuery, source, endpoints, endpointP95s);
  return storeFigures({
    groups,
    span,
    virtualUsers: {
      active: highest(activeVirtualUsersPerSecond(users, 'vus').values()),
      allocated: highest(activeVirtualUsersPerSecond(users, 'vus_max').values()),
    },
    p95ResponseTimeMs: p95s.run,
    endpointP95s,
  });
}

/** Figures of the requests that each selector selects. Counts need no raw rows; each p95 reads those of its endpoint. */
export async function readSelected(
  runQuery: RunQuery,
  bucket: string,
  run: RunSelection,
  selectors: readonly EndpointSelector[]
): Promise<readonly SelectedFigures[]> {
  if (selectors.length === 0) {
    return [];
  }
  const source = { bucket, run };
  const p95s = new Map<number, number>();
  const [groups] = await Promise.all([
    readGroups(runQuery, queries.groupSums(source)),
    runQuery(queries.selectedP95s(source, selectors), (row) => {
      if (typeof row['_value'] === 'number') {
        p95s.set(Number(row['result']), row['_value']);
      }
    }),
  ]);
  return selectors.map((selector, index) => selectedFigures(groups, selector, p95s.get(index) ?? null));
}

/** First and last point of the run; null without any. */
export async function readSpan(runQuery: RunQuery, query: ParameterizedQuery): Promise<RunSpan | null> {
  let firstNs: bigint | null = null;
  let lastNs: bigint | null = null;
  await runQuery(query, (row) => {
    const at = nsOfRfc3339(tagOf(row, '_time'));
    if (row['result'] === 'first') {
      firstNs = at;
    } else {
      lastNs = at;
    }
  });
  return firstNs === null || lastNs === null ? null : { firstNs, lastNs };
}

async function readGroups(runQuery: RunQuery, query: ParameterizedQuery): Promise<TagGroup[]> {
  const groups: TagGroup[] = [];
  await runQuery(query, (row) => {
    const kind = `${tagOf(row, '_measurement')} ${tagOf(row, 'result')}`;
    const value = Number(row['_value'] ?? 0);
    const of = (wanted: string) => (kind === wanted ? value : 0);
    groups.push({
      name: tagOf(row, 'name'),
      method: tagOf(row, 'method'),
      status: tagOf(row, 'status'),
      errorCode: tagOf(row, 'error_code'),
      requests: of('http_reqs count'),
      failedSamples: of('http_req_failed count'),
      failedRequests: of('http_req_failed sum'),
      durationSamples: of('http_req_duration count'),
      durationSumMs: of('http_req_duration sum'),
    });
  });
  return groups;
}

async function readP95s(
  runQuery: RunQuery,
  query: ParameterizedQuery
): Promise<{ readonly run: number | null; readonly groups: ReadonlyMap<string, number> }> {
  let run: number | null = null;
  const groups = new Map<string, number>();
  await runQuery(query, (row) => {
    const value = row['_value'];
    if (typeof value !== 'number') {
      return;
    }
    if (row['result'] === 'run') {
      run = value;
    } else {
      groups.set(groupText(tagOf(row, 'name'), tagOf(row, 'method'), tagOf(row, 'status')), value);
    }
  });
  return { run, groups };
}

/** Endpoints with several statuses in one class: their samples have to be read together. */
async function addMixedP95s(
  runQuery: RunQuery,
  source: { readonly bucket: string; readonly run: RunSelection },
  endpoints: readonly EndpointGroup[],
  into: Map<string, number>
): Promise<void> {
  const mixed = endpoints.filter((endpoint) => endpoint.statuses.length > 1);
  if (mixed.length === 0) {
    return;
  }
  await runQuery(queries.mixedEndpointP95s(source, mixed), (row) => {
    const endpoint = mixed[Number(row['result'])];
    if (endpoint !== undefined && typeof row['_value'] === 'number') {
      into.set(endpointText(endpoint), row['_value']);
    }
  });
}

function groupText(name: string, method: string, status: string): string {
  return endpointText({ name, method, statusClass: statusClassOf(status) }) + `\n${status}`;
}
