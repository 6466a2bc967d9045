import { z } from 'zod';
import { storable } from '../lib/storable';
import type { ScriptThreshold } from '../model/run';
import { measuredOptions } from './k6-switches';

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

/** Those of k6's resolved options that change what is measured; the ones that are not set are left out. */
export function readMeasuredOptions(inspected: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const set = measuredOptions.filter((name) => (inspected[name] ?? null) !== null);
  return Object.fromEntries(set.map((name) => [name, inspected[name]]));
}
