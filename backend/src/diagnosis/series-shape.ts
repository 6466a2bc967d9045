import type { RunSeries } from '../model/figures';

/**
 * Shape of a run over time, from its series: which steps were outside the limits, in how many episodes, and whether
 * the run recovered from them. Pure; an empty series gives an `unknown` shape.
 */

/** Limits a single step is held against; null where the load test has none. */
export interface StepLimits {
  readonly p95Ms: number | null;
  readonly avgMs: number | null;
  /** Fraction 0–1. */
  readonly errorRate: number;
}

/** One step of the series with its place in the run. */
export interface Step {
  /** Seconds since the first step that had a request. */
  readonly fromSeconds: number;
  readonly virtualUsers: number | null;
  readonly requests: number;
  readonly failedRequests: number;
  readonly avgMs: number | null;
  readonly p95Ms: number | null;
  /** Slower or more failures than the limits allow, or part of a long silence while users were active. */
  readonly outside: boolean;
}

/** Consecutive steps outside the limits; ends are seconds since the first request. */
interface Episode {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export type ShapeKind =
  /** No usable series. */
  | 'unknown'
  /** No step was outside. */
  | 'inside'
  /** One episode at the start, over before the middle, inside to the end. */
  | 'slowStartRecovered'
  /** One short episode later on, inside before and after it. */
  | 'spikeRecovered'
  /** Response times rise from third to third of the run and end outside. */
  | 'growing'
  /** Outside for half of the run or more, or at its end. */
  | 'persistent'
  /** Several episodes with better times between them. */
  | 'intermittent';

export interface SeriesShape {
  readonly kind: ShapeKind;
  readonly steps: readonly Step[];
  readonly stepSeconds: number;
  readonly stepsWithSamples: number;
  /** From the first to the end of the last step that had a request or active users. */
  readonly seconds: number;
  readonly episodes: readonly Episode[];
  /** End of the last episode; null without one. */
  readonly settledAtSeconds: number | null;
  /** Share 0–1 of judged steps after the last episode; 1 without one. */
  readonly settledShare: number;
  /** Share 0–1 of judged steps inside the limits. */
  readonly insideShare: number;
  readonly lastStepInside: boolean;
  /** Median over the episodes' steps of the steps' p95. */
  readonly outsideP95Ms: number | null;
  /** Median over the steps outside every episode of the steps' p95. */
  readonly settledP95Ms: number | null;
  /** outsideP95Ms / settledP95Ms: how much faster it became. */
  readonly recoveryRatio: number | null;
  /** Median virtual users of the steps outside every episode / of those within. */
  readonly usersRatio: number | null;
  /** Mean requests of the steps outside every episode / of those within; a mean, because slow answers bunch up. */
  readonly rateRatio: number | null;
  /** Median p95 of the last third / of the first third, where each third is slower than the one before. */
  readonly growthRatio: number | null;
  readonly requests: number;
  readonly failedRequests: number;
  /** Failed requests in steps that belong to no episode. */
  readonly failedOutsideEpisodes: number;
}

/** An episode that begins within this share of the run is a slow start, a later one is a spike. */
const startZoneShare = 0.1;
/** A recovered run is inside the limits for at least this share of its steps. */
const minimumSettledShare = 0.5;
/** A spike takes at most this share of the steps, and at least `minimumTailShare` follows it. */
const maximumSpikeShare = 0.25;
const minimumTailShare = 0.2;
/** Episodes with at most this share of the steps between them are one. */
const mergeGapShare = 0.05;
/**
 * A lone step slower than the limit by less than `strayFactor` belongs to no episode, as long as there are at most
 * this many: a step holds few samples, so its p95 scatters around the run's.
 */
const strayShare = 0.05;
const strayFactor = 1.5;
/** Steps without any request while users were active count as outside when more than this share is in a row. */
const silenceShare = 0.1;
/** Slower by this factor from the first to the last third is growing. */
const growthFactor = 1.5;

/** Computes the shape; `limits` are those the run is judged by. */
export function shapeOf(series: RunSeries | null, limits: StepLimits): SeriesShape {
  const stepSeconds = series?.stepSeconds ?? 0;
  const steps = markOutside(trimmedSteps(series), limits);
  const judged = steps.filter((step) => step.requests > 0 || step.outside);
  const inEpisode = episodeSteps(steps, limits);
  const episodes = episodesOf(inEpisode, stepSeconds);
  const within = steps.filter((_, index) => inEpisode[index]);
  const without = judged.filter((step) => !within.includes(step));
  const lastEpisodeEnd = episodes.at(-1)?.toSeconds ?? null;
  const after = judged.filter((step) => lastEpisodeEnd === null || step.fromSeconds >= lastEpisodeEnd);
  const outsideP95Ms = median(within.map((step) => step.p95Ms));
  const settledP95Ms = median(without.map((step) => step.p95Ms));
  const measured = {
    steps,
    stepSeconds,
    stepsWithSamples: steps.filter((step) => step.requests > 0).length,
    seconds: steps.length * stepSeconds,
    episodes,
    settledAtSeconds: lastEpisodeEnd,
    settledShare: ratio(after.length, judged.length) ?? 0,
    insideShare: ratio(judged.filter((step) => !step.outside).length, judged.length) ?? 0,
    lastStepInside: judged.at(-1)?.outside === false,
    outsideP95Ms,
    settledP95Ms,
    recoveryRatio: ratio(outsideP95Ms, settledP95Ms),
    usersRatio: ratio(
      median(without.map((step) => step.virtualUsers)),
      median(within.map((step) => step.virtualUsers))
    ),
    rateRatio: ratio(meanRequests(without), meanRequests(within)),
    growthRatio: growthOf(judged),
    requests: sum(steps.map((step) => step.requests)),
    failedRequests: sum(steps.map((step) => step.failedRequests)),
    failedOutsideEpisodes: sum(without.map((step) => step.failedRequests)),
  };
  return { kind: kindOf(measured), ...measured };
}

function kindOf(shape: Omit<SeriesShape, 'kind'>): ShapeKind {
  const first = shape.episodes[0];
  if (shape.stepsWithSamples === 0) {
    return 'unknown';
  }
  if (first === undefined) {
    return shape.lastStepInside ? 'inside' : 'persistent';
  }
  const recovered = shape.lastStepInside && shape.insideShare >= minimumSettledShare;
  if (recovered && shape.episodes.length === 1) {
    if (first.fromSeconds <= startZoneShare * shape.seconds) {
      return shape.settledShare >= minimumSettledShare ? 'slowStartRecovered' : 'persistent';
    }
    const spikeShare = (first.toSeconds - first.fromSeconds) / shape.seconds;
    if (spikeShare <= maximumSpikeShare && shape.settledShare >= minimumTailShare) {
      return 'spikeRecovered';
    }
  }
  if (!recovered) {
    return shape.growthRatio !== null && shape.growthRatio >= growthFactor ? 'growing' : 'persistent';
  }
  return 'intermittent';
}

/** Steps from the first with a request to the last with a request or active users. */
function trimmedSteps(series: RunSeries | null): Array<Omit<Step, 'outside'>> {
  const points = series?.points ?? [];
  const seconds = series?.stepSeconds ?? 0;
  const first = points.findIndex((point) => point.requestsPerSecond > 0);
  const last = points.findLastIndex((point) => point.requestsPerSecond > 0 || (point.virtualUsers ?? 0) > 0);
  return first < 0
    ? []
    : points.slice(first, last + 1).map((point, index) => ({
        fromSeconds: index * seconds,
        virtualUsers: point.virtualUsers,
        // Rates times the step's length are the counts they came from.
        requests: Math.round(Math.max(0, point.requestsPerSecond) * seconds),
        failedRequests: Math.round(Math.max(0, point.failedRequestsPerSecond) * seconds),
        avgMs: point.avgResponseTimeMs,
        p95Ms: point.p95ResponseTimeMs,
      }));
}

function markOutside(steps: ReadonlyArray<Omit<Step, 'outside'>>, limits: StepLimits): Step[] {
  const longestQuiet = Math.max(2, Math.floor(silenceShare * steps.length));
  return steps.map((step, index) => ({
    ...step,
    outside:
      step.requests > 0
        ? isSlow(step, limits, 1) || step.failedRequests / step.requests > limits.errorRate
        : silenceAround(steps, index) > longestQuiet,
  }));
}

function isSlow(step: Omit<Step, 'outside'>, limits: StepLimits, factor: number): boolean {
  return isAbove(step.p95Ms, limits.p95Ms, factor) || isAbove(step.avgMs, limits.avgMs, factor);
}

function isAbove(value: number | null, limit: number | null, factor: number): boolean {
  return value !== null && limit !== null && value > limit * factor;
}

/** Length of the stretch without requests, but with users, around a step. */
function silenceAround(steps: ReadonlyArray<Omit<Step, 'outside'>>, index: number): number {
  const isSilent = (at: number) => steps[at]?.requests === 0 && (steps[at]?.virtualUsers ?? 0) > 0;
  if (!isSilent(index)) {
    return 0;
  }
  let from = index;
  let to = index;
  while (isSilent(from - 1)) {
    from -= 1;
  }
  while (isSilent(to + 1)) {
    to += 1;
  }
  return to - from + 1;
}

/** Which steps belong to an episode: outside, or in a short gap between two that are; without tolerated strays. */
function episodeSteps(steps: readonly Step[], limits: StepLimits): boolean[] {
  const strays = steps.map((step, index) => isStray(steps, index, step, limits));
  const tolerated = strays.filter(Boolean).length <= Math.floor(strayShare * steps.length);
  const marked = steps.map((step, index) => step.outside && !(tolerated && strays[index]));
  const gap = Math.max(1, Math.floor(mergeGapShare * steps.length));
  let lastOutside = -1;
  marked.forEach((outside, index) => {
    if (outside && lastOutside >= 0 && index - lastOutside - 1 <= gap) {
      marked.fill(true, lastOutside, index);
    }
    lastOutside = outside ? index : lastOutside;
  });
  return marked;
}

function isStray(steps: readonly Step[], index: number, step: Step, limits: StepLimits): boolean {
  const alone = steps[index - 1]?.outside === false && steps[index + 1]?.outside === false;
  const barely = step.requests > 0 && step.failedRequests === 0 && !isSlow(step, limits, strayFactor);
  return step.outside && alone && barely;
}

function episodesOf(inEpisode: readonly boolean[], stepSeconds: number): Episode[] {
  const starts = inEpisode.flatMap((is, index) => (is && inEpisode[index - 1] !== true ? [index] : []));
  const ends = inEpisode.flatMap((is, index) => (is && inEpisode[index + 1] !== true ? [index + 1] : []));
  return starts.map((start, index) => ({
    fromSeconds: start * stepSeconds,
    toSeconds: (ends[index] ?? start + 1) * stepSeconds,
  }));
}

function meanRequests(steps: readonly Step[]): number | null {
  return ratio(sum(steps.map((step) => step.requests)), steps.length);
}

/** Ratio of the last to the first third where the thirds rise steadily; null where they do not. */
function growthOf(steps: readonly Step[]): number | null {
  const third = Math.floor(steps.length / 3);
  if (third === 0) {
    return null;
  }
  const p95s = steps.map((step) => step.p95Ms);
  const first = median(p95s.slice(0, third));
  const middle = median(p95s.slice(third, steps.length - third));
  const last = median(p95s.slice(steps.length - third));
  return first !== null && middle !== null && last !== null && first < middle && middle < last
    ? ratio(last, first)
    : null;
}

function median(values: ReadonlyArray<number | null>): number | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1];
  const high = sorted[Math.floor(middle)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

function ratio(numerator: number | null, denominator: number | null): number | null {
  return numerator === null || denominator === null || denominator <= 0 ? null : numerator / denominator;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
