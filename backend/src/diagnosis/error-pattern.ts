import type { CodeCount, EndpointFigures, RunFigures } from '../model/figures';
import { isNameOrCertificateCode, isTimeoutCode } from './error-codes';

/** Which requests failed, how, and where. Counts are requests; shares are fractions 0–1. */
export interface ErrorPattern {
  readonly requests: number;
  readonly failedRequests: number;
  /** Over the requests that k6 judged as failed or not, as everywhere. */
  readonly errorRate: number;
  readonly serverErrors: number;
  /** 4xx other than 429. */
  readonly clientErrors: number;
  readonly rateLimited: number;
  /** No answer at all: timeouts, refused or broken connections, DNS, TLS. */
  readonly noAnswer: number;
  /** Answered 1xx–3xx, but not what the script expected. */
  readonly unexpectedAnswers: number;
  /** Failures that no endpoint row or status code accounts for. */
  readonly unaccounted: number;
  readonly timeouts: number;
  readonly nameOrCertificateErrors: number;
  readonly endpoints: readonly EndpointTotals[];
  readonly failingEndpoints: number;
  /** The endpoint with most failures; null when nothing failed or no endpoint is known. */
  readonly mostFailing: (EndpointTotals & { readonly shareOfFailures: number }) | null;
  /** Most failures hit one endpoint although others carried requests too. */
  readonly concentrated: boolean;
  /** Endpoints of which most requests failed. */
  readonly endpointsDown: readonly EndpointTotals[];
}

/** An endpoint over all its status classes. */
export interface EndpointTotals {
  readonly name: string;
  readonly method: string;
  readonly requests: number;
  readonly failedRequests: number;
  /** Requests that k6 judged as failed or not: what the error rate is over. */
  readonly errorRateSamples: number;
  readonly errorRate: number;
  /** The highest p95 of its status classes that answered 1xx–3xx, else of any. */
  readonly p95Ms: number | null;
}

/** One endpoint holds at least this share of at least `concentrationFailures` failures: concentrated. */
export const concentrationShare = 0.8;
const concentrationFailures = 5;
/** An endpoint is down when this share of its requests failed, from `downRequests` on, or all of them failed. */
export const downErrorRate = 0.5;
const downRequests = 10;

/** Computes the pattern; the run's own figures lead, the endpoints say how and where. */
export function errorPatternOf(
  figures: Pick<RunFigures, 'requests' | 'failedRequests' | 'errorRate'>,
  endpoints: readonly EndpointFigures[],
  statusCodes: readonly CodeCount[],
  errorCodes: readonly CodeCount[]
): ErrorPattern {
  const totals = endpointTotals(endpoints);
  const byClass = failuresByClass(endpoints, statusCodes);
  const rateLimited = Math.min(
    byClass.clientErrors,
    countOf(statusCodes, (code) => code === 429)
  );
  const failures = total(totals.map((endpoint) => endpoint.failedRequests));
  const worst = [...totals].sort((a, b) => b.failedRequests - a.failedRequests)[0];
  const mostFailing =
    worst === undefined || worst.failedRequests === 0
      ? null
      : { ...worst, shareOfFailures: worst.failedRequests / failures };
  return {
    requests: figures.requests,
    failedRequests: figures.failedRequests,
    errorRate: figures.errorRate ?? 0,
    serverErrors: byClass.serverErrors,
    clientErrors: byClass.clientErrors - rateLimited,
    rateLimited,
    noAnswer: byClass.noAnswer,
    unexpectedAnswers: byClass.unexpectedAnswers,
    unaccounted: Math.max(0, figures.failedRequests - total(Object.values(byClass))),
    timeouts: countOf(errorCodes, isTimeoutCode),
    nameOrCertificateErrors: countOf(errorCodes, isNameOrCertificateCode),
    endpoints: totals,
    failingEndpoints: totals.filter((endpoint) => endpoint.failedRequests > 0).length,
    mostFailing,
    concentrated:
      mostFailing !== null &&
      totals.length > 1 &&
      mostFailing.failedRequests >= concentrationFailures &&
      mostFailing.shareOfFailures >= concentrationShare &&
      // An endpoint that carries most of the load also carries most of evenly spread failures.
      mostFailing.shareOfFailures > 1.5 * (mostFailing.requests / total(totals.map((endpoint) => endpoint.requests))),
    endpointsDown: totals.filter(isDown),
  };
}

function isDown(endpoint: EndpointTotals): boolean {
  return endpoint.errorRate >= 1 || (endpoint.errorRate >= downErrorRate && endpoint.requests >= downRequests);
}

function endpointTotals(endpoints: readonly EndpointFigures[]): EndpointTotals[] {
  const groups = new Map<string, EndpointFigures[]>();
  for (const row of endpoints) {
    const key = JSON.stringify([row.method, row.name]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((rows) => {
    const first = rows[0];
    if (first === undefined) {
      return [];
    }
    const requests = total(rows.map((row) => row.requests));
    const failedRequests = total(rows.map((row) => row.failedRequests));
    const errorRateSamples = total(rows.map((row) => row.errorRateSamples ?? row.requests));
    const answered = rows.filter((row) => ['1xx', '2xx', '3xx'].includes(row.statusClass));
    const p95s = (answered.length > 0 ? answered : rows).flatMap((row) => row.p95ResponseTimeMs ?? []);
    return {
      name: first.name,
      method: first.method,
      requests,
      failedRequests,
      errorRateSamples,
      errorRate: errorRateSamples > 0 ? failedRequests / errorRateSamples : 0,
      p95Ms: p95s.length > 0 ? Math.max(...p95s) : null,
    };
  });
}

/** Failures by class of the answer; without endpoints the status codes stand in. */
function failuresByClass(endpoints: readonly EndpointFigures[], statusCodes: readonly CodeCount[]) {
  const failed = (...classes: ReadonlyArray<EndpointFigures['statusClass']>) =>
    total(endpoints.filter((row) => classes.includes(row.statusClass)).map((row) => row.failedRequests));
  return endpoints.length > 0
    ? {
        serverErrors: failed('5xx'),
        clientErrors: failed('4xx'),
        noAnswer: failed('none'),
        unexpectedAnswers: failed('1xx', '2xx', '3xx'),
      }
    : {
        serverErrors: countOf(statusCodes, (code) => code >= 500),
        clientErrors: countOf(statusCodes, (code) => code >= 400 && code < 500),
        noAnswer: countOf(statusCodes, (code) => code === 0),
        unexpectedAnswers: 0,
      };
}

function countOf(counts: readonly CodeCount[], matches: (code: number) => boolean): number {
  return total(counts.filter(({ code }) => matches(code)).map(({ requests }) => requests));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
