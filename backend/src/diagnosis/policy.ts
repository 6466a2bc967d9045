import { concentrationShare } from './error-pattern';
import { type Features, saturatedShare } from './features';
import { formatCountOf, formatDuration, formatMs, formatNumber, formatPercent, formatSeconds } from '../lib/figures';
import { freshDeploymentSeconds, type Classification, type PolicyDecision } from '../model/diagnosis';
import { recoveredSentence } from './recovery-text';
import { maximumCoverage, minimumCoverage, permit, type PolicyRow, refuse } from './policy-row';
import { recoveryRows } from './policy-recovery';
import { endpointLabel } from './untrusted-text';

/**
 * The table of patterns that permit a redeploy, read from the top: the first row that matches decides, and the last
 * one refuses whatever is left. A model may lower what the table permits, never raise what it refuses.
 *
 * Change a row or a constant: change the version too.
 */
export const policyVersion = '2026-12-1';

/** A shape needs at least this many steps with requests, and the run this many requests. */
const minimumSteps = 6;
const minimumRequests = 50;
/** Nearly every request failed: nothing answers there. */
const deadErrorRate = 0.95;
/** A cold start or a passing slowdown fails at most this share of the requests. */
const maximumErrorRate = 0.05;
/** This many failed runs in a row before this one, or this many failed among the last ten, are no passing trouble. */
const failedInARowLimit = 2;
const failedOfTenLimit = 5;
/** After recovery p95 is better by at least this factor; less is hovering at the limit. */
const minimumRecoveryRatio = 1.5;
export const policyTable: readonly PolicyRow[] = [
  refuse(
    'notFailed',
    (f) => f.verdict !== 'failed',
    (f) => `The run is ${f.verdict}; only a failed run can lead to a redeploy.`
  ),
  refuse(
    'deadTarget',
    // Fewer requests are too few to say so. Above what else is wrong: it says the most, and explains the rest.
    (f) => f.errors.errorRate >= deadErrorRate && f.errors.requests >= minimumRequests,
    (f) =>
      f.errors.errorRate === 1 && f.errors.noAnswer >= f.errors.failedRequests
        ? 'The target is down or cannot be reached, which no redeploy mends.'
        : 'Nearly every request failed: the target does not work at all.'
  ),
  refuse(
    'noSeries',
    (f) => f.shape.kind === 'unknown',
    () => 'There is no time series, so nothing shows that the target recovered.'
  ),
  refuse(
    'tooLittleData',
    (f) => f.errors.requests < minimumRequests || f.shape.stepsWithSamples < minimumSteps,
    (f) =>
      `${formatCountOf(f.errors.requests, 'request')} in ${formatCountOf(f.shape.stepsWithSamples, 'step')} cannot tell a passing ` +
      `problem from a lasting one (that takes at least ${minimumRequests} in ${minimumSteps}).`
  ),
  refuse(
    'seriesIncomplete',
    (f) =>
      f.seriesCoverage === null ||
      f.seriesCoverage < minimumCoverage ||
      f.seriesCoverage > maximumCoverage ||
      f.failuresWithoutTime > 0,
    (f) =>
      f.failuresWithoutTime > 0
        ? `The time series lacks ${formatCountOf(f.failuresWithoutTime, 'failed request')}, so nothing shows when they happened.`
        : `The time series holds ${formatPercent(f.seriesCoverage)} of the requests, so its shape cannot be trusted.`
  ),
  refuse(
    'generatorSaturated',
    (f) => f.generatorSaturated,
    (f) =>
      f.droppedIterationsShare !== null && f.droppedIterationsShare > saturatedShare
        ? `k6 dropped ${formatPercent(f.droppedIterationsShare)} of the planned iterations: the load generator may be the cause.`
        : 'The load generator was the bottleneck.'
  ),
  refuse(
    'otherProblems',
    (f) => f.otherReasons.length > 0,
    (f) => `More is wrong than a breached limit: ${someOf(f.otherReasons)}.`
  ),
  refuse(
    'otherLimitBreached',
    (f) => f.breaches.others.length > 0 || !(f.breaches.responseTime || f.breaches.errorRate),
    (f) =>
      f.breaches.others.length > 0
        ? 'A limit was breached whose course over time is not known.'
        : 'No breached limit is known.'
  ),
  refuse(
    'nameOrCertificate',
    (f) => f.errors.nameOrCertificateErrors > 0,
    (f) =>
      `${formatCountOf(f.errors.nameOrCertificateErrors, 'request')} failed on the host name, the certificate or the URL, ` +
      `which no deployment mends.`
  ),
  refuse(
    'rateLimited',
    (f) => f.errors.rateLimited > 0,
    (f) => `${formatCountOf(f.errors.rateLimited, 'request')} got HTTP 429: the target limits the rate.`
  ),
  refuse(
    'clientErrors',
    (f) => f.errors.clientErrors > 0,
    (f) => `${formatCountOf(f.errors.clientErrors, 'request')} got HTTP 4xx: the script and the application disagree.`
  ),
  refuse(
    'unexpectedAnswers',
    (f) => f.errors.unexpectedAnswers > 0,
    (f) =>
      `${formatCountOf(f.errors.unexpectedAnswers, 'answer')} below HTTP 400 counted as failed: the script expects others.`
  ),
  refuse(
    'failuresUnaccounted',
    (f) => f.errors.unaccounted > 0,
    (f) => `Nothing says how ${formatCountOf(f.errors.unaccounted, 'request')} failed.`
  ),
  refuse(
    'endpointDown',
    (f) => f.errors.endpointsDown.length > 0,
    (f) => {
      const [worst, ...others] = [...f.errors.endpointsDown].sort((a, b) => b.failedRequests - a.failedRequests);
      const more =
        others.length === 0
          ? ''
          : `; ${formatCountOf(others.length, 'more endpoint')} ${others.length === 1 ? 'is' : 'are'} as bad`;
      return worst === undefined
        ? 'An endpoint is down.'
        : `${endpointLabel(worst, f.target)} is down, and was not only slow to start${more}.`;
    }
  ),
  refuse(
    'endpointFault',
    (f) => f.errors.concentrated,
    (f) =>
      `${f.errors.mostFailing === null ? 'One endpoint' : endpointLabel(f.errors.mostFailing, f.target)} has ` +
      `${formatPercent(f.errors.mostFailing?.shareOfFailures ?? concentrationShare)} of the failed requests: a fault of its own.`
  ),
  refuse(
    'manyErrors',
    (f) => f.errors.errorRate > maximumErrorRate,
    () => `More requests failed than the ${formatPercent(maximumErrorRate)} that a cold start explains at most.`
  ),
  refuse(
    'repeatFailure',
    (f) => f.history.failedInARow >= failedInARowLimit || f.history.failed >= failedOfTenLimit,
    (f) =>
      f.history.failedInARow >= failedInARowLimit
        ? `The ${f.history.failedInARow} runs before this one failed too.`
        : `${f.history.failed} of the last ${f.history.runs} runs failed.`
  ),
  refuse(
    'growing',
    (f) => f.shape.kind === 'growing',
    (f) => `Response times grew ${formatNumber(f.shape.growthRatio ?? 1, 1)} times over the run and did not recover.`
  ),
  refuse(
    'persistent',
    (f) => f.shape.kind === 'persistent',
    (f) =>
      f.shape.lastStepInside
        ? `${formatPercent(1 - f.shape.insideShare)} of the run was outside the limits, which is more than a slow start or a short slowdown.`
        : `The target did not recover: ${formatPercent(1 - f.shape.insideShare)} of the run was outside the limits.`
  ),
  refuse(
    'errorsAfterRecovery',
    (f) => f.shape.failedOutsideEpisodes > 0,
    (f) =>
      `${formatCountOf(f.shape.failedOutsideEpisodes, 'request')} failed while the target was otherwise inside the limits.`
  ),
  refuse(
    'noClearRecovery',
    (f) =>
      f.breaches.responseTime &&
      f.shape.episodes.length > 0 &&
      (f.shape.recoveryRatio === null || f.shape.recoveryRatio < minimumRecoveryRatio),
    (f) =>
      `p95 went from ${formatMs(f.shape.outsideP95Ms)} to ${formatMs(f.shape.settledP95Ms)}, which is hovering at the limit.`
  ),
  ...recoveryRows,
  refuse(
    'freshDeployment',
    // Whatever started the run: it is the deployment that is cold.
    (f) => f.deploymentAgeSeconds !== null && f.deploymentAgeSeconds < freshDeploymentSeconds,
    (f) =>
      `The deployment was only ${formatDuration(f.deploymentAgeSeconds ?? 0)} old; another one would start just as cold.`
  ),
  permit(
    'coldStartRecovered',
    (f) => f.shape.kind === 'slowStartRecovered',
    (f) =>
      `Outside the limits only in the first ${formatSeconds(f.shape.settledAtSeconds)} of ${formatSeconds(f.shape.seconds)}, ` +
      `inside them from then on. ${recoveredSentence(f)}`.trim()
  ),
  permit(
    'temporarySlowdownRecovered',
    (f) => f.shape.kind === 'spikeRecovered',
    (f) =>
      `Outside the limits only from ${formatSeconds(f.shape.episodes[0]?.fromSeconds ?? null)} to ` +
      `${formatSeconds(f.shape.settledAtSeconds)} of ${formatSeconds(f.shape.seconds)}, inside them before and after. ` +
      recoveredSentence(f)
  ),
  refuse(
    'defaultRefuse',
    () => true,
    () => 'The pattern is none of those that permit a redeploy.'
  ),
];

