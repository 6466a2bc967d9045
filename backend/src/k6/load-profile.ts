import { z } from 'zod';
import { contentHash } from '../lib/canonical';

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

const unitsMs: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ns: 1e-6,
};

/**
 * Milliseconds of a duration as Go writes it (`1m0s`, `500ms`, `1.5s`), rounded to a microsecond; a number is already
 * in milliseconds, as in k6's options.
 *
 * @returns null when the text is no duration.
 */
export function durationMs(value: string | number): number | null {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : null;
  }
  if (value === '0') {
    return 0;
  }
  if (!/^(\d+(\.\d+)?(h|ms|m|s|us|µs|μs|ns))+$/.test(value)) {
    return null;
  }
  let total = 0;
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|μs|ns)/g)) {
    total += Number(amount) * (unitsMs[unit ?? ''] ?? Number.NaN);
  }
  return Math.round(total * 1000) / 1000;
}

const duration = z.union([z.string(), z.number().nonnegative()]).transform((value, context) => {
  const ms = durationMs(value);
  if (ms === null) {
    context.addIssue({ code: 'custom', message: `${JSON.stringify(value)} is no duration such as "1m30s"` });
    return z.NEVER;
  }
  return ms;
});
/** k6 writes null where the script left the option at its default. */
const orElse = <T extends z.ZodType, D>(schema: T, fallback: D) =>
  schema.nullish().transform((value) => value ?? fallback);

const whole = z.number().int().nonnegative();
const common = { exec: orElse(z.string(), 'default'), startTime: orElse(duration, 0) };
const stages = orElse(z.array(z.object({ duration, target: whole })), []);
const iterations = { vus: orElse(whole, 1), iterations: orElse(whole, 1), maxDuration: orElse(duration, 600_000) };
const arrivals = { timeUnit: orElse(duration, 1000), preAllocatedVUs: whole, maxVUs: whole.nullish() };

/** Defaults: https://grafana.com/docs/k6/latest/using-k6/scenarios/executors/ */
const scenarioSchema = z.discriminatedUnion('executor', [
  z.object({ executor: z.literal('constant-vus'), ...common, vus: orElse(whole, 1), duration }),
  z.object({ executor: z.literal('ramping-vus'), ...common, startVUs: orElse(whole, 1), stages }),
  z.object({ executor: z.literal('shared-iterations'), ...common, ...iterations }),
  z.object({ executor: z.literal('per-vu-iterations'), ...common, ...iterations }),
  z.object({ executor: z.literal('constant-arrival-rate'), ...common, ...arrivals, rate: whole, duration }),
  z.object({
    executor: z.literal('ramping-arrival-rate'),
    ...common,
    ...arrivals,
    startRate: orElse(whole, 0),
    stages,
  }),
  z.object({
    executor: z.literal('externally-controlled'),
    ...common,
    vus: orElse(whole, 0),
    maxVUs: whole.nullish(),
    duration: orElse(duration, 0),
  }),
]);

/**
 * The scenarios of `k6 inspect --execution-requirements` or of `exec.test.options`, with k6's defaults filled in.
 * Left out, because they do not change the load: tags, env, gracefulStop, gracefulRampDown, browser options.
 *
 * @throws ZodError when k6 wrote something this code does not know, such as an executor of a later version.
 */
export function readScenarios(raw: unknown): Scenarios {
  const parsed = z.record(z.string(), scenarioSchema).parse(raw);
  return Object.fromEntries(Object.entries(parsed).map(([name, scenario]) => [name, normalised(scenario)]));
}

function normalised(scenario: z.infer<typeof scenarioSchema>): Scenario {
  const base = { exec: scenario.exec, startTimeMs: scenario.startTime };
  const toStages = (list: ReadonlyArray<{ duration: number; target: number }>) =>
    list.map((stage) => ({ durationMs: stage.duration, target: stage.target }));
  switch (scenario.executor) {
    case 'constant-vus':
      return { ...base, executor: scenario.executor, vus: scenario.vus, durationMs: scenario.duration };
    case 'ramping-vus':
      return {
        ...base,
        executor: scenario.executor,
        startVUs: scenario.startVUs,
        stages: toStages(scenario.stages),
      };
    case 'shared-iterations':
    case 'per-vu-iterations': {
      const { executor, vus, iterations: count, maxDuration } = scenario;
      return { ...base, executor, vus, iterations: count, maxDurationMs: maxDuration };
    }
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate': {
      const { preAllocatedVUs, timeUnit } = scenario;
      const pool = { timeUnitMs: timeUnit, preAllocatedVUs, maxVUs: scenario.maxVUs ?? preAllocatedVUs };
      return scenario.executor === 'constant-arrival-rate'
        ? { ...base, ...pool, executor: scenario.executor, rate: scenario.rate, durationMs: scenario.duration }
        : {
            ...base,
            ...pool,
            executor: scenario.executor,
            startRate: scenario.startRate,
            stages: toStages(scenario.stages),
          };
    }
    case 'externally-controlled': {
      const { executor, vus, duration: length } = scenario;
      return { ...base, executor, vus, maxVUs: scenario.maxVUs ?? vus, durationMs: length };
    }
  }
}

/**
 * SHA-256 of the canonical JSON of the normalised scenarios, by name: two runs with the same hash put the same load on
 * the target. `k6/lib/load-profile.js` computes the same inside k6.
 */
export function loadProfileHash(scenarios: Scenarios): string {
  return contentHash(scenarios);
}
