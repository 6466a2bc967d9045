import { formatMs, formatPercent } from '../lib/figures';
import { fewestRuns, leastChange, logOf } from './response-times';
import { mannKendallTest, median, pettittTest, robustSpread, theilSenSlope } from './statistics';

/** One run in the order of time; a figure that was not measured leaves it out. */
export interface TrendValue {
  readonly runId: string;
  readonly p95ResponseTimeMs: number;
}

/** What the runs of a load test say together, beyond each one's verdict. */
export type TrendFinding =
  | { readonly kind: 'tooFewRuns'; readonly text: string }
  | { readonly kind: 'steady'; readonly text: string }
  /** The newest run alone is far from the ones before. */
  | { readonly kind: 'spike'; readonly text: string; readonly sinceRunId: string; readonly change: number }
  /** From one run on the level is another one. */
  | { readonly kind: 'step'; readonly text: string; readonly sinceRunId: string; readonly change: number }
  /** It moves a little with each run. */
  | { readonly kind: 'drift'; readonly text: string; readonly change: number };

/** Of each of the two tests: with the spikes a history without a change is taken for one at most once in a hundred. */
const level = 0.003;
/**
 * Modified z-score beyond which a value is an outlier. Iglewicz and Hoaglin (1993, "How to Detect and Handle Outliers") take 3.5;
 * the spread of few runs is itself uncertain, and a false alarm costs more here than a late one.
 */
const outlierScore = 6;
/** Runs of one test that never differ by more are not a measure of how much they may. */
const leastSpread = 0.02;
/** A new level that fewer runs have shown may be two spikes. */
const fewestRunsOfALevel = 3;

/**
 * Tells a spike from a new level and from a drift, by the p95 of comparable runs.
 *
 * @param values oldest first.
 */
export function findTrend(values: readonly TrendValue[]): TrendFinding {
  if (values.length < fewestRuns) {
    return {
      kind: 'tooFewRuns',
      text: `${values.length} comparable runs so far; how much they differ by themselves is known from ${fewestRuns} on`,
    };
  }
  const logs = values.map(({ p95ResponseTimeMs }) => logOf(p95ResponseTimeMs));
  const moved = stepOf(values, logs) ?? driftOf(values, logs);
  return moved ?? spikeOf(values, logs) ?? steady(values);
}

function stepOf(values: readonly TrendValue[], logs: readonly number[]): TrendFinding | null {
  const { index, p } = pettittTest(logs);
  const [before, after] = [logs.slice(0, index), logs.slice(index)];
  const change = Math.exp(median(after) - median(before)) - 1;
  const isLevel = Math.min(before.length, after.length) >= fewestRunsOfALevel;
  if (p >= level || !isLevel || Math.abs(change) < leastChange || isBetterDrift(logs, before, after)) {
    return null;
  }
  const sinceRunId = values[index]?.runId ?? '';
  const [from, to] = [Math.exp(median(before)), Math.exp(median(after))];
  return {
    kind: 'step',
    sinceRunId,
    change,
    text:
      `since run ${sinceRunId} the p95 is ${relative(change)}: about ${formatMs(to)} in ${after.length} runs, ` +
      `about ${formatMs(from)} in the ${before.length} before`,
  };
}

/** Whether a line is closer to the values than two levels are. */
function isBetterDrift(logs: readonly number[], before: readonly number[], after: readonly number[]): boolean {
  const slope = theilSenSlope(logs);
  const start = median(logs.map((value, index) => value - slope * index));
  const fromLine = logs.reduce((sum, value, index) => sum + Math.abs(value - (start + slope * index)), 0);
  const from = (level: readonly number[]) => level.reduce((sum, value) => sum + Math.abs(value - median(level)), 0);
  return fromLine < from(before) + from(after);
}

function driftOf(values: readonly TrendValue[], logs: readonly number[]): TrendFinding | null {
  if (mannKendallTest(logs) >= level) {
    return null;
  }
  const change = Math.exp(theilSenSlope(logs) * (logs.length - 1)) - 1;
  if (Math.abs(change) < leastChange) {
    return null;
  }
  return {
    kind: 'drift',
    change,
    text: `over the last ${values.length} runs the p95 has crept ${change > 0 ? 'up' : 'down'}: it is ${relative(change)}, a little with each run`,
  };
}

function spikeOf(values: readonly TrendValue[], logs: readonly number[]): TrendFinding | null {
  const [before, newest = NaN] = [logs.slice(0, -1), logs.at(-1)];
  const usual = median(before);
  const score = Math.abs(newest - usual) / Math.max(robustSpread(before), leastSpread);
  const change = Math.exp(newest - usual) - 1;
  if (score <= outlierScore || Math.abs(change) < leastChange) {
    return null;
  }
  const sinceRunId = values.at(-1)?.runId ?? '';
  return {
    kind: 'spike',
    sinceRunId,
    change,
    text:
      `the p95 of the newest run is ${relative(change)} than usual, ${formatMs(Math.exp(newest))} instead of about ` +
      `${formatMs(Math.exp(usual))}; one run alone may be chance`,
  };
}

function steady(values: readonly TrendValue[]): TrendFinding {
  const usual = median(values.map(({ p95ResponseTimeMs }) => p95ResponseTimeMs));
  return { kind: 'steady', text: `the p95 of the last ${values.length} runs stays about ${formatMs(usual)}` };
}

function relative(change: number): string {
  return `${formatPercent(Math.abs(change))} ${change > 0 ? 'higher' : 'lower'}`;
}

/** So many of the newest runs that can fail, failed: it is the system rather than one run. */
const fewestFailures = 3;
const lookedAtRuns = 10;

/** @param verdicts newest first, of runs that passed or failed. @returns null: nothing to say */
export function deeperIssue(verdicts: ReadonlyArray<'passed' | 'failed'>): string | null {
  const newest = verdicts.slice(0, lookedAtRuns);
  const failures = newest.filter((verdict) => verdict === 'failed').length;
  return failures < fewestFailures
    ? null
    : `${failures} of the last ${newest.length} runs failed: multiple failures may indicate a deeper issue`;
}
