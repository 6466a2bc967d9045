import type { PlannedLoad } from '../model/run';
import { offeredLoad } from './offered-load';
import type { Scenario, Scenarios, Stage } from './scenarios';

/**
 * k6 reads its gauge `vus` once a second, so a number of users is sure to be seen only when it is held that long; the
 * tenth more allows for a late tick.
 */
const gaugeWindowMs = 1100;
/** For sums of fractions of a millisecond. */
const tolerance = 1e-9;

/** Users of one scenario between two times: a straight line, and 0 outside. */
interface Piece {
  readonly fromMs: number;
  readonly toMs: number;
  readonly fromUsers: number;
  readonly toUsers: number;
}

/**
 * What the scenarios promise, for the whole run (an execution segment of it makes only its share).
 *
 * - `virtualUsers`: the largest number of users held for a gauge reading by constant-vus and ramping-vus together; null
 *   without such a scenario. The other executors start as many users as they need and promise none.
 * - `iterations`: null unless every scenario has a fixed number of them.
 * - `durationSeconds`: end of the last scenario with a fixed time; null without one. k6 skips stages at the end that
 *   stay at 0, so they do not count.
 * - `userSeconds`, `earlyUserStops`: null unless every scenario is constant-vus or ramping-vus.
 * - `arrivals`: null unless every scenario plans its iterations, at least one of them by an arrival rate.
 * - `offered`: see `offeredLoad`.
 */
export function plannedLoad(scenarios: Scenarios): PlannedLoad {
  const all = Object.values(scenarios);
  const pieces = all.map(userPieces).filter((list) => list !== null);
  const counts = all.map(fixedIterations).filter((count) => count !== null);
  const ends = all.map(endMs).filter((end) => end !== null);
  const endOfAll = Math.max(...ends);
  const onlyUsers = all.length > 0 && pieces.length === all.length;
  const starts = all.map(plannedStarts).filter((each) => each !== null);
  return {
    virtualUsers: pieces.length === 0 ? null : usersHeld(pieces.flat(), gaugeWindowMs),
    iterations: counts.length === 0 || counts.length < all.length ? null : sum(counts),
    durationSeconds: ends.length === 0 ? null : endOfAll / 1000,
    userSeconds: onlyUsers ? sum(all.map(userMs)) / 1000 : null,
    earlyUserStops: onlyUsers ? sum(all.map((scenario) => earlyStops(scenario, endOfAll))) : null,
    arrivals: starts.length === all.length && counts.length < all.length ? sum(starts) : null,
    offered: offeredLoad(scenarios),
  };
}

/**
 * The area under the users of one scenario. k6 starts a user when a ramp upwards reaches its whole number and stops one
 * when a ramp downwards has reached the number below, so that a ramp is a staircase half a user under or over its line
 * (getRawExecutionSteps in k6's lib/executor/ramping_vus.go, 1.8.1).
 */
function userMs(scenario: Scenario): number {
  return sum(
    (userPieces(scenario) ?? []).map(
      ({ fromMs, toMs, fromUsers, toUsers }) =>
        ((toMs - fromMs) * (fromUsers + toUsers - Math.sign(toUsers - fromUsers))) / 2
    )
  );
}

/** Users stopped before `endOfAll`; at the end itself every user is stopped, and that is not early. */
function earlyStops(scenario: Scenario, endOfAll: number): number {
  if (scenario.executor === 'constant-vus') {
    return scenario.startTimeMs + scenario.durationMs < endOfAll ? scenario.vus : 0;
  }
  if (scenario.executor !== 'ramping-vus') {
    return 0;
  }
  let users = scenario.startVUs;
  let stops = 0;
  for (const { target } of scenario.stages) {
    stops += Math.max(0, users - target);
    users = target;
  }
  return stops + (scenario.startTimeMs + lengthMs(scenario.stages) < endOfAll ? users : 0);
}

/**
 * Iterations that are sure to be started (or dropped). A constant rate starts its first one at once. A ramp starts its
 * n-th when the area under it reaches n, so that one due at the very end may or may not be.
 */
