import { z } from 'zod';
import { storable } from '../http/storable';
import type { ScriptThreshold } from '../runs/model';

const writtenThreshold = z.union([
  z.string(),
  z.looseObject({
    threshold: z.string(),
    abortOnFail: z.boolean().nullish(),
    delayAbortEval: z.string().nullish(),
  }),
]);
const writtenThresholds = z.record(z.string(), z.array(writtenThreshold).nullish()).nullish();

/** `options.thresholds` as `k6 inspect` prints them: an expression alone, or an object where it may abort the run. */
export function readThresholds(inspected: unknown): ScriptThreshold[] {
  const thresholds = storable(writtenThresholds.parse(inspected) ?? {});
  return Object.entries(thresholds).flatMap(([metric, written]) =>
    (written ?? []).map((each) =>
      typeof each === 'string'
        ? { metric, expression: each, abortOnFail: false, delayAbortEval: null }
        : {
            metric,
            expression: each.threshold,
            abortOnFail: each.abortOnFail ?? false,
            delayAbortEval: each.delayAbortEval ?? null,
          }
    )
  );
}
