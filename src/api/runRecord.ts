/** The run record of `GET /api/v1/runs`. Times are ISO 8601, response times milliseconds, the error rate a fraction 0-1. */
export interface RunRecord {
  id: string;
  test: string;
  target: string;
  environment: string;
  trigger: string;
  status: RunStatus;
  verdict: Verdict | null;
  startedAt: string | null;
  endedAt: string | null;
  durationSeconds: number | null;
  virtualUsers: number | null;
  requests: number | null;
  failedRequests: number | null;
  /** Requests that the error rate is over; null or absent where nobody counted them. */
  errorRateSamples?: number | null;
  errorRate: number | null;
  avgResponseTimeMs: number | null;
  p95ResponseTimeMs: number | null;
  /** Why the verdict is what it is, most important first. */
  reasons: Reason[];
  diagnosis: Diagnosis | null;
  actionRequired: boolean;
  actionRequiredReason: string | null;
  autoFixApplied: AutoFixApplied | null;
  /** False for a run that gets a verdict and nothing more, such as a local try. */
  counts: boolean;
}

const runStatuses = ['running', 'awaitingParts', 'judging', 'judged'] as const;
type RunStatus = (typeof runStatuses)[number];

const verdicts = ['passed', 'failed', 'inconclusive', 'errored', 'missed'] as const;
export type Verdict = (typeof verdicts)[number];

interface Reason {
  code: string;
  text: string;
}

const classifications = ['autoFixable', 'actionRequired'] as const;
interface Diagnosis {
  classification: (typeof classifications)[number];
  text: string;
}

const autoFixOutcomes = ['pending', 'fixed', 'notFixed', 'unknown'] as const;
export interface AutoFixApplied {
  action: string;
  deploymentId: string;
  appliedAt: string;
  outcome: (typeof autoFixOutcomes)[number];
}

export interface RunPage {
  runs: RunRecord[];
  /** Fetches the next, older page; null on the last one. */
  nextCursor: string | null;
}

/** The checked answer of `GET /api/v1/runs`. Throws when it has another form: another version, or no sidecar at all. */
export function parseRunPage(answer: unknown): RunPage {
  if (isObject(answer) && Array.isArray(answer.runs) && isNullOr(isString)(answer.nextCursor)) {
    const broken = answer.runs.findIndex((run) => !isRunRecord(run));
    if (broken === -1) {
      return { runs: answer.runs, nextCursor: answer.nextCursor };
    }
    throw new Error(`run ${broken + 1} of the list has an unexpected form`);
  }
  throw new Error('the answer is no list of runs');
}

type Guard<Type> = (value: unknown) => value is Type;

const isString = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function isNullOr<Type>(guard: Guard<Type>): Guard<Type | null> {
  return (value): value is Type | null => value === null || guard(value);
}

function isAbsentOr<Type>(guard: Guard<Type>): Guard<Type | undefined> {
  return (value): value is Type | undefined => value === undefined || guard(value);
}

function isOneOf<Word extends string>(words: readonly Word[]): Guard<Word> {
  return (value): value is Word => words.some((word) => word === value);
}

function isArrayOf<Type>(guard: Guard<Type>): Guard<Type[]> {
  return (value): value is Type[] => Array.isArray(value) && value.every(guard);
}

/** Fields that the guards do not name are let through: a newer sidecar may send more. */
function hasFields<Type extends object>(guards: { [Key in keyof Type]-?: Guard<Type[Key]> }): Guard<Type> {
  const entries = Object.entries<(value: unknown) => boolean>(guards);
  return (value): value is Type => isObject(value) && entries.every(([key, guard]) => guard(value[key]));
}

const isRunRecord = hasFields<RunRecord>({
  id: isString,
  test: isString,
  target: isString,
  environment: isString,
  trigger: isString,
  status: isOneOf(runStatuses),
  verdict: isNullOr(isOneOf(verdicts)),
  startedAt: isNullOr(isString),
  endedAt: isNullOr(isString),
  durationSeconds: isNullOr(isNumber),
  virtualUsers: isNullOr(isNumber),
  requests: isNullOr(isNumber),
  failedRequests: isNullOr(isNumber),
  errorRateSamples: isAbsentOr(isNullOr(isNumber)),
  errorRate: isNullOr(isNumber),
  avgResponseTimeMs: isNullOr(isNumber),
  p95ResponseTimeMs: isNullOr(isNumber),
  reasons: isArrayOf(hasFields<Reason>({ code: isString, text: isString })),
  diagnosis: isNullOr(hasFields<Diagnosis>({ classification: isOneOf(classifications), text: isString })),
  actionRequired: isBoolean,
  actionRequiredReason: isNullOr(isString),
  autoFixApplied: isNullOr(
    hasFields<AutoFixApplied>({
      action: isString,
      deploymentId: isString,
      appliedAt: isString,
      outcome: isOneOf(autoFixOutcomes),
    })
  ),
  counts: isBoolean,
});