function plannedStarts(scenario: Scenario): number | null {
  if (scenario.executor === 'constant-arrival-rate') {
    return Math.floor((scenario.rate * scenario.durationMs) / scenario.timeUnitMs + tolerance);
  }
  if (scenario.executor !== 'ramping-arrival-rate') {
    return fixedIterations(scenario);
  }
  let rate = scenario.startRate;
  let area = 0;
  for (const { durationMs, target } of scenario.stages) {
    area += (durationMs * (rate + target)) / 2 / scenario.timeUnitMs;
    rate = target;
  }
  return Math.max(0, Math.ceil(area - tolerance) - 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function fixedIterations(scenario: Scenario): number | null {
  switch (scenario.executor) {
    case 'shared-iterations':
      return scenario.iterations;
    case 'per-vu-iterations':
      return scenario.iterations * scenario.vus;
    default:
      return null;
  }
}

function endMs(scenario: Scenario): number | null {
  switch (scenario.executor) {
    case 'constant-vus':
    case 'constant-arrival-rate':
      return scenario.startTimeMs + scenario.durationMs;
    case 'ramping-vus':
      return scenario.startTimeMs + lengthMs(activeStages(scenario.startVUs, scenario.stages));
    case 'ramping-arrival-rate':
      return scenario.startTimeMs + lengthMs(activeStages(scenario.startRate, scenario.stages));
    default:
      return null;
  }
}

/** Without the stages at the end that start at 0 and stay there: k6 1.8.1 ends the scenario before them. */
function activeStages(start: number, stages: readonly Stage[]): readonly Stage[] {
  let end = stages.length;
  while (end > 0 && stages[end - 1]?.target === 0 && (stages[end - 2]?.target ?? start) === 0) {
    end -= 1;
  }
  return stages.slice(0, end);
}

function lengthMs(stages: readonly Stage[]): number {
  return sum(stages.map((stage) => stage.durationMs));
}

function userPieces(scenario: Scenario): Piece[] | null {
  if (scenario.executor === 'constant-vus') {
    const { startTimeMs, durationMs, vus } = scenario;
    return [{ fromMs: startTimeMs, toMs: startTimeMs + durationMs, fromUsers: vus, toUsers: vus }];
  }
  if (scenario.executor !== 'ramping-vus') {
    return null;
  }
  const pieces: Piece[] = [];
  let at = scenario.startTimeMs;
  let users = scenario.startVUs;
  for (const { durationMs, target } of scenario.stages) {
    if (durationMs > 0) {
      pieces.push({ fromMs: at, toMs: at + durationMs, fromUsers: users, toUsers: target });
    }
    at += durationMs;
    users = target;
  }
  return pieces;
}

/** The largest whole number of users that the sum of the pieces keeps for the window without a break. */
function usersHeld(pieces: readonly Piece[], windowMs: number): number {
  const times = [...new Set(pieces.flatMap((piece) => [piece.fromMs, piece.toMs]))].sort((a, b) => a - b);
  const segments = times.slice(1).map((toMs, index) => lowerBound(pieces, times[index] ?? toMs, toMs));
  let low = 0;
  let high = Math.floor(
    tolerance + segments.reduce((most, { fromUsers, toUsers }) => Math.max(most, fromUsers, toUsers), 0)
  );
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (longestAtLeast(segments, middle - tolerance) >= windowMs - tolerance) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/**
 * The sum between two neighbouring times. Each ramp's users are whole, so the sum of several ramps may be up to one less
 * per further ramp than the sum of the lines.
 */
function lowerBound(pieces: readonly Piece[], fromMs: number, toMs: number): Piece {
  const active = pieces.filter((piece) => piece.fromMs <= fromMs && piece.toMs >= toMs);
  const moving = active.filter((piece) => piece.fromUsers !== piece.toUsers).length;
  const sumAt = (time: number) => active.reduce((sum, piece) => sum + usersAt(piece, time), -Math.max(0, moving - 1));
  return { fromMs, toMs, fromUsers: sumAt(fromMs), toUsers: sumAt(toMs) };
}

function usersAt({ fromMs, toMs, fromUsers, toUsers }: Piece, time: number): number {
  return fromUsers + ((toUsers - fromUsers) * (time - fromMs)) / (toMs - fromMs);
}

/** Length of the longest stretch on which the line is at least `users`. */
function longestAtLeast(segments: readonly Piece[], users: number): number {
  let longest = 0;
  let start: number | null = null;
  let end = 0;
  for (const segment of segments) {
    const [from, to] = partAtLeast(segment, users);
    if (from > to) {
      start = null;
      continue;
    }
    if (start === null || from > end) {
      start = from;
    }
    end = to;
    longest = Math.max(longest, end - start);
  }
  return longest;
}

/** The part of the segment on which the line is at least `users`; from > to when there is none. */
function partAtLeast(segment: Piece, users: number): [number, number] {
  const { fromMs, toMs, fromUsers, toUsers } = segment;
  if (fromUsers >= users && toUsers >= users) {
    return [fromMs, toMs];
  }
  if (fromUsers < users && toUsers < users) {
    return [1, 0];
  }
  const crossing = fromMs + ((users - fromUsers) / (toUsers - fromUsers)) * (toMs - fromMs);
  return fromUsers < users ? [crossing, toMs] : [fromMs, crossing];
}
