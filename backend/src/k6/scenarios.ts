import { durationMs } from './duration';
import type { ResolvedScenario } from './scenario-schema';

/** A stage of a ramp; `target` in users or iterations per time unit. */
export interface Stage {
  readonly durationMs: number;
  readonly target: number;
}

/** One scenario with k6's own defaults filled in and every duration in milliseconds. */
export type Scenario = { readonly exec: string; readonly startTimeMs: number } & (
  | { readonly executor: 'constant-vus'; readonly vus: number; readonly durationMs: number }
  | { readonly executor: 'ramping-vus'; readonly startVUs: number; readonly stages: readonly Stage[] }
  | {
      readonly executor: 'shared-iterations' | 'per-vu-iterations';
      readonly vus: number;
      readonly iterations: number;
      readonly maxDurationMs: number;
    }
  | {
      readonly executor: 'constant-arrival-rate';
      readonly rate: number;
      readonly timeUnitMs: number;
      readonly durationMs: number;
      readonly preAllocatedVUs: number;
      readonly maxVUs: number;
    }
  | {
      readonly executor: 'ramping-arrival-rate';
      readonly startRate: number;
      readonly timeUnitMs: number;
      readonly stages: readonly Stage[];
      readonly preAllocatedVUs: number;
      readonly maxVUs: number;
    }
  | {
      readonly executor: 'externally-controlled';
      readonly vus: number;
      readonly maxVUs: number;
      readonly durationMs: number;
    }
);

export type Scenarios = Readonly<Record<string, Scenario>>;

/** The executors of k6 1 and 2. */
const executors: readonly string[] = [
  'constant-vus',
  'ramping-vus',
  'shared-iterations',
  'per-vu-iterations',
  'constant-arrival-rate',
  'ramping-arrival-rate',
  'externally-controlled',
] satisfies ReadonlyArray<Scenario['executor']>;

/**
 * The scenarios with k6's own defaults filled in and every duration in milliseconds. Left out, because they do not
 * change the load: tags, env, gracefulStop, gracefulRampDown, browser options.
 *
 * @returns null when there is an executor of a later k6 among them.
 * @throws TypeError for a duration that k6 does not write.
 */
export function normalisedScenarios(scenarios: Readonly<Record<string, ResolvedScenario>>): Scenarios | null {
  const all = Object.entries(scenarios);
  return all.every(([, { executor }]) => executors.includes(executor))
    ? Object.fromEntries(all.map(([name, scenario]) => [name, normalised(scenario)]))
    : null;
}

/** Defaults: https://grafana.com/docs/k6/latest/using-k6/scenarios/executors/ */
function normalised(scenario: ResolvedScenario): Scenario {
  const base = { exec: scenario.exec ?? 'default', startTimeMs: milliseconds(scenario.startTime ?? 0) };
  switch (scenario.executor) {
    case 'constant-vus': {
      const { executor, vus, duration } = scenario;
      return { ...base, executor, vus: vus ?? 1, durationMs: milliseconds(duration) };
    }
    case 'ramping-vus': {
      const { executor, startVUs, stages } = scenario;
      return { ...base, executor, startVUs: startVUs ?? 1, stages: normalisedStages(stages) };
    }
    case 'shared-iterations':
    case 'per-vu-iterations': {
      const { executor, vus, iterations, maxDuration } = scenario;
      const maxDurationMs = milliseconds(maxDuration ?? '10m');
      return { ...base, executor, vus: vus ?? 1, iterations: iterations ?? 1, maxDurationMs };
    }
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate': {
      const { preAllocatedVUs, timeUnit, maxVUs } = scenario;
      const timeUnitMs = milliseconds(timeUnit ?? '1s');
      const pool = { timeUnitMs, preAllocatedVUs, maxVUs: maxVUs ?? preAllocatedVUs };
      if (scenario.executor === 'constant-arrival-rate') {
        const { executor, rate, duration } = scenario;
        return { ...base, ...pool, executor, rate, durationMs: milliseconds(duration) };
      }
      const { executor, startRate, stages } = scenario;
      return { ...base, ...pool, executor, startRate: startRate ?? 0, stages: normalisedStages(stages) };
    }
    case 'externally-controlled': {
      const { executor, maxVUs, duration } = scenario;
      const vus = scenario.vus ?? 0;
      return { ...base, executor, vus, maxVUs: maxVUs ?? vus, durationMs: milliseconds(duration ?? 0) };
    }
  }
}

function normalisedStages(stages: Extract<ResolvedScenario, { readonly executor: 'ramping-vus' }>['stages']): Stage[] {
  return (stages ?? []).map(({ duration, target }) => ({ durationMs: milliseconds(duration), target }));
}

function milliseconds(duration: string | number): number {
  const ms = durationMs(duration);
  if (ms === null) {
    throw new TypeError(`${JSON.stringify(duration)} is no duration`);
  }
  return ms;
}
