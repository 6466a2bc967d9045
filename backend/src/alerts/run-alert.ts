import { z } from 'zod';
import { runFiguresSchema } from '../model/figures';
import { reporters, triggers, verdicts } from '../model/run';
import { reasonCodes, reasonSchema, thresholdSchema } from '../model/verdict';

/** What a person is told about a run. */
export const alertKinds = [
  'autoFixApplied',
  'actionRequired',
  'inconclusive',
  'errored',
  'missed',
  'recovered',
  'failedAndRecovered',
  'corrected',
  'regression',
  'closed',
  'acknowledged',
] as const;
export type AlertKind = (typeof alertKinds)[number];

export const alertFiguresSchema = runFiguresSchema.pick({
  durationSeconds: true,
  virtualUsers: true,
  requests: true,
  p95ResponseTimeMs: true,
  avgResponseTimeMs: true,
  errorRate: true,
  errorRateSamples: true,
});

/** How it went with the load test until the run that a message is about. */
export const courseSchema = z.object({
  /** ISO 8601: start of the first run after the last passed one. */
  since: z.string(),
  /** Runs since then without a pass, and how many of them failed. */
  runs: z.number(),
  failed: z.number(),
  /** True where `runs` and `failed` are lower bounds. */
  isMore: z.boolean(),
  /** ISO 8601: start of the last passed run; null: none is known. */
  lastPassedAt: z.string().nullable(),
  /** What was wrong, in one sentence, by the newest of these runs; null: nobody knows. */
  cause: z.string().nullable(),
  /** ISO 8601: when it was over; null: it is not. */
  until: z.string().nullable(),
});

/**
 * Everything a message about one run needs; null means "not measured" or "there is none", never zero. It is stored with
 * the effect that sends it, so what came later is optional, and a reason that this version does not know is no reason to
 * tell nobody.
 */
export const runAlertSchema = z.object({
  kind: z.enum(alertKinds),
  test: z.string(),
  target: z.string(),
  environment: z.string(),
  /** Of the load test in the catalogue when the message was planned. */
  labels: z.record(z.string(), z.string()).optional(),
  trigger: z.enum(triggers).optional(),
  reporter: z.enum(reporters).optional(),
  /** In production when the run was announced or, where that is not known, at the last run that knew. */
  deployment: z.object({ id: z.string(), createdAt: z.string().nullable(), sha: z.string().nullable() }).nullish(),
  /** The first place to look at, in one sentence. */
  lookFirst: z.string().nullish(),
  /** Null for a run that has passed after a passed one. */
  course: courseSchema.nullish(),
  /** Of `closed` and `acknowledged`: who did it, as the audit trail names them, and what they said. */
  person: z.object({ by: z.string(), said: z.string().nullable() }).nullish(),
  verdict: z.enum(verdicts),
  runId: z.string(),
  /** ISO 8601; for a missed run, when it was due. */
  runDate: z.string().nullable(),
  ...alertFiguresSchema.shape,
  /** Absent in messages planned before it was counted: then no count is told. */
  errorRateSamples: alertFiguresSchema.shape.errorRateSamples.optional(),
  /** The limits that did not hold; those that held are left out by the renderer. */
  breached: z.array(thresholdSchema).readonly(),
  reasons: z.array(reasonSchema.extend({ code: z.enum(reasonCodes).catch('notJudgeable') })).readonly(),
  /** How the run compares with its baseline; absent in messages of before 0.2, null: there is none. */
  regression: z
    .object({ baselineRunId: z.string(), isPinned: z.boolean(), findings: z.array(z.string()).readonly() })
    .nullish(),
  diagnosis: z
    .object({
      /** Without what the message tells by itself: the breached limits. */
      text: z.string(),
      madeBy: z.enum(['haiku', 'rules']),
      /** As the API named it; null for a diagnosis by rules. */
      model: z.string().nullable(),
    })
    .nullable(),
  /** Why a person is needed, in plain words. */
  actionRequiredReason: z.string().nullable(),
  autoFix: z
    .object({
      projectId: z.string(),
      deploymentId: z.string(),
      deploymentUrl: z.string().nullable(),
      /** ISO 8601: when a person is asked, unless a run has passed before. Absent in messages of before 0.2. */
      personAskedAt: z.string().optional(),
      /** The person who has approved it; absent or null: nobody had to. */
      approvedBy: z.string().nullish(),
    })
    .nullable(),
  /** Of `recovered`: the redeploy that was verified by this run, and the figures of the run that it was made for. */
  fixedBy: z.object({ deploymentId: z.string(), before: alertFiguresSchema.nullable() }).nullish(),
  /** Where a late report has changed the verdict: what was said before, and what became of the incident. */
  correction: z
    .object({
      verdict: z.enum(verdicts),
      reason: z.string(),
      incident: z.enum(['takenBack', 'resolved', 'stays']).nullable(),
      /** Why the run does not count any more; null where it does. */
      notCounted: z.string().nullish(),
    })
    .nullish(),
  /** The run's page in Grafana. */
  runUrl: z.string().nullable(),
  /** Travels in the message's metadata, so that a message can be found again. */
  effectId: z.string(),
});
export type RunAlert = Readonly<z.infer<typeof runAlertSchema>>;
