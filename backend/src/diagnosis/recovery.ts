import type { EndpointCourse, EndpointSeries, RunSeries } from '../model/figures';
import type { OfferedLoad } from '../model/run';
import { type Load, higherLoad, isAtLeast, isKnown } from './offered-load';
import { type JudgedStep, judgedSteps, p95Share, type PlanClock, planClock } from './recovery-steps';
import type { StepLimits } from './series-shape';

/**
 * Whether each endpoint that was outside its limits was called again later, inside them, under the same or a higher
 * offered load. Pure. More trouble in a run (more slow or failed requests, a lower load later) never makes a recovery of
 * what was none: an endpoint has recovered when there is a moment from which on everything is inside, and each of the
 * conditions on what comes after it only gets harder to meet.
 */

/** An endpoint was outside where at least this many requests, or steps in a row, were. */
export const outsideRequests = 3;
export const outsideSteps = 2;
/** It has recovered with at least this many requests inside, over at least this share of the run's time. */
export const recoveredRequests = 20;
export const recoveredShare = 0.2;

/** Why nothing shows that an endpoint that was outside has recovered. */
export type NotRecovered =
  /** Called by setup() or teardown(), which proves nothing about the iterations. */
  | 'frame'
  /** Nobody knows what load was planned. */
  | 'planUnknown'
  /** Outside whenever it was called. */
  | 'always'
  /** Not called any more after it was last outside. */
  | 'notCalledAgain'
  /** Inside later, under less load. */
  | 'lessLoad'
  /** Inside later, for too few requests or too short a time. */
  | 'tooLittle';

/** An endpoint that was outside its limits at some time. */
export interface EndpointTrouble {
  readonly endpoint: EndpointCourse['endpoint'];
  readonly calledBy: EndpointCourse['calledBy'];
  /** Null: it has recovered. */
  readonly notRecovered: NotRecovered | null;
  readonly limits: StepLimits;
  readonly requests: number;
  readonly slowRequests: number;
  readonly failedRequests: number;
  /** Over the steps that were outside. */
  readonly outsideAvgMs: number;
  /** First and last of them, in seconds of the run. */
  readonly outsideFromSeconds: number;
  readonly outsideToSeconds: number;
  /** The highest load offered in one of them; null: not known. */
  readonly outsideLoad: Load | null;
  /** Requests after the last of them, and how many of those were inside under that load or more, over how long. */
  readonly laterRequests: number;
  readonly provingRequests: number;
  readonly provingSeconds: number;
  /** The highest load under which it was inside later. */
  readonly laterLoad: Load | null;
}

export interface Recovery {
  /** Requests in the series per endpoint; null: there is no such series. */
  readonly requests: number | null;
  readonly planKnown: boolean;
  readonly seconds: number;
  /** How many endpoints (the pooled ones are one) were inside their limits throughout. */
  readonly endpointsInside: number;
  readonly outside: readonly EndpointTrouble[];
}

export interface RecoveryInput {
  readonly endpointSeries: EndpointSeries | null;
  readonly series: RunSeries | null;
  readonly plan: readonly OfferedLoad[] | null;
  /** Of an endpoint; null: of whatever has none of its own. */
  readonly limitsOf: (endpoint: EndpointCourse['endpoint']) => StepLimits;
}

/** Computes it; without series or plan nothing is shown. */
export function recoveryOf({ endpointSeries, series, plan, limitsOf }: RecoveryInput): Recovery {
  const planKnown = isKnown(plan);
  if (endpointSeries === null || endpointSeries.endpoints.length === 0) {
    return { requests: null, planKnown, seconds: 0, endpointsInside: 0, outside: [] };
  }
  const clock = planClock(endpointSeries, series, plan);
  const courses = endpointSeries.endpoints;
  const outside = courses.flatMap(
    (course) => troubleOf(endpointSeries, course, limitsOf(course.endpoint), clock) ?? []
  );
  return {
    requests: courses.flatMap(({ steps }) => steps).reduce((sum, { requests }) => sum + requests, 0),
    planKnown,
    seconds: endpointSeries.steps * endpointSeries.stepSeconds,
    endpointsInside: courses.length - outside.length,
    outside,
  };
}