const reasonsTold = 3;

function someOf(reasons: readonly string[]): string {
  const told = reasons.slice(0, reasonsTold).join('; ');
  return reasons.length <= reasonsTold ? told : `${told}; and ${reasons.length - reasonsTold} more`;
}

/** The first row that matches. */
export function policyRowFor(features: Features): PolicyRow {
  const row = policyTable.find((candidate) => candidate.matches(features));
  if (row === undefined) {
    throw new Error('The policy table must end with a row that always matches');
  }
  return row;
}

/**
 * Decides on what the model proposed; null for "no model was asked or its reply was unusable".
 * `permitsRedeploy` needs both the proposal and a row that permits.
 */
export function decide(features: Features, proposed: Classification | null): PolicyDecision {
  const row = policyRowFor(features);
  const reason = row.reason(features);
  if (!row.permits || proposed === 'autoFixable') {
    return { version: policyVersion, permitsRedeploy: row.permits, rule: row.rule, reason };
  }
  return proposed === null
    ? {
        version: policyVersion,
        permitsRedeploy: false,
        rule: 'rulesAlone',
        reason: 'No model has said what kind of failure this is, and without that nothing is redeployed.',
      }
    : {
        version: policyVersion,
        permitsRedeploy: false,
        rule: 'modelLowered',
        reason: `The model asks for a person, although the pattern would permit a redeploy: ${reason}`,
      };
}
