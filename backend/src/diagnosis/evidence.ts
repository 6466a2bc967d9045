import { endpointName, isBreach, responseTimesMissing, type ThresholdResult } from '../model/verdict';
import type { EndpointFigures } from '../model/figures';
import type { EndpointTotals } from './error-pattern';
import { errorCodeMeaning } from './error-codes';
import { type Features, limitKind, limitOf } from './features';
import {
  formatCount,
  formatCountOf,
  formatDuration,
  formatLimit,
  formatMs,
  formatInUnit,
  formatPercent,
} from '../lib/figures';
import { aboutCourse, aboutFailures, aboutNothing, aboutShape } from './evidence-about';
import type { DiagnosisInput, EvidenceAbout, EvidenceFact, EvidencePacket } from '../model/diagnosis';
import { failureTimeSentence, shapeSentence, shapeTable } from './shape-text';
import { recoveryFacts } from './recovery-text';
import { cleanName, endpointLabel } from './untrusted-text';

/** Endpoints told one by one; the rest is counted. */
export const endpointFacts = 8;
const thresholdFacts = 12;
const codesShown = 8;
const reasonsShown = 6;

type Draft = Omit<EvidenceFact, 'id'>;

/** What the fact about the whole run tells. */
const wholeRunFigures = [
  'requests',
  'failedRequests',
  'errorRate',
  'avgResponseTimeMs',
  'p95ResponseTimeMs',
  'virtualUsers',
  'durationSeconds',
] as const;

/**
 * The packet of numbered facts that a diagnosis rests on. Every name in a text is cleaned, capped and quoted; no header,
 * body, query string or environment variable of the tested system is part of it.
 */
export function evidenceOf(input: DiagnosisInput, features: Features): EvidencePacket {
  const drafts: Draft[] = [
    ...runFacts(input),
    ...thresholdFactsOf(input.thresholds),
    ...shapeFacts(input, features),
    ...endpointFactsOf(input, features),
    ...recoveryFacts(features).map(({ text, endpoint }) =>
      fact('endpoint', text, { kind: 'endpoint', name: endpoint?.name ?? null, method: endpoint?.method ?? null })
    ),
    ...codeFacts(input),
    ...historyFacts(input, features),
    deploymentFact(input, features),
    generatorFact(input, features),
  ];
  return { facts: drafts.map((draft, index) => ({ id: `E${index + 1}`, ...draft })) };
}

function runFacts(input: DiagnosisInput): Draft[] {
  const { run, figures } = input;
  const ended = run.endedAt === null ? '' : `, ended ${run.endedAt}`;
  return [
    fact(
      'run',
      `Load test "${cleanName(run.test)}" against "${cleanName(run.target)}" (environment ` +
        `"${cleanName(run.environment)}"), trigger ${run.trigger}, started ${run.startedAt ?? 'at an unknown time'}` +
        `${ended}. Verdict: ${run.verdict}.`,
      aboutNothing
    ),
    fact(
      'run',
      `Whole run: ${formatCountOf(figures.requests, 'request')}, ${failuresText(figures)} failed, error rate ` +
        `${formatPercent(figures.errorRate)}, ${responseTimesText(input)}, virtual users ${formatCount(figures.virtualUsers)}, duration ` +
        `${formatDuration(figures.durationSeconds)}.`,
      { kind: 'figures', figures: [...wholeRunFigures] }
    ),
    // A breach is told by its threshold, with the margin.
    ...input.reasons
      .filter((reason) => !isBreach(reason))
      .slice(0, reasonsShown)
      .map(({ text }) =>
        fact('run', `Reason of the verdict: ${cleanName(text, { target: run.target, maximum: 200 })}`, aboutNothing)
      ),
  ];
}

function thresholdFactsOf(thresholds: readonly ThresholdResult[]): Draft[] {
  const breachedFirst = [
    ...thresholds.filter(({ ok }) => ok === false),
    ...thresholds.filter(({ ok }) => ok !== false),
  ];
  return breachedFirst.slice(0, thresholdFacts).map((threshold) =>
    fact('threshold', thresholdText(threshold), {
      kind: 'threshold',
      metric: threshold.metric,
      expression: threshold.expression,
    })
  );
}

function thresholdText(threshold: ThresholdResult): string {
  const limit = limitOf(threshold);
  const limited = limit === null ? '' : `, limit ${formatLimit(limit, unitOf(threshold))}`;
  return `${threshold.ok === null ? 'Not measured' : threshold.ok ? 'Held' : 'Breached'}: ${measuredText(threshold)}${limited}${marginText(threshold)}.`;
}

