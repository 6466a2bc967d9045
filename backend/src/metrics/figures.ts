import { durationSecondsOf, isoOfNs, type RunSpan } from './instants';
import {
  endpointLimit,
  type CodeCount,
  type EndpointFigures,
  type StatusClass,
  type StoreFigures,
} from '../model/figures';
import { statusClassOf } from './status-class';

/** Sums over the samples that share these four tags; a missing tag is ''. What both stores can give without raw rows. */
export interface TagGroup {
  readonly name: string;
  readonly method: string;
  readonly status: string;
  readonly errorCode: string;
  /** Points of `http_reqs`. */
  readonly requests: number;
  /** Points of `http_req_failed`, and how many of them are 1. */
  readonly failedSamples: number;
  readonly failedRequests: number;
  /** Points of `http_req_duration` and the sum of their milliseconds. */
  readonly durationSamples: number;
  readonly durationSumMs: number;
}

/** Name, method and status class: what makes an endpoint. */
export interface EndpointKey {
  readonly name: string;
  readonly method: string;
  readonly statusClass: StatusClass;
}

export interface EndpointGroup extends EndpointKey {
  /** Different `status` tags within the class. */
  readonly statuses: readonly string[];
  readonly requests: number;
  readonly failedSamples: number;
  readonly failedRequests: number;
  readonly durationSamples: number;
  readonly durationSumMs: number;
}

interface OpenGroup extends EndpointKey {
  statuses: Set<string>;
  requests: number;
  failedSamples: number;
  failedRequests: number;
  durationSamples: number;
  durationSumMs: number;
}

/** All endpoints of the groups, most requests first; ties in the order of name, method, class, so that it never varies. */
export function endpointGroups(groups: Iterable<TagGroup>): EndpointGroup[] {
  const byKey = new Map<string, OpenGroup>();
  for (const group of groups) {
    const key = { name: group.name, method: group.method, statusClass: statusClassOf(group.status) };
    const text = endpointText(key);
    const open = byKey.get(text) ?? { ...key, ...nothing, statuses: new Set() };
    byKey.set(text, open);
    open.statuses.add(group.status);
    open.requests += group.requests;
    open.failedSamples += group.failedSamples;
    open.failedRequests += group.failedRequests;
    open.durationSamples += group.durationSamples;
    open.durationSumMs += group.durationSumMs;
  }
  return [...byKey.values()]
    .map((open) => ({ ...open, statuses: [...open.statuses].sort() }))
    .sort((a, b) => b.requests - a.requests || compare(endpointText(a), endpointText(b)));
}

const nothing = { requests: 0, failedSamples: 0, failedRequests: 0, durationSamples: 0, durationSumMs: 0 };

/** One text per endpoint, for maps; the separator cannot be in a tag of line protocol. */
export function endpointText(key: EndpointKey): string {
  return `${key.name}\n${key.method}\n${key.statusClass}`;
}

/** What a store has read; the p95s are its own work because they need every sample. */
export interface FiguresInput {
  readonly groups: readonly TagGroup[];
  readonly span: RunSpan | null;
  readonly virtualUsers: { readonly active: number | null; readonly allocated: number | null };
  readonly p95ResponseTimeMs: number | null;
  /** By `endpointText`, at least for the endpoints with most requests. */
  readonly endpointP95s: ReadonlyMap<string, number>;
}

/** Puts the figures of a run together. */
export function storeFigures(input: FiguresInput): StoreFigures {
  const endpoints = endpointGroups(input.groups);
  const total = { ...nothing };
  for (const endpoint of endpoints) {
    total.requests += endpoint.requests;
    total.failedSamples += endpoint.failedSamples;
    total.failedRequests += endpoint.failedRequests;
    total.durationSamples += endpoint.durationSamples;
    total.durationSumMs += endpoint.durationSumMs;
  }
  return {
    ...virtualUsersOf(input.virtualUsers),
    requests: total.requests,
    failedRequests: total.failedRequests,
    errorRateSamples: total.failedSamples,
    errorRate: ratio(total.failedRequests, total.failedSamples),
    avgResponseTimeMs: ratio(total.durationSumMs, total.durationSamples),
    p95ResponseTimeMs: input.p95ResponseTimeMs,
    durationSeconds: input.span === null ? null : durationSecondsOf(input.span),
    startedAt: input.span === null ? null : isoOfNs(input.span.firstNs),
    endedAt: input.span === null ? null : isoOfNs(input.span.lastNs),
    endpoints: endpoints.slice(0, endpointLimit).map((endpoint) => endpointFigures(endpoint, input.endpointP95s)),
    endpointsLeftOut: Math.max(0, endpoints.length - endpointLimit),
    statusCodes: codeCounts(input.groups, (group) => group.status),
    errorCodes: codeCounts(input.groups, (group) => group.errorCode),
  };
}

function virtualUsersOf(
  peaks: FiguresInput['virtualUsers']
): Pick<StoreFigures, 'virtualUsers' | 'virtualUsersSource'> {
  if (peaks.active !== null && peaks.active > 0) {
    return { virtualUsers: peaks.active, virtualUsersSource: 'active' };
  }
  if (peaks.allocated !== null) {
    return { virtualUsers: peaks.allocated, virtualUsersSource: 'allocated' };
  }
  return { virtualUsers: peaks.active, virtualUsersSource: peaks.active === null ? null : 'active' };
}

function endpointFigures(endpoint: EndpointGroup, p95s: ReadonlyMap<string, number>): EndpointFigures {
  return {
    name: endpoint.name,
    method: endpoint.method,
    statusClass: endpoint.statusClass,
    requests: endpoint.requests,
    failedRequests: endpoint.failedRequests,
    errorRateSamples: endpoint.failedSamples,
    errorRate: ratio(endpoint.failedRequests, endpoint.failedSamples),
    avgResponseTimeMs: ratio(endpoint.durationSumMs, endpoint.durationSamples),
    p95ResponseTimeMs: p95s.get(endpointText(endpoint)) ?? null,
  };
}

/** Counts per number in a tag; requests without the tag are in none. Most frequent first. */
function codeCounts(groups: readonly TagGroup[], tag: (group: TagGroup) => string): CodeCount[] {
  const counts = new Map<number, number>();
  for (const group of groups) {
    const text = tag(group);
    if (/^\d{1,6}$/.test(text) && group.requests > 0) {
      counts.set(Number(text), (counts.get(Number(text)) ?? 0) + group.requests);
    }
  }
  return [...counts]
    .map(([code, requests]) => ({ code, requests }))
    .sort((a, b) => b.requests - a.requests || a.code - b.code);
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