/** Null: inside throughout. */
function troubleOf(
  series: EndpointSeries,
  course: EndpointCourse,
  limits: StepLimits,
  clock: PlanClock
): EndpointTrouble | null {
  const steps = judgedSteps(series, course, limits, clock);
  if (isInside(steps, limits)) {
    return null;
  }
  const provenFrom = steps.findIndex(
    (_, from) => isInside(steps.slice(from), limits) && isProved(series, course, steps, from, clock)
  );
  const recovered = course.calledBy === 'iterations' && provenFrom >= 0;
  // Strays that come after a recovery are no part of the trouble that it ended.
  const outside = steps.filter(({ above }, index) => above > 0 && !(recovered && index >= provenFrom));
  const first = outside[0] ?? steps[0];
  const last = outside.at(-1) ?? steps.at(-1);
  if (first === undefined || last === undefined) {
    return null;
  }
  const from = recovered ? provenFrom : steps.indexOf(last) + 1;
  const after = steps.slice(from);
  const proof = proofOf(series, course, steps, from, clock);
  const sum = (of: readonly JudgedStep[], figure: (step: JudgedStep) => number) =>
    of.reduce((total, step) => total + figure(step), 0);
  return {
    endpoint: course.endpoint,
    calledBy: course.calledBy,
    notRecovered: recovered ? null : whyNot(course, steps, after, proof, clock),
    limits,
    requests: sum(steps, ({ requests }) => requests),
    slowRequests: sum(steps, ({ slow }) => slow),
    failedRequests: sum(steps, ({ failed }) => failed),
    outsideAvgMs:
      sum(outside, ({ sumMs }) => sumMs) /
      Math.max(
        1,
        sum(outside, ({ requests }) => requests)
      ),
    outsideFromSeconds: first.step * series.stepSeconds,
    outsideToSeconds: (last.step + 1) * series.stepSeconds,
    outsideLoad: proof.load,
    laterRequests: sum(after, ({ requests }) => requests),
    provingRequests: proof.requests,
    provingSeconds: proof.seconds,
    laterLoad: after.reduce<Load | null>(
      (highest, { lowestLoad }) => lowestLoad && higherLoad(highest, lowestLoad),
      null
    ),
  };
}

/** Nothing is outside in these steps: neither at a time nor, so that no trickle is overlooked, taken together. */
function isInside(steps: readonly JudgedStep[], limits: StepLimits): boolean {
  const total = (figure: (step: JudgedStep) => number) => steps.reduce((sum, step) => sum + figure(step), 0);
  const requests = total((step) => step.requests);
  const few = outsideRequests - 1;
  return (
    !hasEpisode(steps) &&
    total(({ slow }) => slow) <= Math.max(few, p95Share * requests) &&
    total(({ failed }) => failed) <= Math.max(few, limits.errorRate * requests) &&
    (limits.avgMs === null || requests <= few || total(({ sumMs }) => sumMs) <= limits.avgMs * requests)
  );
}

/** Steps in a row that are outside and more than a stray. Steps in which the endpoint was not called break no row. */
function hasEpisode(steps: readonly JudgedStep[]): boolean {
  let row = 0;
  let requests = 0;
  for (const { above } of steps) {
    row = above > 0 ? row + 1 : 0;
    requests = above > 0 ? requests + above : 0;
    if (row >= outsideSteps || requests >= outsideRequests) {
      return true;
    }
  }
  return false;
}

interface Proof {
  readonly requests: number;
  readonly seconds: number;
  /** That it has to hold under; null: not known. */
  readonly load: Load | null;
}

function isProved(
  series: EndpointSeries,
  course: EndpointCourse,
  steps: readonly JudgedStep[],
  from: number,
  clock: PlanClock
): boolean {
  const { requests, seconds, load } = proofOf(series, course, steps, from, clock);
  return (
    load !== null &&
    requests >= recoveredRequests &&
    seconds >= recoveredShare * series.steps * series.stepSeconds - 1e-9
  );
}

/** What the steps from this one on prove: inside, under at least the load under which it was outside before. */
function proofOf(
  series: EndpointSeries,
  course: EndpointCourse,
  steps: readonly JudgedStep[],
  from: number,
  clock: PlanClock
): Proof {
  const loads = steps.slice(0, from).flatMap(({ above, highestLoad }) => (above > 0 ? [highestLoad] : []));
  const known = loads.flatMap((load) => load ?? []);
  if (known.length < loads.length) {
    return { requests: 0, seconds: 0, load: null };
  }
  const load = known.reduce<Load>(higherLoad, { users: 0, arrivalsPerSecond: 0 });
  const proves = (step: JudgedStep | undefined) =>
    step !== undefined && step.above === 0 && step.lowestLoad !== null && isAtLeast(step.lowestLoad, load);
  let requests = 0;
  let covered = 0;
  for (let index = from; index < steps.length; index += 1) {
    const step = steps[index];
    if (step === undefined || !proves(step)) {
      continue;
    }
    requests += step.requests - Math.max(step.slow, step.failed);
    covered += 1;
    const before = index > from ? steps[index - 1] : undefined;
    if (before !== undefined && proves(before)) {
      // Not called in between, while the load was there.
      for (let between = before.step + 1; between < step.step; between += 1) {
        const there = clock.loadIn(course, between, 0);
        covered += there !== null && isAtLeast(there.lowest, load) ? 1 : 0;
      }
    }
  }
  return { requests, seconds: covered * series.stepSeconds, load };
}

function whyNot(
  course: EndpointCourse,
  steps: readonly JudgedStep[],
  after: readonly JudgedStep[],
  proof: Proof,
  clock: PlanClock
): NotRecovered {
  const laterInside = after.reduce((sum, step) => sum + step.requests - Math.max(step.slow, step.failed), 0);
  const above = steps.filter((step) => step.above > 0).length;
  if (course.calledBy === 'frame') {
    return 'frame';
  }
  if (above >= 0.8 * steps.length) {
    return 'always';
  }
  if (after.length === 0) {
    return 'notCalledAgain';
  }
  if (proof.load === null || !clock.isKnown) {
    return 'planUnknown';
  }
  return laterInside >= recoveredRequests && proof.requests < recoveredRequests ? 'lessLoad' : 'tooLittle';
}
