import { formatMs, formatPercent } from '../lib/figures';
import type { EndpointFigures } from '../model/figures';
import {
  baselineText,
  type Regression,
  type RegressionFigure,
  type RegressionFinding,
  type RegressionPolicy,
} from '../model/regression';
import { endpointName } from '../model/verdict';
import { fewestRuns, logOf } from './response-times';
import { median, successiveSpread, twoProportionTest, upperTail } from './statistics';

/** The figures of a run that are held against its baseline's. */
export interface MeasuredRun {
  readonly requests: number | null;
  readonly errorRateSamples: number | null;
  /** Fraction 0–1. */
  readonly errorRate: number | null;
  readonly p95ResponseTimeMs: number | null;
  readonly avgResponseTimeMs: number | null;
  /** Null: not known. */
  readonly endpoints: readonly EndpointFigures[] | null;
}

/** What a run is held against. */
export interface Standard {
  readonly baseline: MeasuredRun;
  readonly isPinned: boolean;
  /** Passed runs that may be compared, oldest first, up to the newest one before the run. They say what is noise. */
  readonly history: readonly MeasuredRun[];
}

/**
 * Probability of a false alarm in one run: for each of its two response times, for those of all its endpoints together (shared
 * out evenly among them: C. E. Bonferroni 1936), and for its error rates.
 */
const level = { run: 0.001, endpoints: 0.001, errorRates: 0.001 } as const;
/** How much runs are taken to differ by themselves, until there are enough to know; and at least, however alike a few are. */
const spread = { assumed: 0.1, least: 0.02 } as const;
/** So many of the newest runs say what is usual: few enough to follow a new level, enough not to follow one odd run. */
const usualRuns = 5;
/** A higher share of failed requests, of which fewer people would speak than of this, in percentage points / 100. */
const leastErrorRateDifference = 0.005;

/**
 * Figures of a run that are worse than its baseline's by more than both floors of the policy, and by more than runs of the
 * load test differ by themselves.
 *
 * Response times: the logarithm of the run's figure against the median of the newest passed runs (of a pinned baseline: against its own
 * figure), by a one-sided z-test. The spread comes from differences of successive runs (J. von Neumann 1941), which an earlier
 * change of level does not widen, and is taken for wider the fewer runs there are; that of an endpoint is at least what
 * the endpoints of the load test have in common. Error rates: the pooled two-proportion z-test against the baseline, and higher than
 * in each of the passed runs.
 *
 * @returns error rates first, then the largest change.
 */
export function findRegressions(policy: RegressionPolicy, run: MeasuredRun, standard: Standard): RegressionFinding[] {
  const endpoints = endpointsOf(run);
  const whole = timesCompared(policy, run, standard, timesOfRun, null);
  const single = endpoints.flatMap((key) =>
    timesCompared(policy, run, standard, (from) => timesOfEndpoint(from, key), key)
  );
  const common = single.length === 0 ? 0 : median(single.map(({ logs }) => spreadOf(logs)));
  const findings = [
    ...whole.filter((time) => isRegression(policy, time, spreadOf(time.logs), level.run)),
    ...single.filter((time) =>
      isRegression(policy, time, Math.max(spreadOf(time.logs), common), level.endpoints / single.length)
    ),
  ].map(({ figure, endpoint, base, run: now }) => finding(figure, endpoint, base, now));
  return [
    ...errorRateFinding(policy, run, standard, errorsOfRun, null),
    ...endpoints.flatMap((key) => errorRateFinding(policy, run, standard, (from) => errorsOfEndpoint(from, key), key)),
    ...findings.sort((one, other) => (other.change ?? 0) - (one.change ?? 0)),
  ];
}

const timeFigures = ['p95ResponseTimeMs', 'avgResponseTimeMs'] as const;
type TimeFigures = Pick<MeasuredRun, (typeof timeFigures)[number]> & { readonly requests: number };

/** A response time of the run, of its baseline and, as logarithms, of the passed runs before it. */
interface TimeCompared {
  readonly figure: (typeof timeFigures)[number];
  readonly endpoint: RegressionFinding['endpoint'];
  readonly run: number;
  readonly base: number;
  readonly logs: readonly number[];
  /** Logarithms of what is usual. */
  readonly usual: readonly number[];
}

/** Those that were measured over enough requests in both: the others take no part in the share of false alarms. */
function timesCompared(
  { minimumRequests }: RegressionPolicy,
  run: MeasuredRun,
  { baseline, isPinned, history }: Standard,
  of: (from: MeasuredRun) => TimeFigures | null,
  endpoint: RegressionFinding['endpoint']
): TimeCompared[] {
  const measured = (from: MeasuredRun, figure: TimeCompared['figure']): number | null => {
    const figures = of(from);
    return figures === null || figures.requests < minimumRequests ? null : figures[figure];
  };
  return timeFigures.flatMap((figure) => {
    const [now, base] = [measured(run, figure), measured(baseline, figure)];
    if (now === null || base === null || base <= 0) {
      return [];
    }
    const logs = history.flatMap((each) => measured(each, figure) ?? []).map(logOf);
    const usual = isPinned || logs.length === 0 ? [logOf(base)] : logs.slice(-usualRuns);
    return [{ figure, endpoint, run: now, base, logs, usual }];
  });
}

