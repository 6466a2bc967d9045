import { callOnce, type Fetch } from '../lib/outbound/http-call';
import type { Readiness } from '../model/deployment';
import type { LoadTest } from '../model/load-test';

/** Answered in time this often in a row, a target is ready. */
const requestsPerLook = 3;
/** Nobody waits longer for an answer, whatever the limit is, in ms. */
const longestAnswerMs = 10_000;
/** Of an entry without a limit on response times, in ms. */
const usualLimitMs = 2000;

/** Where a target is asked, and how long it may take to answer. */
interface ReadinessTarget {
  readonly url: string;
  readonly limitMs: number;
}

/** A target is ready when it answers within the limit that its load test has for the p95. */
export function readinessTargetOf({ target, limits }: Pick<LoadTest, 'target' | 'limits'>): ReadinessTarget {
  return { url: target, limitMs: limits.p95ResponseTimeMs ?? usualLimitMs };
}

/** One request: status and time of the answer; null: none came in time. */
export type Probe = (url: URL, timeoutMs: number) => Promise<{ readonly status: number; readonly ms: number } | null>;

/** GET of the address, without following a redirect, which is an answer like any other. */
export function createProbe(fetch: Fetch = globalThis.fetch, clock: () => number = () => performance.now()): Probe {
  return async (url, timeoutMs) => {
    const began = clock();
    const headers = { accept: '*/*', 'user-agent': 'load-test-monitoring' };
    const reply = await callOnce({ fetch, timeoutMs, breaker: null }, { url, method: 'GET', headers });
    return reply.kind === 'answered' ? { status: reply.status, ms: Math.round(clock() - began) } : null;
  };
}

/**
 * Asks the target a few times, one after the other, until one answer is late or an error of the server. What the status
 * is below 500 does not matter: a base address need not have a page.
 *
 * @param before figures of earlier looks, which are counted on.
 */
export async function lookAtReadiness(
  probe: Probe,
  target: ReadinessTarget,
  before: { readonly readiness: Readiness | null; readonly secondsSinceFirst: number }
): Promise<Readiness> {
  const limitMs = Math.min(target.limitMs, longestAnswerMs);
  let requests = before.readiness?.requests ?? 0;
  let last: Awaited<ReturnType<Probe>> = null;
  let ready = true;
  for (let request = 0; request < requestsPerLook && ready; request += 1) {
    last = await probe(new URL(target.url), limitMs);
    requests += 1;
    ready = last !== null && last.status < 500 && last.ms <= limitMs;
  }
  return {
    ready,
    requests,
    lastStatus: last?.status ?? null,
    lastResponseTimeMs: last?.ms ?? null,
    limitMs,
    seconds: before.secondsSinceFirst,
  };
}
