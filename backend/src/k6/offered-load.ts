import type { OfferedLine, OfferedLoad } from '../model/run';
import type { Scenario, Scenarios, Stage } from './scenarios';

/** A plan with more is not kept: nobody can read it, and a run's record stays small. */
const maximumScenarios = 100;
const maximumLines = 1000;
const maximumNameLength = 100;

/**
 * What each scenario offers over time, counted from the second in which k6 starts its first iterations: users where they
 * come back for the next iteration (think time is part of it), arrivals per second where k6 starts iterations by a rate.
 * Scenarios of fixed iterations offer their users for as long as they may take at most.
 *
 * @returns null for a plan too large to be kept.
 */
export function offeredLoad(scenarios: Scenarios): OfferedLoad[] | null {
  const all = Object.entries(scenarios);
  const offered = all.map(([scenario, plan]): OfferedLoad => ({ scenario, unit: unitOf(plan), lines: linesOf(plan) }));
  const lines = offered.reduce((total, each) => total + (each.lines ?? []).length, 0);
  const isSmall =
    all.length <= maximumScenarios && lines <= maximumLines && all.every(([name]) => name.length <= maximumNameLength);
  return isSmall ? offered : null;
}

function unitOf({ executor }: Scenario): OfferedLoad['unit'] {
  return executor === 'constant-arrival-rate' || executor === 'ramping-arrival-rate' ? 'arrivalsPerSecond' : 'users';
}

function linesOf(scenario: Scenario): OfferedLine[] | null {
  const { startTimeMs } = scenario;
  switch (scenario.executor) {
    case 'constant-vus':
      return [level(startTimeMs, scenario.durationMs, scenario.vus)];
    case 'shared-iterations':
    case 'per-vu-iterations':
      return [level(startTimeMs, scenario.maxDurationMs, scenario.vus)];
    case 'ramping-vus':
      return ramp(startTimeMs, scenario.startVUs, scenario.stages, 1);
    case 'constant-arrival-rate':
      return [level(startTimeMs, scenario.durationMs, (scenario.rate * 1000) / scenario.timeUnitMs)];
    case 'ramping-arrival-rate':
      return ramp(startTimeMs, scenario.startRate, scenario.stages, 1000 / scenario.timeUnitMs);
    case 'externally-controlled':
      // Whoever controls it may change it at any time.
      return null;
  }
}

function level(startTimeMs: number, durationMs: number, load: number): OfferedLine {
  return { fromSeconds: startTimeMs / 1000, toSeconds: (startTimeMs + durationMs) / 1000, from: load, to: load };
}

/** @param each how much load one of the stages' targets is. */
function ramp(startTimeMs: number, start: number, stages: readonly Stage[], each: number): OfferedLine[] {
  const lines: OfferedLine[] = [];
  let atMs = startTimeMs;
  let load = start;
  for (const { durationMs, target } of stages) {
    if (durationMs > 0) {
      lines.push({
        fromSeconds: atMs / 1000,
        toSeconds: (atMs + durationMs) / 1000,
        from: load * each,
        to: target * each,
      });
    }
    atMs += durationMs;
    load = target;
  }
  return lines;
}