function measuredText(threshold: ThresholdResult): string {
  const names: Readonly<Record<string, string>> = {
    p95ResponseTimeMs: 'p95 response time',
    avgResponseTimeMs: 'average response time',
    errorRate: 'error rate',
  };
  const [figure = ''] = threshold.metric.split('{');
  const of = threshold.endpoint === undefined ? '' : ` of "${cleanName(endpointName(threshold.endpoint))}"`;
  const name = threshold.source === 'catalogue' ? names[figure] : undefined;
  const value = threshold.value === null ? 'not measured' : inUnit(threshold.value, threshold, limitOf(threshold));
  return name === undefined
    ? `k6 threshold "${cleanName(`${threshold.metric}: ${threshold.expression}`)}", measured ${value}`
    : `${name}${of} ${value}`;
}

function marginText(threshold: ThresholdResult): string {
  const { margin, marginRatio } = threshold;
  // Against a limit of 0 the margin is the value itself.
  if (margin === null || limitOf(threshold) === 0) {
    return '';
  }
  const size = inUnit(Math.abs(margin), threshold).replace(/ %$/, ' percentage points');
  const share = marginRatio === null ? '' : ` (${formatPercent(Math.abs(marginRatio))})`;
  return `, ${size}${share} ${margin > 0 ? 'above' : 'below'} it`;
}

/** @param against the limit, where the value stands beside it. */
function inUnit(value: number, threshold: ThresholdResult, against: number | null = null): string {
  return formatInUnit(value, unitOf(threshold), against, 3);
}

function unitOf(threshold: ThresholdResult): ThresholdResult['unit'] {
  const kind = limitKind(threshold);
  if (threshold.unit === 'fraction' || kind === 'errorRate') {
    return 'fraction';
  }
  return threshold.unit === 'ms' || kind !== 'other' ? 'ms' : null;
}

function shapeFacts(input: DiagnosisInput, features: Features): Draft[] {
  const failures = failureTimeSentence(features);
  const table = shapeTable(features.shape);
  return [
    fact('shape', shapeSentence(features), aboutShape(input, features)),
    ...(failures === null ? [] : [fact('shape', failures, aboutFailures(input, features))]),
    ...(table === null
      ? []
      : [fact('shape', `Course of the run:\n${table}`, aboutCourse(input, features, 'responseTimes'))]),
  ];
}

function endpointFactsOf(input: DiagnosisInput, features: Features): Draft[] {
  const { endpoints } = features.errors;
  const byFailures = endpoints.filter((e) => e.failedRequests > 0).sort((a, b) => b.failedRequests - a.failedRequests);
  const byTime = [...endpoints].sort((a, b) => (b.p95Ms ?? -1) - (a.p95Ms ?? -1));
  const shown = [...new Set([...byFailures.slice(0, endpointFacts / 2), ...byTime])].slice(0, endpointFacts);
  return [
    ...(endpoints.length > 0
      ? [fact('endpoint', spreadText(features), { kind: 'endpoint', name: null, method: null })]
      : []),
    ...shown.map((endpoint) =>
      fact('endpoint', endpointText(input, endpoint), {
        kind: 'endpoint',
        name: endpoint.name,
        method: endpoint.method,
      })
    ),
  ];
}

function spreadText({ errors }: Features): string {
  const total = formatCountOf(errors.endpoints.length, 'endpoint');
  if (errors.mostFailing === null) {
    return `The run called ${total}; no request failed on any of them.`;
  }
  const kind = errors.concentrated ? 'concentrated in one endpoint' : 'not concentrated in one endpoint';
  return (
    `Failures are ${kind}: ${errors.failingEndpoints} of ${total} had failures, the most affected has ` +
    `${formatPercent(errors.mostFailing.shareOfFailures)} of them.`
  );
}

function endpointText(input: DiagnosisInput, endpoint: EndpointTotals): string {
  const rows = input.endpoints.filter((row) => row.name === endpoint.name && row.method === endpoint.method);
  const classes = rows.map((row) => classText(row)).join('; ');
  return (
    `Endpoint ${endpointLabel(endpoint, input.run.target)}: ${formatCountOf(endpoint.requests, 'request')}, ` +
    `${failuresText(endpoint)} failed (${formatPercent(endpoint.errorRate)}). By answer: ${classes}.`
  );
}

function responseTimesText({ figures, reasons }: DiagnosisInput): string {
  const missing = responseTimesMissing(reasons);
  return missing === null
    ? `average response time ${formatMs(figures.avgResponseTimeMs)}, p95 ${formatMs(figures.p95ResponseTimeMs)}`
    : `average response time and p95 not measured: ${missing}`;
}

