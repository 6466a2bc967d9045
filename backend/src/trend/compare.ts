import { formatCount, formatMs, formatPercent } from '../lib/figures';
import { fewestRuns, leastChange, logOf } from './response-times';
import { robustSpread, twoProportionTest } from './statistics';

/** A figure of two runs side by side. */
export interface FigureDifference {
  readonly base: number | null;
  readonly run: number | null;
  /** `run` - `base`, in the figure's unit; null where one was not measured. */
  readonly difference: number | null;
  /** As a fraction of `base`: 0.25 is a quarter more; null where it cannot be said. */
  readonly change: number | null;
  /** Why the difference says nothing; null where it does. */
  readonly noise: string | null;
}

/** What a figure was measured over. */
export interface Measured {
  readonly value: number | null;
  readonly requests: number;
}

/** Fewer requests have no 95th percentile to speak of. */
const fewestRequests = 30;
/** Smaller differences concern nobody, nor do those below `leastChange`: both floors have to be passed. */
const leastDifferenceMs = 5;
/** 99 % of the differences of two values of one normal distribution are within so many of its standard deviations: 2.576 · √2. */
const withinSpreads = 3.64;
/** Probability of as large a difference of error rates by chance, below which it is none. */
const level = 0.01;

/**
 * How much runs of one load test differ by themselves, as a share of the p95.
 *
 * @param p95s in ms, of comparable runs; null with fewer than eight
 */
export function usualSpread(p95s: readonly number[]): number | null {
  return p95s.length < fewestRuns ? null : robustSpread(p95s.map(logOf));
}

/** Compares response times, in ms. @param spread as of `usualSpread` */
export function compareResponseTimes(base: Measured, run: Measured, spread: number | null): FigureDifference {
  const difference = differenceOf(base, run);
  return { ...difference, noise: noiseOf(difference, Math.min(base.requests, run.requests), spread) };
}

function noiseOf({ difference, change }: FigureDifference, requests: number, spread: number | null): string | null {
  if (difference === null || change === null) {
    return 'not measured in both';
  }
  if (requests < fewestRequests) {
    return `fewer than ${fewestRequests} requests (${formatCount(requests)})`;
  }
  if (Math.abs(difference) < leastDifferenceMs || Math.abs(change) < leastChange) {
    return `less than ${formatMs(leastDifferenceMs)} or ${formatPercent(leastChange)}`;
  }
  const usual = spread === null ? 0 : Math.expm1(withinSpreads * spread);
  return Math.abs(Math.log1p(change)) <= withinSpreads * (spread ?? 0)
    ? `runs of this load test differ by up to ${formatPercent(usual)} by themselves`
    : null;
}

/** Compares error rates, as fractions 0–1, by the pooled two-proportion z-test. */
export function compareErrorRates(base: Measured, run: Measured): FigureDifference {
  const difference = differenceOf(base, run);
  if (difference.base === null || difference.run === null) {
    return { ...difference, noise: 'not measured in both' };
  }
  const p = twoProportionTest(difference.base, base.requests, difference.run, run.requests);
  return { ...difference, noise: p < level ? null : 'no more than chance makes of so many requests' };
}

function differenceOf({ value: base }: Measured, { value: run }: Measured): FigureDifference {
  const difference = base === null || run === null ? null : run - base;
  const change = difference === null || base === null || base === 0 ? null : difference / base;
  return { base, run, difference, change, noise: null };
}
