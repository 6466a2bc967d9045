import { z } from 'zod';
import { readinessSchema } from './deployment-view';
import { annotationOf, annotationSeverities } from '../annotations';
import { classifications, rulesBecause } from '../model/diagnosis';
import { effectStates } from '../model/effect';
import { regressionSchema, type Regression } from '../model/regression';
import { reasonSchema, thresholdSchema } from '../model/verdict';
import {
  codeCountSchema,
  endpointFiguresSchema,
  pickFigures,
  requestFiguresSchema,
  runFiguresSchema,
} from '../model/figures';
import { runProgressSchema } from '../model/progress';
import { reporters, runStatuses, triggers, verdicts } from '../model/run';
import { exceededLimitSchema, generatorFactsSchema, plannedLoadSchema, type SummaryPart } from '../model/protocol';
import { type Feedback, type PartRow, partsByInstance, type RunRow } from '../runs';
import type { LostSamples } from '../model/run';
import { parseSummary } from '../k6';
import type { FigureMetrics } from '../model/k6-summary';

const instant = z.iso.datetime();

z.globalRegistry.add(reasonSchema, { id: 'Reason' });
z.globalRegistry.add(thresholdSchema, { id: 'Threshold' });
z.globalRegistry.add(regressionSchema, { id: 'Regression' });

export const diagnosisSchema = z.object({
  classification: z.enum(classifications),
  proposed: z.enum(classifications).nullable(),
  confidence: z.number(),
  text: z.string(),
  evidenceIds: z.array(z.string()),
  madeBy: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('haiku'),
      model: z.string(),
      promptVersion: z.string(),
      requestId: z.string().nullable(),
      inputTokens: z.number(),
      outputTokens: z.number(),
      latencyMs: z.number(),
    }),
    z.object({
      kind: z.literal('rules'),
      rulesVersion: z.string(),
      because: z.enum(rulesBecause),
      detail: z.string(),
    }),
  ]),
  policy: z.object({ version: z.string(), permitsRedeploy: z.boolean(), rule: z.string(), reason: z.string() }),
  madeAt: instant,
});
z.globalRegistry.add(diagnosisSchema, { id: 'Diagnosis' });

export const autoFixAppliedSchema = z.object({
  action: z.literal('redeploy'),
  deploymentId: z.string(),
  appliedAt: instant,
  outcome: z.enum(['pending', 'fixed', 'notFixed', 'unknown']),
});
z.globalRegistry.add(autoFixAppliedSchema, { id: 'AutoFixApplied' });

const lostSamplesSchema = z
  .object({
    batches: z.number().describe('Batches that k6 gave up, in whole or in part'),
    samples: z.number().nullable().describe("How many samples were in them; null where k6's log tells it of none"),
    uncountedBatches: z.number().describe('Batches whose samples nobody counted: `samples` is a lower bound'),
    lateFlushes: z.number().describe('Nothing is lost by these; the store was slower than k6'),
    causes: z.array(z.string()),
  })
  .nullable()
  .describe("What did not reach the metric store, by k6's log; null where no reporter has read it");

const storeCheckSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('compared'),
    summaryRequests: z.number(),
    storeRequests: z.number(),
    missingRequests: z
      .number()
      .describe(
        'Lost on the way (see `lost`), or equal points: two of one series within a nanosecond are one in InfluxDB. Below ' +
          '0: the store has more, which another k6 wrote under the id of this run'
      ),
    missingShare: z.number().nullable(),
    lost: lostSamplesSchema,
  }),
  z.object({ kind: z.literal('storeOnly'), storeRequests: z.number(), lost: lostSamplesSchema }),
  z.object({ kind: z.literal('pending'), lost: lostSamplesSchema }),
  z.object({ kind: z.literal('unavailable'), reason: z.string(), lost: lostSamplesSchema }),
]);
z.globalRegistry.add(storeCheckSchema, { id: 'StoreCheck' });

export const feedbackSchema = z.object({
  correct: z.boolean().describe('Whether the diagnosis was right'),
  actualCause: z.string().nullable().describe('What it was in truth, in their words; plain text'),
  givenBy: z.string(),
  givenAt: instant,
});
z.globalRegistry.add(feedbackSchema, { id: 'Feedback' });

