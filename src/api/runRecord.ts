import { array, boolean, nullable, number, object, optional, string, unknown, type ZodMiniType } from 'zod/mini';
import type { Schemas } from './request';

/** What the app shows of a run, with the contract's names and types. */
type Shown = Pick<
  Schemas['Run'],
  | 'id'
  | 'test'
  | 'status'
  | 'verdict'
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
  readonly diagnosis: Pick<Schemas['Diagnosis'], 'text'> | null;
  readonly autoFixApplied: Pick<Schemas['AutoFixApplied'], 'action' | 'outcome'> | null;
};

/** Words of a list, such as verdicts, may be others than the contract's: a newer sidecar may have more of them. */
type AnyWord<Value> = Value extends string
  ? string
  : Value extends object
    ? { readonly [Key in keyof Value]: AnyWord<Value[Key]> }
    : Value;

type Fields = AnyWord<Shown>;

/** A run as it is shown. Response times are in ms, durations in s, the error rate is a fraction 0–1. */
export type RunRecord = Fields & {
  /** Fields that are missing or of an unexpected form; what stands in them means nothing. */
  readonly unreadable: ReadonlyArray<keyof Fields>;
};

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

const fieldsSchema: ZodMiniType<Fields> = object({
  id: text,
  test: text,
  status: text,
  verdict: optionalText,
  startedAt: optionalText,
  durationSeconds: figure,
  virtualUsers: figure,
  failedRequests: figure,
  errorRateSamples: optional(figure),
  errorRate: figure,
  avgResponseTimeMs: figure,
  p95ResponseTimeMs: figure,
  reasons: array(object({ code: text, text })),
  diagnosis: nullable(object({ text })),
  actionRequired: boolean(),
  actionRequiredReason: optionalText,
  autoFixApplied: nullable(object({ action: text, outcome: text })),
  counts: boolean(),
});

/** Stands where a field cannot be read. Without its id a run is none. */
const otherwise: Required<Omit<Fields, 'id'>> = {
  test: '',
  status: 'unknown',
  verdict: null,
  startedAt: null,
  durationSeconds: null,
  virtualUsers: null,
  failedRequests: null,
  errorRateSamples: null,
  errorRate: null,
  avgResponseTimeMs: null,
  p95ResponseTimeMs: null,
  reasons: [],
  diagnosis: null,
  actionRequired: false,
  actionRequiredReason: null,
  autoFixApplied: null,
  counts: true,
};

/** The run, with every field that can be read; null where it is none. */
function readRun(value: unknown): RunRecord | null {
  const whole = fieldsSchema.safeParse(value);
  if (whole.success) {
    return { ...whole.data, unreadable: [] };
  }
  const wrong = new Set(whole.error.issues.map(({ path }) => path[0]));
  const unreadable = objectKeys(otherwise).filter((name) => wrong.has(name));
  const rest = fieldsSchema.safeParse({
    ...(isObject(value) ? value : {}),
    ...Object.fromEntries(unreadable.map((name) => [name, otherwise[name]])),
  });
  return rest.success ? { ...rest.data, unreadable } : null;
}

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
  const runs = page.data.runs.map(readRun).filter((run) => run !== null);
  return { runs, leftOut: page.data.runs.length - runs.length, nextCursor: page.data.nextCursor };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function objectKeys<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(record) as Key[];
}
