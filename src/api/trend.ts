import { queryOptions } from '@tanstack/react-query';
import {
  _default,
  array,
  boolean,
  catch as catch_,
  nullable,
  number,
  object,
  optional,
  type output,
  string,
  unknown,
} from 'zod/mini';
import { keys } from './live';
import { askSidecar } from './sidecar';
import { readTolerantly, type Tolerant } from './tolerant';

const text = string();
const optionalText = nullable(text);
const figure = nullable(number());
const deploymentSchema = nullable(object({ id: text, createdAt: optionalText, sha: optionalText }));

const runSchema = object({
  runId: text,
  endedAt: optionalText,
  verdict: optionalText,
  trigger: text,
  requests: figure,
  errorRateSamples: optional(figure),
  errorRate: figure,
  avgResponseTimeMs: figure,
  p95ResponseTimeMs: figure,
  deployment: deploymentSchema,
  isComparable: boolean(),
  // Not every sidecar looks at each run by itself, or lets people pin a baseline.
  regression: _default(nullable(object({ text })), null),
  isPinned: _default(boolean(), false),
});
type RunFields = output<typeof runSchema>;

const otherwiseOfRun: Omit<RunFields, 'runId'> = {
  endedAt: null,
  verdict: null,
  trigger: '',
  requests: null,
  errorRateSamples: null,
  errorRate: null,
  avgResponseTimeMs: null,
  p95ResponseTimeMs: null,
  deployment: null,
  isComparable: true,
  regression: null,
  isPinned: false,
};

/** A run as its load test's trend has it. Response times are in ms, the error rate is a fraction 0–1. */
export type TrendRun = Tolerant<RunFields>;
export type Deployment = NonNullable<TrendRun['deployment']>;

const findingSchema = object({
  kind: text,
  text,
  sinceRunId: optionalText,
  change: figure,
  deployment: deploymentSchema,
});
type FindingFields = output<typeof findingSchema>;
const otherwiseOfFinding: FindingFields = { kind: '', text: '', sinceRunId: null, change: null, deployment: null };

/** What the runs say together: `text` says it for people, `change` is that of the p95 as a fraction. */
export type Finding = Tolerant<FindingFields>;

export interface Trend {
  /** What the newest run is held against; null: there is none, or it cannot be read. */
  readonly baseline: TrendRun | null;
  /** Oldest first. */
  readonly runs: readonly TrendRun[];
  /** The run that a person has pinned, and why the newest run is not held against it all the same; null: none is pinned. */
  readonly pinned: output<typeof pinnedSchema>;
  readonly finding: Finding;
  readonly deeperIssue: string | null;
  /** Runs of which nothing could be read. */
  readonly leftOut: number;
}

const pinnedSchema = _default(nullable(object({ runId: text, unlike: array(text) })), null);
const trendSchema = object({
  baseline: unknown(),
  pinned: catch_(pinnedSchema, null),
  runs: array(unknown()),
  finding: unknown(),
  deeperIssue: optionalText,
});

/** @throws Error when it is no trend. */
export function parseTrend(answer: unknown): Trend {
  const trend = trendSchema.safeParse(answer);
  const finding = trend.success
    ? readTolerantly<FindingFields>(findingSchema, otherwiseOfFinding, trend.data.finding)
    : null;
  if (!trend.success || finding === null) {
    throw new Error('the answer is no trend');
  }
  const { baseline, pinned, runs, deeperIssue } = trend.data;
  const read = [baseline, ...runs].map((run) => readTolerantly<RunFields>(runSchema, otherwiseOfRun, run));
  const readable = read.slice(1).filter((run) => run !== null);
  const hasUnreadableBaseline = baseline !== null && read[0] === null;
  return {
    baseline: read[0] ?? null,
    pinned,
    runs: readable,
    finding,
    deeperIssue,
    leftOut: runs.length - readable.length + Number(hasUnreadableBaseline),
  };
}

/** So many of the newest runs. */
const newestRuns = 50;

/** How a load test went from run to run. */
export const trendQuery = (test: string) =>
  queryOptions({
    queryKey: [...keys.runs, 'trend', test],
    queryFn: ({ signal }) => askTrend(test, signal),
  });

interface RunOfTest {
  readonly id: string;
  readonly test: string;
}

/** The trend of a run's load test, for the run's page: asked for again only when the run itself changes. */
const trendOfRun = ({ id, test }: RunOfTest) => ({
  queryKey: [...keys.run(id), 'baseline', test],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) => askTrend(test, signal),
  staleTime: 60_000,
});

/** What a run is held against; undefined while it is not known, null where there is nothing else to hold it against. */
export const baselineOfQuery = (run: RunOfTest) =>
  queryOptions({
    ...trendOfRun(run),
    select: ({ baseline }) => (baseline === null || baseline.runId === run.id ? null : baseline.runId),
  });

/** The id of the pinned run of its load test; null where none is, undefined while it is not known. */
export const pinnedOfQuery = (run: RunOfTest) =>
  queryOptions({ ...trendOfRun(run), select: ({ pinned }) => pinned?.runId ?? null });

function askTrend(test: string, signal: AbortSignal): Promise<Trend> {
  return askSidecar('getTrend', parseTrend, {
    request: [{ path: { name: test }, query: { limit: newestRuns } }],
    signal,
  });
}
