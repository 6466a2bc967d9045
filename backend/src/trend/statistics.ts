import { seededRandom } from '../lib/seeded-random';

/** Small, named pieces of statistics that ask nothing of how values are distributed. */

/** @returns NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

/**
 * Spread of most of the values, whatever a few others are: the median absolute deviation, scaled to the standard deviation of
 * a normal distribution (factor 1.4826; Rousseeuw and Croux 1993, "Alternatives to the Median Absolute Deviation").
 */
export function robustSpread(values: readonly number[]): number {
  const middle = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)));
}

/**
 * Spread of values whose level may have changed in between: from the median of the differences of successive ones, as a normal
 * distribution has them (the mean square of them: J. von Neumann 1941, "Distribution of the Ratio of the Mean Square Successive
 * Difference to the Variance"; the median, because one odd value must not widen it).
 *
 * @param values in order, at least two.
 */
export function successiveSpread(values: readonly number[]): number {
  return (
    (1.4826 / Math.SQRT2) * median(values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? NaN))))
  );
}

/** Where one level gives way to another, if anywhere. */
export interface ChangePoint {
  /** Index of the first value of the new level. */
  readonly index: number;
  /** Share of orders of the same values with as clear a change, two-sided; at least 1 / 1,000. */
  readonly p: number;
}

const permutations = 999;
/** So many orders that are as clear are enough to know that p is no small one (J. Besag and P. Clifford 1991, "Sequential Monte Carlo p-values"). */
const enoughAsClear = 20;

/**
 * Pettitt's test for one change at an unknown place (A. N. Pettitt 1979, "A Non-Parametric Approach to the Change-Point
 * Problem", Applied Statistics 28): the largest |U(t)|, U(t) = 2 · (sum of the first t ranks) - t (n + 1). Its approximation of p
 * sees nothing in the few runs that there usually are, so p comes from permutations (R. A. Fisher 1935; the same each time).
 *
 * @param values in order, at least two.
 */
export function pettittTest(values: readonly number[]): ChangePoint {
  const ranks = ranksOf(values);
  const { index, k } = largestChange(ranks);
  const random = seededRandom(1);
  let asClear = 0;
  for (let round = 1; round <= permutations; round += 1) {
    shuffle(ranks, random);
    asClear += largestChange(ranks).k >= k ? 1 : 0;
    if (asClear === enoughAsClear) {
      return { index, p: asClear / round };
    }
  }
  return { index, p: (asClear + 1) / (permutations + 1) };
}

function largestChange(ranks: readonly number[]): { readonly index: number; readonly k: number } {
  let [index, k, sum] = [1, 0, 0];
  for (let t = 1; t < ranks.length; t += 1) {
    sum += ranks[t - 1] ?? NaN;
    const size = Math.abs(2 * sum - t * (ranks.length + 1));
    if (size > k) {
      [index, k] = [t, size];
    }
  }
  return { index, k };
}

/** From 1 on; equal values share the mean of theirs. */
function ranksOf(values: readonly number[]): number[] {
  return values.map(
    (value) =>
      values.filter((other) => other < value).length + (values.filter((other) => other === value).length + 1) / 2
  );
}

/** In place (R. A. Fisher and F. Yates 1938). */
function shuffle(values: number[], random: () => number): void {
  for (let last = values.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const value = values[last] ?? NaN;
    values[last] = values[other] ?? NaN;
    values[other] = value;
  }
}

/**
 * Mann-Kendall test for a trend (H. B. Mann 1945; M. G. Kendall 1975), with the correction for equal values, by the normal
 * approximation, which is good from about ten values on.
 *
 * @returns the probability of as clear a trend among values without one, two-sided.
 */
export function mannKendallTest(values: readonly number[]): number {
  const n = values.length;
  let s = 0;
  const counts = new Map<number, number>();
  values.forEach((value, index) => {
    counts.set(value, (counts.get(value) ?? 0) + 1);
    for (const later of values.slice(index + 1)) {
      s += Math.sign(later - value);
    }
  });
  const ties = [...counts.values()].reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0);
  const variance = (n * (n - 1) * (2 * n + 5) - ties) / 18;
  return variance <= 0 || s === 0 ? 1 : twoSided((Math.abs(s) - 1) / Math.sqrt(variance));
}

/** Theil-Sen estimate of the change per step: the median of the slopes of all pairs (P. K. Sen 1968). */
export function theilSenSlope(values: readonly number[]): number {
  return median(
    values.flatMap((value, index) => values.slice(index + 1).map((later, steps) => (later - value) / (steps + 1)))
  );
}

/**
 * Pooled two-proportion z-test, by the normal approximation.
 *
 * @returns the probability of shares as different as these among equal ones, two-sided; 1 of nothing.
 */
export function twoProportionTest(one: number, ofOne: number, other: number, ofOther: number): number {
  const pooled = (one * ofOne + other * ofOther) / (ofOne + ofOther);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / ofOne + 1 / ofOther));
  return deviation > 0 ? twoSided((one - other) / deviation) : 1;
}

/** Probability that a standard normal value is at least `z`. */
export const upperTail = (z: number): number => (z < 0 ? 1 - twoSided(z) / 2 : twoSided(z) / 2);

/** Probability that a standard normal value is at least so far from 0 (Abramowitz and Stegun 7.1.26, error below 1.5e-7). */
function twoSided(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.min(1, polynomial * Math.exp(-x * x));
}
