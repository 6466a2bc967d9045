import { nullable, number, object, pipe, string, transform, boolean, type ZodMiniType } from 'zod/mini';

/**
 * A row of the documented frame (docs/grafana-app.md): the measurement `load_test_run` with a column per field. Times
 * are ISO 8601, response times in ms, durations in s, the error rate is a fraction 0–1.
 */
export interface ResultRow {
  readonly runId: string;
  readonly test: string;
  readonly environment: string;
  readonly trigger: string;
  /** When the run ended. */
  readonly time: string | null;
  readonly startedAt: string | null;
  readonly verdict: string | null;
  /** Null: the frame does not tell. */
  readonly passed: boolean | null;
  readonly failed: boolean | null;
  /** Of the verdict, in words. */
  readonly reason: string;
  readonly durationSeconds: number | null;
  readonly virtualUsers: number | null;
  readonly failedRequests: number | null;
  readonly errorRateSamples: number | null;
  readonly errorRate: number | null;
  readonly avgResponseTimeMs: number | null;
  readonly p95ResponseTimeMs: number | null;
  readonly p95LimitMs: number | null;
  readonly diagnosis: string;
  readonly actionRequired: boolean | null;
  readonly actionRequiredReason: string;
  readonly autoFixApplied: boolean | null;
  readonly autoFixOutcome: string;
}

export type ResultColumn = keyof ResultRow;

/** What a frame must have to be one of results. */
export const requiredColumns: readonly ResultColumn[] = ['time', 'test', 'verdict'];

/** Names beside the column's own one. Case and `_` do not count: `_time`, `Time`, `p95_response_time_ms`. */
const otherNames: Partial<Record<ResultColumn, readonly string[]>> = { runId: ['id'], time: ['endedAt'] };

/** Names of a column as they are looked for, the best one first. */
export function namesOf(column: ResultColumn): readonly string[] {
  return [column, ...(otherNames[column] ?? [])].map(plainName);
}

/** A name without what data sources and SQL make of it. */
export function plainName(name: string): string {
  return name.replaceAll(/[\s_]/g, '').toLowerCase();
}

/** SQL gives whole numbers beyond 53 bits, and decimals, as text. */
const toNumber = (value: unknown) =>
  isNothing(value) ? null : typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value;
const flags = new Map<unknown, boolean>([
  [1, true],
  [0, false],
  ['1', true],
  ['0', false],
  ['true', true],
  ['false', false],
  ['t', true],
  ['f', false],
]);
const toFlag = (value: unknown) => (isNothing(value) ? null : (flags.get(value) ?? value));
/** Undefined, which is refused, where it is no instant. */
const toInstant = (value: unknown) => {
  if (isNothing(value)) {
    return null;
  }
  const at = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  const date = new Date(typeof at === 'string' || typeof at === 'number' ? at : NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
};
const isNothing = (value: unknown) => value === undefined || value === null || value === '';

const figure = pipe(transform(toNumber), nullable(number()));
const flag = pipe(transform(toFlag), nullable(boolean()));
const instant = pipe(transform(toInstant), nullable(string()));
/** `-` is what the sidecar writes for a text that there is not. */
const word = pipe(
  transform((value: unknown) => (isNothing(value) || value === '-' ? '' : value)),
  string()
);
const optionalWord = pipe(
  transform((value: unknown) => (isNothing(value) ? null : value)),
  nullable(string())
);

export const resultRowSchema: ZodMiniType<ResultRow> = object({
  runId: word,
  test: word,
  environment: word,
  trigger: word,
  time: instant,
  startedAt: instant,
  verdict: optionalWord,
  passed: flag,
  failed: flag,
  reason: word,
  durationSeconds: figure,
  virtualUsers: figure,
  failedRequests: figure,
  errorRateSamples: figure,
  errorRate: figure,
  avgResponseTimeMs: figure,
  p95ResponseTimeMs: figure,
  p95LimitMs: figure,
  diagnosis: word,
  actionRequired: flag,
  actionRequiredReason: word,
  autoFixApplied: flag,
  autoFixOutcome: word,
});

/** Stands where a value cannot be read. */
export const nothing: ResultRow = resultRowSchema.parse({});

export const resultColumns = Object.keys(nothing) as readonly ResultColumn[];
