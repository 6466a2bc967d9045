import { type Features, limitOf } from './features';
import {
  formatCount,
  formatCountOf,
  formatDuration,
  formatLimit,
  formatMs,
  formatNumber,
  formatPercent,
  formatSeconds,
} from '../lib/figures';
import type { DiagnosisInput } from '../model/diagnosis';
import type { EndpointSelector, RunFigures } from '../model/figures';
import { endpointName, type ThresholdResult } from '../model/verdict';
import { policyRowFor } from './policy';
import type { PolicyRule } from './policy-row';
import type { SeriesShape } from './series-shape';
import { capText } from './plain-text';
import { errorCodeMeaning } from './error-codes';
import { whyUnreachable } from './look-first';
import { cleanName, endpointLabel } from './untrusted-text';

/** Version of the wording and order of what the rules say. */
export const rulesVersion = '2026-12-1';

/** Longest text of a diagnosis, in code points. */
export const maxTextLength = 600;

/**
 * The text made by rules: what was breached and by how much, where, when, and what to look at first. Plain, at most
 * `maxTextLength` code points; the label that rules made it is `madeBy`, not the text.
 */
export function rulesText(input: DiagnosisInput, features: Features): string {
  if (features.verdict !== 'failed') {
    return capText(notFailedText(input, features), maxTextLength);
  }
  const sentences = [
    `Load test "${cleanName(input.run.test)}" failed: ${breachText(input, features)}.`,
    whyUnreachable({ ...input, target: input.run.target }) ?? whereText(input, features),
    rulesFindings(input, features),
  ];
  return capText(sentences.filter((sentence) => sentence !== '').join(' '), maxTextLength);
}

