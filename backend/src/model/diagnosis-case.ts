import { z } from 'zod';
import { classifications, historyFiguresSchema, type DiagnosisInput } from './diagnosis';
import {
  codeCountSchema,
  endpointFiguresSchema,
  measuredFiguresSchema,
  runSeriesSchema,
  type EndpointSeries,
} from './figures';
import { offeredLoadSchema } from './protocol';
import { triggers, verdicts } from './run';
import { reasonSchema, thresholdSchema } from './verdict';

const instant = z.iso.datetime();

/** `EndpointSeries`, as a case keeps it. */
const endpointSeriesSchema: z.ZodType<EndpointSeries, EndpointSeries> = z.object({
  stepSeconds: z.number(),
  steps: z.number(),
  from: instant.nullable(),
  slowerThanMs: z.array(z.number()),
  endpoints: z.array(
    z.object({
      endpoint: z.object({ name: z.string(), method: z.string() }).nullable(),
      calledBy: z.enum(['iterations', 'frame']),
      scenarios: z.array(z.string()),
      steps: z.array(
        z.object({
          step: z.number(),
          requests: z.number(),
          failedRequests: z.number(),
          durationSumMs: z.number(),
          slowRequests: z.array(z.number()),
        })
      ),
    })
  ),
});

/** `DiagnosisInput`, as it is exported and read again. */
const diagnosisInputSchema: z.ZodType<DiagnosisInput, DiagnosisInput> = z.object({
  run: z.object({
    id: z.string(),
    test: z.string(),
    target: z.string(),
    environment: z.string(),
    trigger: z.enum(triggers),
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
    verdict: z.enum(verdicts),
  }),
  figures: measuredFiguresSchema,
  reasons: z.array(reasonSchema),
  thresholds: z.array(thresholdSchema),
  endpoints: z.array(endpointFiguresSchema),
  statusCodes: z.array(codeCountSchema),
  errorCodes: z.array(codeCountSchema),
  series: runSeriesSchema.nullable(),
  endpointSeries: endpointSeriesSchema.nullish(),
  offeredLoad: z.array(offeredLoadSchema).nullish(),
  history: z.array(
    historyFiguresSchema.extend({
      runId: z.string(),
      endedAt: instant.nullable(),
      verdict: z.enum(verdicts),
      autoFixApplied: z.boolean(),
    })
  ),
  deployment: z.object({ id: z.string(), createdAt: z.string().nullable() }).nullable(),
  droppedIterationsShare: z.number().nullable(),
});

/** A diagnosis with what is known to be right: what the diagnosis is measured by (`npm run eval`). */
export const diagnosisCaseSchema = z.object({
  id: z.string(),
  /** What was wrong, in one word of the generator's, or `feedback`. */
  kind: z.string(),
  /** What the failure is in truth. Null: a person said that the diagnosis was not right, and not what would have been. */
  label: z.enum(classifications).nullable(),
  /** Why it is that. */
  why: z.string(),
  /** `heldOut`: not looked at while rules are changed. */
  split: z.enum(['tuning', 'heldOut']),
  /** Names and addresses hold sentences meant for the model. */
  injected: z.boolean(),
  input: diagnosisInputSchema,
});
export type DiagnosisCase = Readonly<z.infer<typeof diagnosisCaseSchema>>;
