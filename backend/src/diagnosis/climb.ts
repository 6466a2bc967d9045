import type { SeriesShape, Step } from './series-shape';

/** Response times that climbed for a while and then were good again at once: something filled up until it was emptied. */
export interface Climb {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A step at most this many times as slow as the settled ones is still at the foot of a climb. */
const footRatio = 1.5;
/** It is at the top from this share of what the upper quarter of the episode's steps exceed. */
const topShare = 2 / 3;
/** A climb takes at least this many steps, and this share of the time from its foot to the end of the episode. */
const minimumSteps = 3;
const minimumShare = 1 / 3;
/** And ends at least this many times as slow as it began. */
const minimumRatio = 2;

/**
 * The longest climb into one of the episodes. A cold start is at its slowest at once, and a passing slowdown within a step
 * or two; a leak, a queue or a pool that fills up takes its time.
 */
export function climbOf(shape: SeriesShape): Climb | null {
  const climbs = shape.episodes.flatMap((episode) => climbInto(shape, episode) ?? []);
  const seconds = (climb: Climb) => climb.toSeconds - climb.fromSeconds;
  return climbs.sort((a, b) => seconds(b) - seconds(a))[0] ?? null;
}

function climbInto(shape: SeriesShape, episode: SeriesShape['episodes'][number]): Climb | null {
  const { steps, stepSeconds, settledP95Ms } = shape;
  const begin = Math.round(episode.fromSeconds / stepSeconds);
  const end = Math.round(episode.toSeconds / stepSeconds);
  const times = steps.slice(begin, end).flatMap(({ p95Ms }) => p95Ms ?? []);
  const upper = [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.75)];
  if (settledP95Ms === null || settledP95Ms <= 0 || upper === undefined) {
    return null;
  }
  const foot = steps.findLastIndex((step, index) => index < begin && isAtMost(step, settledP95Ms * footRatio));
  const top = steps.findIndex((step, index) => index > foot && (step.p95Ms ?? 0) >= upper * topShare);
  const rising = top - foot;
  return rising >= minimumSteps && rising >= minimumShare * (end - foot) && upper >= minimumRatio * settledP95Ms
    ? {
        fromSeconds: (foot + 1) * stepSeconds,
        toSeconds: episode.toSeconds,
        fromMs: foot < 0 ? settledP95Ms : (steps[foot]?.p95Ms ?? settledP95Ms),
        toMs: Math.max(...times),
      }
    : null;
}

function isAtMost({ p95Ms }: Step, limit: number): boolean {
  return p95Ms !== null && p95Ms <= limit;
}
