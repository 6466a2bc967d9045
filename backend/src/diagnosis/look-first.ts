import { formatCount, formatCountOf, formatMs } from '../lib/figures';
import { parsedUrl } from '../lib/parsed-url';
import type { DiagnosisInput } from '../model/diagnosis';
import type { RunFigures } from '../model/figures';
import { responseTimesMissing, type ThresholdResult } from '../model/verdict';
import { errorCodeMeaning } from './error-codes';
import { type EndpointTotals, type ErrorPattern, errorPatternOf } from './error-pattern';
import { limitKind, limitOf } from './features';
import { cleanName, endpointLabel } from './untrusted-text';

/** What is known of a run's requests. */
export interface LookedAt extends Pick<
  DiagnosisInput,
  'reasons' | 'thresholds' | 'endpoints' | 'statusCodes' | 'errorCodes'
> {
  readonly target: string;
  readonly figures: Pick<RunFigures, 'requests' | 'failedRequests' | 'errorRate' | 'errorRateSamples'>;
}

/** k6's codes below this one say that no answer came at all. */
const firstHttpCode = 1400;

/**
 * The first place to look at, in one plain sentence with its address: "Nothing listens at http://127.0.0.1:3333: every
 * connection was refused." It repeats no figure that a breached limit tells. Null where nothing failed and nothing was
 * slow, or nobody knows where.
 */
export function lookFirst(run: LookedAt): string | null {
  const errors = errorPatternOf(run.figures, run.endpoints, run.statusCodes, run.errorCodes);
  const breached = run.thresholds.filter(({ ok }) => ok === false);
  const isSlow = breached.some(isTime);
  if (errors.failedRequests > 0 && (!isSlow || breached.some((each) => !isTime(each)))) {
    return failing(run, errors);
  }
  return isSlow ? slowest(run, errors, breached) : null;
}

/** The same, where every request failed for want of a connection or an answer; null for any other failure. */
export function whyUnreachable(run: LookedAt): string | null {
  const errors = errorPatternOf(run.figures, run.endpoints, run.statusCodes, run.errorCodes);
  const code = mainErrorCode(run, errors);
  return errors.errorRate < 1 || code === null || code >= firstHttpCode ? null : unreached(run, errors, code);
}

function isTime(threshold: ThresholdResult): boolean {
  return threshold.unit === 'ms' || ['p95', 'avg'].includes(limitKind(threshold));
}

function failing(run: LookedAt, errors: ErrorPattern): string | null {
  const code = mainErrorCode(run, errors);
  if (code !== null && code < firstHttpCode) {
    return unreached(run, errors, code);
  }
  if (code !== null) {
    return answered(run, errors, errorCodeMeaning(code).replace(/^HTTP status /, 'HTTP '));
  }
  if (responseTimesMissing(run.reasons) !== null || errors.noAnswer >= errors.failedRequests) {
    return `No request got an answer from ${addressOf(run, errors)}: is it up, and can the load generator reach it?`;
  }
  return errors.mostFailing === null ? null : `${place(run, errors.mostFailing)} has most of the failed requests.`;
}

/** The most frequent of k6's codes in the way in which the most failing endpoint fails mostly; null: none is known. */
function mainErrorCode({ endpoints, errorCodes, statusCodes }: LookedAt, { mostFailing }: ErrorPattern): number | null {
  const rows = endpoints.filter(({ name, method }) => name === mostFailing?.name && method === mostFailing.method);
  const main = [...rows].sort((a, b) => b.failedRequests - a.failedRequests)[0]?.statusClass;
  const fits = ({ code }: { readonly code: number }) =>
    main === '4xx' || main === '5xx'
      ? Math.floor(code / 100) === (main === '4xx' ? 14 : 15)
      : main !== 'none' || code < firstHttpCode;
  const known = errorCodes.length > 0 ? errorCodes : statusCodes.flatMap(asErrorCode);
  const fitting = known.filter(fits);
  const counted = [...(fitting.length > 0 ? fitting : known)].sort((a, b) => b.requests - a.requests);
  return counted[0]?.code ?? null;
}

/** k6's error code of an answer is 1000 more than its HTTP status; a status of 0 says nothing of the cause. */
function asErrorCode({ code, requests }: { readonly code: number; readonly requests: number }) {
  return code >= 400 && code <= 599 ? [{ code: code + 1000, requests }] : [];
}