export function feedbackView({ correct, actualCause, givenBy, givenAt }: Feedback): z.infer<typeof feedbackSchema> {
  return { correct, actualCause, givenBy, givenAt: givenAt.toISOString() };
}

/** The run record: what lists show. Response times in ms, durations in s, the error rate as a fraction 0–1. */
export const runSchema = z.object({
  id: z.string(),
  test: z.string(),
  target: z.string(),
  environment: z.string(),
  trigger: z.enum(triggers),
  reporter: z.enum(reporters),
  status: z.enum(runStatuses),
  counts: z.boolean().describe('False: a verdict and nothing more, see countsReason'),
  countsReason: z.string().nullable(),
  announcedAt: instant,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  ...runFiguresSchema.shape,
  verdict: z.enum(verdicts).nullable(),
  reasons: z.array(reasonSchema),
  thresholds: z.array(thresholdSchema),
  diagnosis: diagnosisSchema.nullable(),
  actionRequired: z.boolean(),
  actionRequiredReason: z.string().nullable(),
  autoFixApplied: autoFixAppliedSchema.nullable(),
  incidentId: z.string().nullable(),
  judgement: z.number().describe('How often it was judged: a report after its deadline judges it again'),
  correctedFrom: z
    .object({ verdict: z.enum(verdicts), reason: z.string() })
    .nullable()
    .describe('What it was judged as before a late report changed its verdict'),
  regression: regressionSchema.nullable().describe('How it compares with its baseline; null: there was none'),
  storeCheck: storeCheckSchema.nullable().describe("How the metric store compares with k6's own count"),
  runUrl: z.string().nullable(),
});
z.globalRegistry.add(runSchema, { id: 'Run' });
export type RunView = z.infer<typeof runSchema>;

const runAnnotationSchema = z.object({
  severity: z.enum(annotationSeverities),
  text: z.string().describe('Plain text, one line, at most 500 characters'),
  from: instant,
  to: instant,
  tags: z.array(z.string()),
});
z.globalRegistry.add(runAnnotationSchema, { id: 'RunAnnotation' });

/** What dashboards show of the run; null: nothing. */
export function annotationView(run: RunRow): z.infer<typeof runAnnotationSchema> | null {
  const annotation = annotationOf(run);
  if (annotation === null) {
    return null;
  }
  const { severity, text, from, to, tags } = annotation;
  return { severity, text, from: from.toISOString(), to: to.toISOString(), tags: [...tags] };
}

z.globalRegistry.add(generatorFactsSchema, { id: 'GeneratorFacts' });

const warmUpViewSchema = z.object({
  exitCode: z.number().nullable().describe('Null when a signal ended it'),
  signal: z.string().nullable(),
  durationSeconds: z.number(),
  exceeded: exceededLimitSchema.nullable().describe('The limit for which it was ended; null: none'),
  logTail: z.array(z.string()),
});
z.globalRegistry.add(warmUpViewSchema, { id: 'WarmUp' });

const k6FiguresSchema = requestFiguresSchema.extend({
  iterations: z.number().nullable(),
  durationSeconds: z.number().nullable(),
});

