import { z } from 'zod';
import type { Reason, ThresholdResult } from './verdict';
import {
  runFiguresSchema,
  type CodeCount,
  type EndpointFigures,
  type EndpointSeries,
  type RunFigures,
  type RunSeries,
} from './figures';
import type { OfferedLoad, Trigger, Verdict } from './run';

/** What a failed run is classified as. */
export const classifications = ['autoFixable', 'actionRequired'] as const;
export type Classification = (typeof classifications)[number];

/** A deployment younger than this when a run started was still cold, and another one would be just as cold; in seconds. */
export const freshDeploymentSeconds = 600;

/** What a fact is about, in the words of the facts. */
export const evidenceTopics = [
  'run',
  'threshold',
  'endpoint',
  'shape',
  'statusCode',
  'errorCode',
  'history',
  'deployment',
  'generator',
] as const;

/** What a fact rests on, for a page that leads to it. Names stand as in the run's record, not cleaned as in the text. */
export const evidenceAboutSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('figures'), figures: z.array(runFiguresSchema.keyof()) }),
  z.object({ kind: z.literal('threshold'), metric: z.string(), expression: z.string() }),
  z.object({
    kind: z.literal('chart'),
    chart: z.enum(['virtualUsers', 'responseTimes', 'requestRates']),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
  }),
  z.object({
    kind: z.literal('endpoint'),
    name: z.string().nullable().describe('Null, as the method is: all endpoints together'),
    method: z.string().nullable(),
  }),
  z.object({ kind: z.literal('statusCode') }),
  z.object({ kind: z.literal('errorCode') }),
  z.object({ kind: z.literal('run'), runId: z.string() }),
  z.object({ kind: z.literal('none') }),
]);
export type EvidenceAbout = z.infer<typeof evidenceAboutSchema>;

/** One numbered fact. The diagnosis may only rest on ids that exist in the packet. */
export interface EvidenceFact {
  /** `E1`, `E2`, … in the order of the packet. */
  readonly id: string;
  readonly topic: (typeof evidenceTopics)[number];
  /** Plain text with figures and units; names from outside are cleaned, capped and quoted. */
  readonly text: string;
  /** Never sent to the model. Absent in evidence that was stored before 0.2. */
  readonly about?: EvidenceAbout;
}

/** What the diagnosis is made from. Everything that came from the tested system is untrusted text. */
export interface DiagnosisInput {
  readonly run: {
    readonly id: string;
    readonly test: string;
    readonly target: string;
    readonly environment: string;
    readonly trigger: Trigger;
    readonly startedAt: string | null;
    readonly endedAt: string | null;
    readonly verdict: Verdict;
  };
  readonly figures: RunFigures;
  readonly reasons: readonly Reason[];
  readonly thresholds: readonly ThresholdResult[];
  readonly endpoints: readonly EndpointFigures[];
  readonly statusCodes: readonly CodeCount[];
  readonly errorCodes: readonly CodeCount[];
  /** Null when the store could not be read. */
  readonly series: RunSeries | null;
  /** The same per endpoint; null or absent when the store could not be asked. */
  readonly endpointSeries?: EndpointSeries | null;
  /** What the run's plan offers over time; null or absent when it is not known. */
  readonly offeredLoad?: readonly OfferedLoad[] | null;
  /** Earlier counting runs of the same load test, newest first, at most 10. */
  readonly history: readonly HistoryEntry[];
  /** Production deployment at the time of the run, where Vercel is configured and answered. */
  readonly deployment: { readonly id: string; readonly createdAt: string | null } | null;
  /** Share 0–1 of planned iterations that k6 dropped; null when unknown. */
  readonly droppedIterationsShare: number | null;
}

/** What the diagnosis knows of an earlier run. */
export const historyFiguresSchema = runFiguresSchema.pick({ errorRate: true, p95ResponseTimeMs: true });

export interface HistoryEntry extends Readonly<z.infer<typeof historyFiguresSchema>> {
  readonly runId: string;
  readonly endedAt: string | null;
  readonly verdict: Verdict;
  readonly autoFixApplied: boolean;
}

export interface EvidencePacket {
  readonly facts: readonly EvidenceFact[];
}

/** Who made the text and the classification. */
export type DiagnosisMaker =
  | {
      readonly kind: 'haiku';
      readonly model: string;
      readonly promptVersion: string;
      readonly requestId: string | null;
      readonly inputTokens: number;
      readonly outputTokens: number;
      readonly latencyMs: number;
    }
  | {
      readonly kind: 'rules';
      readonly rulesVersion: string;
      /** Why no model text: not configured, timeout, refused, unusable reply … */
      readonly because: RulesBecause;
      /** Plain words for `because`, with what the other side said where that is safe to show. */
      readonly detail: string;
    };

export const rulesBecause = [
  'notConfigured',
  'timeout',
  'unreachable',
  'refusedByApi',
  'refusedByModel',
  'truncated',
  'unusableReply',
  'unknownEvidence',
  'lowConfidence',
  'notNeeded',
] as const;
export type RulesBecause = (typeof rulesBecause)[number];

/** The decision of the policy table on what the model proposed. */
export interface PolicyDecision {
  readonly version: string;
  /** True only when the model said auto-fixable and a row of the table permits a redeploy. */
  readonly permitsRedeploy: boolean;
  /** Name of the row that permitted or refused: `coldStartRecovered`, `defaultRefuse`, … */
  readonly rule: string;
  readonly reason: string;
}

export interface Diagnosis {
  /** After the policy: what the rest of the system acts on. */
  readonly classification: Classification;
  /** What the model proposed; null for a diagnosis by rules. */
  readonly proposed: Classification | null;
  /** 0–1 as stated by the maker. */
  readonly confidence: number;
  /** Plain text, at most 600 characters, names the figures it rests on. */
  readonly text: string;
  /**
   * The same without the breached limits and the refusal, for a message that tells them itself. Absent in diagnoses of
   * before 0.2.
   */
  readonly findings?: string;
  readonly evidenceIds: readonly string[];
  readonly madeBy: DiagnosisMaker;
  readonly policy: PolicyDecision;
  /** ISO 8601. */
  readonly madeAt: string;
}