function unreached(run: LookedAt, errors: ErrorPattern, code: number): string {
  const address = addressOf(run, errors);
  const always = errors.errorRate >= 1;
  if (code === 1212) {
    return always
      ? `Nothing listens at ${address}: every connection was refused.`
      : `${address} refused some connections: was it down, or starting again?`;
  }
  if (code === 1020) {
    return 'The test script asks for an address that is no valid URL.';
  }
  if (code === 1110 || code === 1111) {
    return 'The test script blocks the address itself (blacklistIPs or blockHostnames).';
  }
  if (code >= 1100 && code <= 1199) {
    return `The host name ${hostOf(address)} does not ${always ? '' : 'always '}resolve: look at DNS.`;
  }
  if (code >= 1300 && code <= 1399) {
    const why = /^TLS: (.*)$/.exec(errorCodeMeaning(code))?.[1];
    return `TLS with ${address} fails: ${why ?? 'look at its certificate'}.`;
  }
  if (code === 1050) {
    const one = errors.failingEndpoints === 1 ? errors.mostFailing : null;
    return `${one === null ? address : place(run, one)} gives no answer in time: requests timed out.`;
  }
  return code === 1211
    ? `${address} takes no connection in time: look at firewall, address and load.`
    : `Connections to ${address} break: ${errorCodeMeaning(code).replace(/^TCP: /, '')}.`;
}

/** `"POST /pay" on https://shop.example.com answers HTTP 500 to 25 of 100 requests.` */
function answered(run: LookedAt, errors: ErrorPattern, status: string): string {
  const { mostFailing: worst } = errors;
  if (worst === null) {
    return `${addressOf(run, errors)} answers ${status}.`;
  }
  const others = errors.failingEndpoints - 1;
  const more = others === 0 ? '' : ` ${formatCountOf(others, 'more endpoint')} failed too.`;
  return `${place(run, worst)} answers ${status}${toHowMany(run, worst)}.${more}`;
}

/** Left out where it is what the run's error rate says already. */
function toHowMany({ figures }: LookedAt, { failedRequests, errorRateSamples, errorRate }: EndpointTotals): string {
  if (failedRequests === figures.failedRequests && errorRateSamples === figures.errorRateSamples) {
    return '';
  }
  return errorRate >= 1
    ? ' to every request'
    : ` to ${formatCount(failedRequests)} of ${formatCountOf(errorRateSamples, 'request')}`;
}

function slowest(run: LookedAt, { endpoints }: ErrorPattern, breached: readonly ThresholdResult[]): string | null {
  const [worst, ...others] = [...endpoints].sort((a, b) => (b.p95Ms ?? -1) - (a.p95Ms ?? -1));
  if (worst === undefined || worst.p95Ms === null) {
    return null;
  }
  if (others.length === 0) {
    return `All requests went to ${place(run, worst)}.`;
  }
  const isTold = breached.some(({ endpoint }) => endpoint?.name === worst.name);
  const limit = breached.filter((each) => limitKind(each) === 'p95').flatMap((each) => limitOf(each) ?? [])[0];
  const above = limit === undefined || worst.p95Ms <= limit ? '' : `, ${formatMs(worst.p95Ms - limit)} above the limit`;
  const figures = isTold ? '' : `: p95 ${formatMs(worst.p95Ms)}${above}`;
  return `${place(run, worst)} is the slowest of ${formatCountOf(endpoints.length, 'endpoint')}${figures}.`;
}

function place({ target }: LookedAt, endpoint: EndpointTotals): string {
  const label = endpointLabel(endpoint, target);
  return otherHost(target, endpoint) === null ? `${label} on ${originOf(target)}` : label;
}

/** Where the failing requests went. */
function addressOf({ target }: LookedAt, { mostFailing }: ErrorPattern): string {
  const host = mostFailing === null ? null : otherHost(target, mostFailing);
  return host === null ? originOf(target) : cleanName(host);
}

/** The host that an endpoint is named after where it is not the target's: k6 names a request by its address. */
function otherHost(target: string, { name }: EndpointTotals): string | null {
  const asked = parsedUrl(name);
  return asked !== null && /^https?:$/.test(asked.protocol) && asked.host !== parsedUrl(target)?.host
    ? asked.host
    : null;
}

function originOf(target: string): string {
  const origin = parsedUrl(target)?.origin ?? 'null';
  return origin === 'null' ? cleanName(target) : origin;
}

function hostOf(address: string): string {
  return address.replace(/^[a-z]+:\/\//i, '').replace(/:\d+$/, '');
}