export const runDetailSchema = runSchema.extend({
  labels: z.record(z.string(), z.string()).describe('Of the load test in the catalogue as it is now'),
  startedBy: z.string().nullable(),
  deadlineAt: instant,
  closedAtDeadline: z.boolean(),
  judgedAt: instant.nullable(),
  expectedInstances: z.number(),
  scriptHash: z.string().nullable(),
  loadProfileHash: z.string().nullable(),
  planned: plannedLoadSchema.nullable(),
  k6Version: z.string().nullable(),
  droppedIterationsShare: z.number().nullable(),
  generator: generatorFactsSchema
    .nullable()
    .describe('How the load generator did, each figure of the worst instance; null where no reporter has looked'),
  warmUp: warmUpViewSchema
    .nullable()
    .describe('The k6 that ran before the judged one and is no part of its figures; null: there was none'),
  deployment: z
    .object({
      id: z.string(),
      commit: z.string().nullable(),
      readiness: readinessSchema.nullable().describe('How the target answered before; null: it was not asked'),
    })
    .nullable()
    .describe('The deployment that started it; null: something else did'),
  productionDeployment: z
    .object({ id: z.string(), createdAt: z.string().nullable(), sha: z.string().nullable() })
    .nullable(),
  redeployGuard: z
    .string()
    .nullable()
    .describe('The guard that refused a redeploy of it, such as sameFailure; null: none did, or it was not asked'),
  endpoints: z.array(endpointFiguresSchema),
  endpointsLeftOut: z.number(),
  statusCodes: z.array(codeCountSchema),
  errorCodes: z.array(codeCountSchema),
  instances: z.array(
    z.object({
      instance: z.string(),
      exitCode: z.number().nullable(),
      signal: z.string().nullable(),
      k6Summary: k6FiguresSchema.nullable().describe("k6's own figures, as it reported them"),
      logTail: z.array(z.string()),
    })
  ),
  effects: z.array(
    z.object({
      id: z.string(),
      kind: z.string().describe('slackMessage, slackEdit, vercelRedeploy, grafanaAnnotation, resultPoint'),
      state: z.enum(effectStates),
      attempts: z.number(),
      createdAt: instant,
      settledAt: instant.nullable(),
      code: z.string().nullable(),
      reason: z.string().nullable(),
    })
  ),
  annotation: runAnnotationSchema
    .nullable()
    .describe('What the annotation of the run in Grafana says by the records; null: it has none'),
  progress: runProgressSchema
    .nullable()
    .describe(
      "Of a run of the sidecar's runner that is not over; the stage alone where another sidecar runs it. Else null"
    ),
  feedback: z.array(feedbackSchema).describe('What people said about the diagnosis, newest first'),
});
z.globalRegistry.add(runDetailSchema, { id: 'RunDetail' });
export type RunDetailView = z.infer<typeof runDetailSchema>;

/** A stored run as the API shows it. */
export function runView(run: RunRow, runUrl: (runId: string) => string | null): RunView {
  return {
    id: run.id,
    test: run.test,
    target: run.target,
    environment: run.environment,
    trigger: run.trigger,
    reporter: run.reporter,
    status: run.status,
    counts: run.counts,
    countsReason: run.countsReason,
    announcedAt: run.announcedAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    endedAt: run.endedAt?.toISOString() ?? null,
    ...pickFigures(runFiguresSchema, run),
    verdict: run.verdict,
    reasons: [...(run.reasons ?? [])],
    thresholds: [...(run.thresholds ?? [])],
    diagnosis: run.diagnosis === null ? null : { ...run.diagnosis, evidenceIds: [...run.diagnosis.evidenceIds] },
    actionRequired: run.actionRequired,
    actionRequiredReason: run.actionRequiredReason,
    autoFixApplied: run.autoFixApplied,
    incidentId: run.incidentId,
    judgement: run.judgement,
    correctedFrom: run.correctedFrom,
    regression: run.regression === null ? null : regressionView(run.regression),
    storeCheck: run.storeCheck === null ? null : { ...run.storeCheck, lost: lostView(run.storeCheck.lost ?? null) },
    runUrl: runUrl(run.id),
  };
}

function regressionView(regression: Regression): z.infer<typeof regressionSchema> {
  return { ...regression, findings: [...regression.findings] };
}

function lostView(lost: LostSamples | null) {
  return lost === null ? null : { ...lost, causes: [...lost.causes] };
}

export function deploymentView(run: RunRow): RunDetailView['deployment'] {
  const { deploymentId: id, deploymentCommit: commit, readiness } = run;
  return id === null ? null : { id, commit, readiness };
}

/** What each instance reported, from the stored parts. */
export function instanceViews(parts: readonly PartRow[], metrics?: FigureMetrics | null): RunDetailView['instances'] {
  return partsByInstance(parts).map(({ instance, exit, summary }) => ({
    instance,
    exitCode: exit?.exitCode ?? null,
    signal: exit?.signal ?? null,
    k6Summary: summaryView(summary, metrics ?? undefined),
    logTail: exit?.log?.tail ?? [],
  }));
}

function summaryView(
  part: SummaryPart | null,
  metrics: FigureMetrics | undefined
): RunDetailView['instances'][number]['k6Summary'] {
  const parsed = part === null ? null : parseSummary(part.summary, metrics);
  if (parsed === null || !parsed.ok) {
    return null;
  }
  const { summary } = parsed;
  return {
    ...pickFigures(requestFiguresSchema, summary),
    iterations: summary.iterations,
    durationSeconds: summary.durationMs === null ? null : summary.durationMs / 1000,
  };
}
