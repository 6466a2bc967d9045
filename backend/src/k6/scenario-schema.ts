import { z } from 'zod';
import { durationMs } from './duration';

const duration = z.union([z.string(), z.number().nonnegative()]).refine((value) => durationMs(value) !== null, {
  error: ({ input }) => `${JSON.stringify(input)} is no duration such as "1m30s"`,
});
const whole = z.number().int().nonnegative();

/** k6 writes null where the script left an option at its default. */
const common = { exec: z.string().nullish(), startTime: duration.nullish() };
const stages = z.array(z.object({ duration, target: whole })).nullish();
const iterations = { vus: whole.nullish(), iterations: whole.nullish(), maxDuration: duration.nullish() };
const arrivals = { timeUnit: duration.nullish(), preAllocatedVUs: whole, maxVUs: whole.nullish() };

/** A scenario as k6 resolves it, in `k6 inspect --execution-requirements` and in `exec.test.options`. */
export const scenarioSchema = z.discriminatedUnion('executor', [
  z.object({ executor: z.literal('constant-vus'), ...common, vus: whole.nullish(), duration }),
  z.object({ executor: z.literal('ramping-vus'), ...common, startVUs: whole.nullish(), stages }),
  z.object({ executor: z.literal('shared-iterations'), ...common, ...iterations }),
  z.object({ executor: z.literal('per-vu-iterations'), ...common, ...iterations }),
  z.object({ executor: z.literal('constant-arrival-rate'), ...common, ...arrivals, rate: whole, duration }),
  z.object({
    executor: z.literal('ramping-arrival-rate'),
    ...common,
    ...arrivals,
    startRate: whole.nullish(),
    stages,
  }),
  z.object({
    executor: z.literal('externally-controlled'),
    ...common,
    vus: whole.nullish(),
    maxVUs: whole.nullish(),
    duration: duration.nullish(),
  }),
]);

export type ResolvedScenario = z.infer<typeof scenarioSchema>;
