import { z } from 'zod';
import { contentHash } from '../lib/content-hash';
import { scenarioSchema } from './scenario-schema';
import { normalisedScenarios, type Scenarios } from './scenarios';

const resolvedSchema = z.record(z.string(), scenarioSchema).transform((resolved, context) => {
  const scenarios = normalisedScenarios(resolved);
  if (scenarios === null) {
    context.addIssue({ code: 'custom', message: 'an executor is not known here' });
    return z.NEVER;
  }
  return scenarios;
});

/**
 * The scenarios of `k6 inspect --execution-requirements` or of `exec.test.options`, with k6's defaults filled in.
 *
 * @throws ZodError when k6 wrote something this code does not know, such as an executor of a later version.
 */
export function readScenarios(raw: unknown): Scenarios {
  return resolvedSchema.parse(raw);
}

/**
 * SHA-256 of the canonical JSON of the normalised scenarios, by name: two runs with the same hash put the same load on
 * the target. `k6/lib/monitor.js` computes the same inside k6.
 */
export function loadProfileHash(scenarios: Scenarios): string {
  return contentHash(scenarios);
}
