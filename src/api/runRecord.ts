import { array, boolean, nullable, number, object, optional, string, unknown, type ZodMiniType } from 'zod/mini';
import type { Schemas } from './request';
import { readTolerantly, type AnyWord, type Tolerant } from './tolerant';

/** What lists show of a run, with the contract's names and types. */
type Shown = Pick<
  Schemas['Run'],
  | 'id'
  | 'test'
  | 'environment'
  | 'trigger'
  | 'status'
  | 'verdict'
  | 'announcedAt'
  | 'startedAt'
  | 'durationSeconds'
  | 'virtualUsers'
  | 'failedRequests'
  | 'errorRate'
  | 'avgResponseTimeMs'
  | 'p95ResponseTimeMs'
  | 'actionRequired'
  | 'actionRequiredReason'
  | 'counts'
> & {
  /** Sidecars before 0.2 do not send it. */
  readonly errorRateSamples?: Schemas['Run']['errorRateSamples'] | undefined;
  readonly reasons: ReadonlyArray<Pick<Schemas['Reason'], 'code' | 'text'>>;
  readonly thresholds: ReadonlyArray<Pick<Schemas['Threshold'], 'source' | 'metric' | 'limit' | 'value' | 'ok'>>;
  readonly diagnosis: Pick<Schemas['Diagnosis'], 'text' | 'classification'> | null;
  readonly autoFixApplied: Pick<Schemas['AutoFixApplied'], 'action' | 'outcome'> | null;
};

type Fields = AnyWord<Shown>;
/** A run as lists show it. Response times are in ms, durations in s, the error rate is a fraction 0–1. */
export type RunRecord = Tolerant<Fields>;

export interface RunPage {
  readonly runs: readonly RunRecord[];
  /** Entries of the list that are no runs at all. */
  readonly leftOut: number;
  /** Fetches the next, older page; null on the last one. */
  readonly nextCursor: string | null;
}

const text = string();
const figure = nullable(number());
const optionalText = nullable(text);

/** The fields of the run record, to build larger ones on. */
export const runRecordShape = {
  id: text,
  test: text,
  environment: text,
  trigger: text,
  status: text,
  verdict: optionalText,
  announcedAt: text,
  startedAt: optionalText,
  durationSeconds: figure,
  virtualUsers: figure,
  failedRequests: figure,
  errorRateSamples: optional(figure),
  errorRate: figure,
  avgResponseTimeMs: figure,
  p95ResponseTimeMs: figure,
  reasons: array(object({ code: text, text })),
  thresholds: array(object({ source: text, metric: text, limit: figure, value: figure, ok: nullable(boolean()) })),
  diagnosis: nullable(object({ text, classification: text })),
  actionRequired: boolean(),
  actionRequiredReason: optionalText,
  autoFixApplied: nullable(object({ action: text, outcome: text })),
  counts: boolean(),
};
const fieldsSchema: ZodMiniType<Fields> = object(runRecordShape);

/** Stands where a field cannot be read. Without its id a run is none. */
export const otherwise: Required<Omit<Fields, 'id'>> = {
  test: '',
  environment: '',
  trigger: '',
  status: 'unknown',
  verdict: null,
  announcedAt: '',
  startedAt: null,
  durationSeconds: null,
  virtualUsers: null,
  failedRequests: null,
  errorRateSamples: null,
  errorRate: null,
  avgResponseTimeMs: null,
  p95ResponseTimeMs: null,
  reasons: [],
  thresholds: [],
  diagnosis: null,
  actionRequired: false,
  actionRequiredReason: null,
  autoFixApplied: null,
  counts: true,
};

const pageSchema = object({ runs: array(unknown()), nextCursor: optionalText });

/**
 * What can be read of an answer of `listRuns`. A newer or older sidecar may send other fields and words: what is new is
 * left aside, and what cannot be read costs a field, or a run, but not the list.
 *
 * @throws Error when it is no list of runs: no sidecar at all.
 */
export function parseRunPage(answer: unknown): RunPage {
  const page = pageSchema.safeParse(answer);
  if (!page.success) {
    throw new Error('the answer is no list of runs');
  }
  const runs = page.data.runs.map((run) => readTolerantly(fieldsSchema, otherwise, run)).filter((run) => run !== null);
  return { runs, leftOut: page.data.runs.length - runs.length, nextCursor: page.data.nextCursor };
}
