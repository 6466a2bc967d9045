import type { OfferedLoad } from '../model/run';

/** Load planned at a moment: users of closed scenarios and arrivals per second of open ones, which cannot be added up. */
export interface Load {
  readonly users: number;
  readonly arrivalsPerSecond: number;
}

/** Loads are sums of fractions. */
const tolerance = 1e-6;

/**
 * The load that the plan offers in this second, counted from k6's first scheduled iteration.
 *
 * @param plan the scenarios that matter; null: none is known.
 * @returns null where the plan does not say.
 */
export function offeredLoadAt(plan: readonly OfferedLoad[] | null, second: number): Load | null {
  if (!isKnown(plan)) {
    return null;
  }
  const sum = { users: 0, arrivalsPerSecond: 0 };
  for (const { unit, lines } of plan) {
    for (const { fromSeconds, toSeconds, from, to } of lines ?? []) {
      if (second >= fromSeconds && second < toSeconds) {
        sum[unit] += from + ((to - from) * (second - fromSeconds)) / (toSeconds - fromSeconds);
      }
    }
  }
  return sum;
}

/** The lowest and the highest load, of each unit, that the plan offers between two seconds. */
export function offeredLoadWithin(
  plan: readonly OfferedLoad[] | null,
  fromSecond: number,
  toSecond: number
): { readonly lowest: Load; readonly highest: Load } | null {
  if (!isKnown(plan)) {
    return null;
  }
  // A load is highest and lowest at an end of its lines, or of the time that is asked about; just before a line ends it is another.
  const ends = plan
    .flatMap(({ lines }) => lines ?? [])
    .flatMap(({ fromSeconds, toSeconds }) => [fromSeconds, toSeconds - tolerance, toSeconds, fromSeconds - tolerance])
    .filter((second) => second > fromSecond && second < toSecond);
  const loads = [fromSecond, ...ends, toSecond].flatMap((second) => offeredLoadAt(plan, second) ?? []);
  const extreme = (pick: (...values: number[]) => number): Load => ({
    users: pick(...loads.map(({ users }) => users)),
    arrivalsPerSecond: pick(...loads.map(({ arrivalsPerSecond }) => arrivalsPerSecond)),
  });
  return { lowest: extreme(Math.min), highest: extreme(Math.max) };
}

/** Whether a load is the same as another one or higher, in either unit. */
export function isAtLeast(load: Load, other: Load): boolean {
  const atLeast = (a: number, b: number) => a >= b * (1 - 1e-4) - tolerance;
  return atLeast(load.users, other.users) && atLeast(load.arrivalsPerSecond, other.arrivalsPerSecond);
}

/** The higher of two loads, of each unit. */
export function higherLoad(a: Load | null, b: Load): Load {
  return {
    users: Math.max(a?.users ?? 0, b.users),
    arrivalsPerSecond: Math.max(a?.arrivalsPerSecond ?? 0, b.arrivalsPerSecond),
  };
}

/** The scenarios of these names; all of them where a request carries no name of one, or an unknown one. */
export function planOf(
  plan: readonly OfferedLoad[] | null,
  scenarios: readonly string[]
): readonly OfferedLoad[] | null {
  const named = plan?.filter(({ scenario }) => scenarios.includes(scenario)) ?? [];
  return scenarios.length > 0 && named.length === new Set(scenarios).size ? named : plan;
}

/**
 * When the first iteration of the plan begins: between these two seconds. k6 starts a user when a ramp reaches its whole
 * number, the first arrival of a constant rate at once and that of a ramp when the area under it reaches one.
 */
export function firstIteration(plan: readonly OfferedLoad[]): { readonly earliest: number; readonly latest: number } {
  const starts = plan.map(firstOf).filter(({ latest }) => Number.isFinite(latest));
  return starts.length === 0
    ? { earliest: 0, latest: 0 }
    : {
        earliest: Math.min(...starts.map(({ earliest }) => earliest)),
        latest: Math.min(...starts.map(({ latest }) => latest)),
      };
}

function firstOf({ unit, lines }: OfferedLoad): { readonly earliest: number; readonly latest: number } {
  let area = 0;
  for (const { fromSeconds, toSeconds, from, to } of lines ?? []) {
    const seconds = toSeconds - fromSeconds;
    if (unit === 'users' && Math.max(from, to) >= 1) {
      const at = from >= 1 ? fromSeconds : fromSeconds + (seconds * (1 - from)) / (to - from);
      return { earliest: at, latest: at };
    }
    if (unit === 'arrivalsPerSecond' && area + ((from + to) / 2) * seconds >= 1) {
      const after = timeToArea(1 - area, from, (to - from) / seconds);
      return { earliest: from === to ? fromSeconds : fromSeconds + after, latest: fromSeconds + after };
    }
    area += ((from + to) / 2) * seconds;
  }
  return { earliest: Infinity, latest: Infinity };
}

/** When the area under a line that starts at `from` and rises by `slope` a second reaches this. */
function timeToArea(area: number, from: number, slope: number): number {
  return slope === 0 ? area / from : (Math.sqrt(from * from + 2 * slope * area) - from) / slope;
}

/** A plan that says of each scenario what it offers. */
export function isKnown(plan: readonly OfferedLoad[] | null): plan is readonly OfferedLoad[] {
  return plan !== null && plan.length > 0 && plan.every(({ lines }) => lines !== null);
}