function isRegression(
  { absoluteMs, relative }: RegressionPolicy,
  { run, base, usual }: TimeCompared,
  spreadOfRuns: number,
  most: number
): boolean {
  const deviation = spreadOfRuns * Math.sqrt(1 + varianceOfMedian(usual.length));
  return (
    run - base >= absoluteMs && run / base - 1 >= relative && upperTail((logOf(run) - median(usual)) / deviation) < most
  );
}

function spreadOf(logs: readonly number[]): number {
  return logs.length < fewestRuns
    ? spread.assumed
    : Math.max(successiveSpread(logs), spread.least) * (1 + 6 / logs.length);
}

/** Of a median of so many values, as a share of the variance of one: π/2 for many (R. A. Fisher 1922), and no more than of a mean of two. */
const varianceOfMedian = (values: number): number => (values < 3 ? 1 / values : Math.PI / 2 / values);

interface Failures {
  readonly rate: number | null;
  readonly samples: number;
}

function errorRateFinding(
  policy: RegressionPolicy,
  run: MeasuredRun,
  { baseline, history }: Standard,
  of: (from: MeasuredRun) => Failures | null,
  endpoint: RegressionFinding['endpoint']
): RegressionFinding[] {
  const [now, before] = [of(run), of(baseline)];
  if (now === null || before === null || now.rate === null || before.rate === null) {
    return [];
  }
  const enough = Math.min(now.samples, before.samples) >= policy.minimumRequests;
  const difference = now.rate - before.rate;
  const highest = Math.max(...history.map((each) => of(each)?.rate ?? 0), before.rate);
  return enough &&
    difference >= leastErrorRateDifference &&
    difference >= policy.relative * before.rate &&
    now.rate > highest &&
    twoProportionTest(now.rate, now.samples, before.rate, before.samples) < level.errorRates
    ? [finding('errorRate', endpoint, before.rate, now.rate)]
    : [];
}

const timesOfRun = (from: MeasuredRun): TimeFigures => ({ ...from, requests: from.requests ?? 0 });
const errorsOfRun = ({ errorRate, errorRateSamples, requests }: MeasuredRun): Failures => ({
  rate: errorRate,
  samples: errorRateSamples ?? requests ?? 0,
});

interface EndpointKey {
  readonly name: string;
  readonly method: string;
}

/** Answers that were no error: how long a refusal takes says nothing of how long the work takes. */
const answered = new Set<string>(['2xx', '3xx']);
const isOf =
  (key: EndpointKey) =>
  ({ name, method }: EndpointFigures): boolean =>
    name === key.name && method === key.method;

/** Of the class of status that most of its good answers have; null: it was not called. */
function timesOfEndpoint({ endpoints }: MeasuredRun, key: EndpointKey): TimeFigures | null {
  const good = (endpoints ?? []).filter(isOf(key)).filter(({ statusClass }) => answered.has(statusClass));
  return good.sort((one, other) => other.requests - one.requests)[0] ?? null;
}

function errorsOfEndpoint({ endpoints }: MeasuredRun, key: EndpointKey): Failures | null {
  const rows = (endpoints ?? []).filter(isOf(key));
  const sum = (of: (row: EndpointFigures) => number) => rows.reduce((total, row) => total + of(row), 0);
  const samples = sum(({ errorRateSamples, requests }) => errorRateSamples ?? requests);
  return samples === 0 ? null : { rate: sum(({ failedRequests }) => failedRequests) / samples, samples };
}

function endpointsOf({ endpoints }: MeasuredRun): EndpointKey[] {
  const keys = (endpoints ?? []).map(({ name, method }): [string, EndpointKey] => [
    JSON.stringify([name, method]),
    { name, method },
  ]);
  return [...new Map(keys).values()];
}

const names: Readonly<Record<RegressionFigure, string>> = {
  p95ResponseTimeMs: 'p95',
  avgResponseTimeMs: 'average',
  errorRate: 'error rate',
};

function finding(
  figure: RegressionFigure,
  endpoint: RegressionFinding['endpoint'],
  base: number,
  run: number
): RegressionFinding {
  const change = base === 0 ? null : run / base - 1;
  const what = `${endpoint === null ? '' : `${endpointName(endpoint)}: `}${names[figure]}`;
  const values =
    figure === 'errorRate'
      ? `${formatPercent(run)} instead of ${formatPercent(base)}`
      : `${formatMs(run)} instead of ${formatMs(base)} (+${formatPercent(change)})`;
  return { figure, endpoint, base, run, change, text: `${what} ${values}` };
}

/** The findings as one sentence without its full stop; empty without any. */
export function regressionText(regression: Omit<Regression, 'text'>): string {
  const texts = regression.findings.map(({ text }) => text);
  return texts.length === 0 ? '' : `worse than ${baselineText(regression)}: ${texts.join('; ')}`;
}
