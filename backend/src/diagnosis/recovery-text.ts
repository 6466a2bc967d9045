import { formatCount, formatCountOf, formatMs, formatNumber, formatPercent, formatSeconds } from '../lib/figures';
import type { Features } from './features';
import type { Load } from './offered-load';
import { type EndpointTrouble, recoveredRequests, recoveredShare } from './recovery';
import { endpointLabel } from './untrusted-text';

/** What a person would say of the recovery of the endpoints. */

/** Endpoints told one by one. */
const endpointsTold = 6;

/** The endpoint whose recovery is not shown, and of several the one with most trouble; null: each has recovered. */
export function notRecovered({ recovery }: Features): EndpointTrouble | null {
  const open = recovery.outside.filter((trouble) => trouble.notRecovered !== null);
  return [...open].sort((a, b) => troubled(b) - troubled(a))[0] ?? null;
}

function troubled({ slowRequests, failedRequests }: EndpointTrouble): number {
  return slowRequests + failedRequests;
}

/** `"GET /login"` as it may be quoted. */
export function troubleName(features: Features, { endpoint, calledBy }: EndpointTrouble): string {
  if (calledBy === 'frame') {
    return 'what setup() and teardown() call';
  }
  return endpoint === null ? 'the endpoints with few requests' : endpointLabel(endpoint, features.target);
}

/** Why nothing shows that an endpoint recovered, with figures. */
export function notRecoveredSentence(features: Features, trouble: EndpointTrouble): string {
  const name = capital(troubleName(features, trouble));
  const worst = outsideText(features, trouble);
  switch (trouble.notRecovered) {
    case 'frame':
      return `${name} ${worst}; that says nothing about the load, so nothing shows that it has passed.`;
    case 'always':
      return `${name} ${worst} whenever it was called${limitText(trouble)}.`;
    case 'notCalledAgain':
      return `${name} ${worst}${untilText(trouble)}${limitText(trouble)}. It was not called again, so nothing shows that it recovered.`;
    case 'lessLoad':
      return (
        `${name} ${worst} at ${loadText(trouble.outsideLoad)}${limitText(trouble)}. ` +
        `It was inside its limits again only under less load: ${loadText(trouble.laterLoad)} at most.`
      );
    case 'planUnknown':
      return `${name} ${worst}${untilText(trouble)}, and the planned load is not known: it may be good again because the load fell.`;
    default:
      return (
        `${name} ${worst}${untilText(trouble)}${limitText(trouble)}. After that only ${formatCountOf(trouble.provingRequests, 'request')} in ` +
        `${formatSeconds(trouble.provingSeconds)} under the same load were inside its limits, which is too little to show that it ` +
        `recovered (at least ${recoveredRequests} over ${formatPercent(recoveredShare)} of the run).`
      );
  }
}

/** How each endpoint that was outside came back; for a decision that permits. */
export function recoveredSentence(features: Features): string {
  const told = features.recovery.outside.filter((trouble) => trouble.notRecovered === null).slice(0, 2);
  return told
    .map(
      (trouble) =>
        `${capital(troubleName(features, trouble))} then answered ${formatCountOf(trouble.provingRequests, 'request')} inside its ` +
        `limits under the same load (${loadText(trouble.outsideLoad)}).`
    )
    .join(' ');
}

/** A fact, and the endpoint that it is about; null: several. */
interface RecoveryFact {
  readonly text: string;
  readonly endpoint: EndpointTrouble['endpoint'];
}

const whole = (text: string): RecoveryFact => ({ text, endpoint: null });

/** The same for the model: what is known of the plan, and each endpoint that was outside. */
export function recoveryFacts(features: Features): RecoveryFact[] {
  const { recovery } = features;
  if (recovery.requests === null) {
    return [whole('Recovery per endpoint: not known, the metric store gave no series per endpoint.')];
  }
  const head =
    recovery.outside.length === 0
      ? 'Recovery per endpoint: no endpoint was outside its limits for more than single requests.'
      : `Recovery per endpoint: ${formatCountOf(recovery.outside.length, 'endpoint')} outside the limits at some time, ` +
        `${recovery.endpointsInside} inside throughout.`;
  const plan = recovery.planKnown
    ? ''
    : ' The planned load over time is not known, so nothing shows under which load it recovered.';
  const most = [...recovery.outside].sort((a, b) => troubled(b) - troubled(a)).slice(0, endpointsTold);
  return [
    whole(`${head}${plan}`),
    ...most.map((trouble) => ({ text: troubleFact(features, trouble), endpoint: trouble.endpoint })),
  ];
}

function troubleFact(features: Features, trouble: EndpointTrouble): string {
  if (trouble.notRecovered !== null) {
    return `Not recovered: ${notRecoveredSentence(features, trouble)}`;
  }
  return (
    `Recovered: ${troubleName(features, trouble)} ${outsideText(features, trouble)}${untilText(trouble)}${limitText(trouble)}; later ` +
    `${formatCountOf(trouble.provingRequests, 'request')} in ${formatSeconds(trouble.provingSeconds)} were inside under at least ` +
    `the same planned load (${loadText(trouble.outsideLoad)}).`
  );
}

/** `took 2,400 ms at p95`; failures where there is nothing slow. */
function outsideText({ errors }: Features, trouble: EndpointTrouble): string {
  const { endpoint, slowRequests, failedRequests, requests, outsideAvgMs } = trouble;
  if (failedRequests > slowRequests) {
    return `failed for ${formatCount(failedRequests)} of ${formatCountOf(requests, 'request')}`;
  }
  const p95 = errors.endpoints.find(({ name, method }) => name === endpoint?.name && method === endpoint.method)?.p95Ms;
  return trouble.notRecovered === 'always' && p95 !== undefined && p95 !== null
    ? `took ${formatMs(p95)} at p95`
    : `took ${formatMs(outsideAvgMs)} on average`;
}

function untilText({ outsideFromSeconds, outsideToSeconds }: EndpointTrouble): string {
  return ` between ${formatSeconds(outsideFromSeconds)} and ${formatSeconds(outsideToSeconds)} of the run`;
}

function limitText({ limits, slowRequests, failedRequests }: EndpointTrouble): string {
  if (failedRequests > slowRequests) {
    return '';
  }
  return limits.p95Ms !== null && slowRequests > 0
    ? `; the limit is ${formatMs(limits.p95Ms)}`
    : limits.avgMs === null
      ? ''
      : `; the limit for the average is ${formatMs(limits.avgMs)}`;
}

/** `75 arrivals per second`, `20 users`, or both. */
export function loadText(load: Load | null): string {
  if (load === null) {
    return 'an unknown load';
  }
  const parts = [
    load.arrivalsPerSecond > 0 ? `${formatNumber(load.arrivalsPerSecond, 1)} arrivals per second` : '',
    load.users > 0 ? `${formatNumber(load.users, 1)} users` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'no planned load' : parts.join(' and ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