/** The error rate's denominator is told where it is not the number of requests beside it. */
function failuresText(counts: {
  readonly requests: number;
  readonly failedRequests: number;
  readonly errorRateSamples: number | null;
}): string {
  const { requests, failedRequests, errorRateSamples } = counts;
  return errorRateSamples === null || errorRateSamples === requests
    ? formatCount(failedRequests)
    : `${formatCount(failedRequests)} of ${formatCount(errorRateSamples)} judged`;
}

function classText(row: EndpointFigures): string {
  const answer = row.statusClass === 'none' ? 'no answer' : row.statusClass;
  if (row.statusClass === 'none' && row.avgResponseTimeMs === 0) {
    return `${answer} ${formatCount(row.requests)} times`;
  }
  return (
    `${answer} ${formatCount(row.requests)} times, average ${formatMs(row.avgResponseTimeMs)}, ` +
    `p95 ${formatMs(row.p95ResponseTimeMs)}`
  );
}

function codeFacts(input: DiagnosisInput): Draft[] {
  const all = input.figures.requests;
  const share = (requests: number) => (all > 0 ? ` (${formatPercent(requests / all)})` : '');
  const most = (counts: DiagnosisInput['statusCodes']) =>
    [...counts].sort((a, b) => b.requests - a.requests).slice(0, codesShown);
  const statuses = most(input.statusCodes).map(
    ({ code, requests }) =>
      `${code === 0 ? 'no answer' : code}: ${formatCountOf(requests, 'request')}${share(requests)}`
  );
  const errors = most(input.errorCodes).map(
    ({ code, requests }) => `${code} ${errorCodeMeaning(code)}: ${formatCountOf(requests, 'request')}`
  );
  return [
    ...(statuses.length > 0
      ? [fact('statusCode', `HTTP status codes: ${statuses.join('; ')}.`, { kind: 'statusCode' })]
      : []),
    ...(errors.length > 0 ? [fact('errorCode', `k6 error codes: ${errors.join('; ')}.`, { kind: 'errorCode' })] : []),
  ];
}

function historyFacts(input: DiagnosisInput, { history }: Features): Draft[] {
  const last = input.history[0];
  if (last === undefined) {
    return [fact('history', 'No earlier run of this load test is known.', aboutNothing)];
  }
  const redeploy =
    history.redeployedSecondsAgo === null
      ? 'None of them led to a redeploy by this system.'
      : `This system redeployed ${formatDuration(history.redeployedSecondsAgo)} before this run.`;
  const lastPassed = input.history.find(({ verdict }) => verdict === 'passed');
  const good =
    lastPassed === undefined
      ? 'None of them passed.'
      : `Last passed run: p95 ${formatMs(lastPassed.p95ResponseTimeMs)}, error rate ${formatPercent(lastPassed.errorRate)}.`;
  return [
    fact(
      'history',
      `Last ${formatCountOf(history.runs, 'earlier run')}: ${history.passed} passed, ${history.failed} failed, ` +
        `${history.runs - history.passed - history.failed} without a clear verdict; the newest was ${last.verdict}; ` +
        `${history.failedInARow} failed since the last passed one. ${good} ${redeploy}`,
      // The one whose figures are told, where there is one.
      { kind: 'run', runId: (lastPassed ?? last).runId }
    ),
  ];
}

function deploymentFact(input: DiagnosisInput, { deploymentAgeSeconds }: Features): Draft {
  if (input.deployment === null) {
    return fact('deployment', 'The production deployment at the time of the run is not known.', aboutNothing);
  }
  const age =
    deploymentAgeSeconds === null
      ? 'of unknown age'
      : `${formatDuration(deploymentAgeSeconds)} old when the run started`;
  return fact('deployment', `Production deployment "${cleanName(input.deployment.id)}" was ${age}.`, aboutNothing);
}

function generatorFact(input: DiagnosisInput, features: Features): Draft {
  const dropped =
    features.droppedIterationsShare === null
      ? 'How many planned iterations k6 dropped is not known'
      : `k6 dropped ${formatPercent(features.droppedIterationsShare)} of the planned iterations`;
  return fact(
    'generator',
    `${dropped}; the load generator ${features.generatorSaturated ? 'was the bottleneck' : 'was not found to be the bottleneck'}.`,
    aboutCourse(input, features, 'virtualUsers')
  );
}

function fact(topic: EvidenceFact['topic'], text: string, about: EvidenceAbout): Draft {
  return { topic, text, about };
}