/** The part of it that a message needs which tells breaches and the first place to look at by itself. */
export function rulesFindings(input: DiagnosisInput, features: Features): string {
  return [whenText(features), beforeText(input, features), adviceFor(policyRowFor(features).rule)]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** The figures a text must at least name: breached limits with value and limit, and how many requests that is. */
export function keyFigures(input: DiagnosisInput, features: Features): string {
  return `Figures: ${breachText(input, features)}.`;
}

function notFailedText(input: DiagnosisInput, features: Features): string {
  const { figures } = input;
  const state: Readonly<Record<typeof features.verdict, string>> = {
    passed: 'passed',
    failed: 'failed',
    inconclusive: 'was inconclusive',
    errored: 'did not run properly',
    missed: 'did not run when it should have',
  };
  const first = input.reasons[0];
  const reason = first === undefined ? '' : `: ${cleanName(first.text, { target: input.run.target, maximum: 200 })}`;
  const measured =
    figures.requests === 0
      ? 'No requests were measured.'
      : `Measured: ${formatCountOf(figures.requests, 'request')}, error rate ${formatPercent(figures.errorRate)}, p95 ` +
        `${formatMs(figures.p95ResponseTimeMs)}.`;
  const says = features.verdict === 'passed' ? '' : ' It says nothing certain about the target.';
  return `Load test "${cleanName(input.run.test)}" ${state[features.verdict]}${reason.replace(/\.$/, '')}. ${measured}${says}`;
}

function breachText(input: DiagnosisInput, features: Features): string {
  const { figures } = input;
  const breached = input.thresholds.filter(({ ok }) => ok === false);
  const ofCatalogue = breached.filter(({ source }) => source === 'catalogue');
  // k6's own limit on the same figure adds nothing to read.
  const told = ofCatalogue.length > 0 ? ofCatalogue : breached;
  const texts = told.slice(0, 3).map((threshold) => {
    const limit = limitOf(threshold);
    if (threshold.endpoint !== undefined) {
      return endpointBreach(threshold, threshold.endpoint, input.run.target);
    }
    if (threshold.metric === 'errorRate' || threshold.metric === 'http_req_failed') {
      return (
        `error rate ${formatPercent(threshold.value ?? figures.errorRate, limit)} (limit ${formatLimit(limit, 'fraction')}; ` +
        `${failedText(figures)} failed)`
      );
    }
    const name = timeNames[threshold.metric];
    return name === undefined
      ? `k6 threshold "${cleanName(`${threshold.metric}: ${threshold.expression}`)}" crossed` +
          (threshold.value === null ? '' : ` at ${formatNumber(threshold.value, 2)}`)
      : `${name} ${formatMs(threshold.value, limit)} (limit ${formatLimit(limit, 'ms')})`;
  });
  const more =
    told.length > texts.length ? [`${formatCountOf(told.length - texts.length, 'more limit')} breached`] : [];
  const all = [...texts, ...more];
  return all.length > 0
    ? all.join(', ')
    : `p95 ${formatMs(figures.p95ResponseTimeMs)}, error rate ${formatPercent(figures.errorRate)} of ` +
        formatCountOf(figures.errorRateSamples ?? features.errors.requests, 'request');
}

const timeNames: Readonly<Record<string, string>> = {
  p95ResponseTimeMs: 'p95',
  avgResponseTimeMs: 'average response time',
};

/** `p95 of "POST login" 1,240 ms (limit 800 ms)` */
function endpointBreach({ metric, value, limit, unit }: ThresholdResult, endpoint: EndpointSelector, target: string) {
  const [figure = ''] = metric.split('{');
  const name = `${timeNames[figure] ?? 'error rate'} of "${cleanName(endpointName(endpoint), { target })}"`;
  const measured = unit === 'fraction' ? formatPercent(value, limit) : formatMs(value, limit);
  return `${name} ${measured} (limit ${formatLimit(limit, unit)})`;
}

/** `25 of 50 requests` or, where nobody counted what the error rate is over, `25 requests`. */
function failedText({
  failedRequests,
  errorRateSamples,
}: Pick<RunFigures, 'failedRequests' | 'errorRateSamples'>): string {
  return errorRateSamples === null
    ? formatCountOf(failedRequests, 'request')
    : `${formatCount(failedRequests)} of ${formatCountOf(errorRateSamples, 'request')}`;
}

function whereText(input: DiagnosisInput, { errors, limits }: Features): string {
  const { target } = input.run;
  const { mostFailing } = errors;
  if (mostFailing !== null) {
    const how = failureKinds(input);
    const label = endpointLabel(mostFailing, target);
    if (errors.failingEndpoints === 1) {
      return (
        `Only ${label} failed: ${formatCount(mostFailing.failedRequests)} of ` +
        `${formatCountOf(mostFailing.errorRateSamples, 'request')}${how}.`
      );
    }
    return (
      `${errors.failingEndpoints} of ${formatCountOf(errors.endpoints.length, 'endpoint')} had failures${how}, the most ` +
      `affected is ${label} (${formatCount(mostFailing.failedRequests)} of ${formatCountOf(mostFailing.errorRateSamples, 'request')}).`
    );
  }
  const slowest = [...errors.endpoints].sort((a, b) => (b.p95Ms ?? -1) - (a.p95Ms ?? -1))[0];
  if (slowest === undefined || slowest.p95Ms === null) {
    return '';
  }
  const limit = limits.p95Ms;
  const slow = errors.endpoints.filter((endpoint) => limit !== null && (endpoint.p95Ms ?? 0) > limit).length;
  const worst = `${endpointLabel(slowest, target)} with p95 ${formatMs(slowest.p95Ms)}`;
  return limit === null || slow === 0
    ? `Slowest: ${worst}.`
    : `${slow} of ${formatCountOf(errors.endpoints.length, 'endpoint')} above ${formatLimit(limit, 'ms')}, slowest ${worst}.`;
}

/** ` (HTTP 503, request timed out)`: the two most frequent ways to fail. */
function failureKinds(input: DiagnosisInput): string {
  const byRequests = [...input.errorCodes].sort((a, b) => b.requests - a.requests).slice(0, 2);
  const kinds = byRequests.map(({ code }) => errorCodeMeaning(code).replace(/^HTTP status /, 'HTTP '));
  return kinds.length === 0 ? '' : ` (${kinds.join(', ')})`;
}

function whenText({ shape }: Features): string {
  const first = shape.episodes[0];
  const whole = formatSeconds(shape.seconds);
  const recovery =
    shape.outsideP95Ms !== null && shape.settledP95Ms !== null && (shape.recoveryRatio ?? 0) > 1
      ? `; p95 per step ${formatMs(shape.outsideP95Ms)} then, ${formatMs(shape.settledP95Ms)} otherwise`
      : '';
  switch (shape.kind) {
    case 'slowStartRecovered':
      return `Outside the limits only in the first ${formatSeconds(shape.settledAtSeconds)} of ${whole}${recovery}.`;
    case 'spikeRecovered':
      return (
        `Outside the limits only from second ${formatCount(first?.fromSeconds ?? 0)} to ` +
        `${formatCount(shape.settledAtSeconds ?? 0)} of ${whole}${recovery}.`
      );
    case 'growing':
      return (
        `Response times grew ${formatNumber(shape.growthRatio ?? 1, 1)} times over ${whole}` +
        `${first === undefined ? '' : `, outside the limits from second ${formatCount(first.fromSeconds)} on`}.`
      );
    case 'persistent':
      return persistentText(shape, whole, recovery);
    case 'intermittent':
      return shape.episodes.length === 1
        ? longText(shape, whole, recovery)
        : `It came and went: ${formatCountOf(shape.episodes.length, 'episode')} outside the limits in ${whole}, ` +
            `first from second ${formatCount(first?.fromSeconds ?? 0)}.`;
    case 'inside':
      return `No part of the ${whole} stands out.`;
    case 'unknown':
      return 'There is no time series of this run.';
  }
}

function persistentText(shape: SeriesShape, whole: string, recovery: string): string {
  const first = shape.episodes[0];
  if (first === undefined || shape.insideShare === 0) {
    return `Outside the limits for the whole ${whole}.`;
  }
  const since = formatCount(first.fromSeconds);
  if (shape.lastStepInside) {
    return longText(shape, whole, recovery);
  }
  return shape.episodes.length === 1
    ? `Outside the limits from second ${since} to the end of ${whole}.`
    : `Outside the limits for ${formatPercent(1 - shape.insideShare)} of ${whole}, first from second ${since}, and at the end.`;
}

/** Too long for a slow start or a short slowdown, but it did end. */
function longText(shape: SeriesShape, whole: string, recovery: string): string {
  const since = formatCount(shape.episodes[0]?.fromSeconds ?? 0);
  const until = formatCount(shape.settledAtSeconds ?? shape.seconds);
  const share = formatPercent(1 - shape.insideShare);
  return `Outside the limits for ${share} of ${whole}, from second ${since} to ${until}${recovery}.`;
}

/** A deployment younger than this is worth a word. */
const recentDeploymentSeconds = 24 * 3600;

/** What it was like before: the last passed run, and a deployment since. */
function beforeText(input: DiagnosisInput, features: Features): string {
  const passed = input.history.find((entry) => entry.verdict === 'passed');
  const age = features.deploymentAgeSeconds;
  return [
    passed === undefined
      ? ''
      : `The last passed run had p95 ${formatMs(passed.p95ResponseTimeMs)}, error rate ${formatPercent(passed.errorRate)}.`,
    age === null || age > recentDeploymentSeconds ? '' : `The deployment was ${formatDuration(age)} old.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

const lookAtTarget =
  "Look at the target's logs and metrics for that time, and at what changed since the last passed run.";

/** What to look at first, by the row of the table that matched. */
function adviceFor(rule: PolicyRule): string {
  const advice: Partial<Record<PolicyRule, string>> = {
    noSeries: 'Check that k6 reaches the metric store, then look at the logs of the target.',
    seriesIncomplete: 'Points were lost on the way to the metric store: check it before trusting the charts.',
    tooLittleData: 'Run it longer to see whether it lasts.',
    generatorSaturated: 'Check CPU and network of the load generator before blaming the target.',
    otherProblems: "Check k6's log of this run first.",
    deadTarget: 'Check that the target is up, reachable from the load generator and at the right address.',
    nameOrCertificate: 'Check DNS, certificate and address of the target.',
    rateLimited: 'Check the rate limit, firewall and bot protection in front of the target.',
    clientErrors: "Check the script's addresses, credentials and data against the application.",
    unexpectedAnswers: 'Check which answers the script expects.',
    endpointDown: 'Look at the logs of that endpoint and at its last change.',
    endpointFault: 'Look at the logs of that endpoint and at its last change.',
    growing: 'Look for something that fills up: memory, connections, queues.',
    climbedUntilItEnded: 'Look for something that fills up until the process restarts: memory, connections, queues.',
    noEndpointSeries: 'Check the metric store, then look at the logs of the target.',
    loadPlanUnknown: 'Compare the load with what the target is sized for.',
    setupOutside: 'Look at what setup() and teardown() call first.',
    slowWheneverCalled: 'Look at what that endpoint does: its queries, and what it calls itself.',
    notCalledAgain: 'Look at the logs of that endpoint, and call it longer.',
    recoveredUnderLessLoad: 'Compare the load with what the target is sized for: pools, limits, instances.',
    recoveryTooShort: 'Run it longer to see whether it lasts.',
    freshDeployment: 'Warm the deployment up and run the test again.',
    coldStartRecovered: 'It looks like a cold start; run the test again to see whether it was.',
    temporarySlowdownRecovered: 'It looks like a passing slowdown; run the test again to see whether it was.',
  };
  return advice[rule] ?? lookAtTarget;
}
