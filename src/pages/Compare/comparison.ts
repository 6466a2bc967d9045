import { queryOptions } from '@tanstack/react-query';
import { array, nullable, number, object, type output, string, unknown } from 'zod/mini';
import { keys } from '../../api/live';
import { askSidecar } from '../../api/sidecar';
import { readTolerantly, type Tolerant } from '../../api/tolerant';

const text = string();
const figure = nullable(number());

const differenceSchema = object({
  base: figure,
  run: figure,
  difference: figure,
  change: figure,
  noise: nullable(text),
});
/** A figure of two runs. `change` is a fraction of the base; `noise` says why the difference says nothing, null where it does. */
export type Difference = output<typeof differenceSchema>;

const differencesShape = {
  p95ResponseTimeMs: differenceSchema,
  avgResponseTimeMs: differenceSchema,
  errorRate: differenceSchema,
};
const differencesSchema = object(differencesShape);
type DifferencesFields = output<typeof differencesSchema>;
/** Response times in ms, error rates as fractions 0–1. */
export type Differences = Tolerant<DifferencesFields>;

const unread: Difference = { base: null, run: null, difference: null, change: null, noise: null };
const otherwiseOfDifferences: DifferencesFields = {
  p95ResponseTimeMs: unread,
  avgResponseTimeMs: unread,
  errorRate: unread,
};

const calledSchema = nullable(object({ requests: number() }));
const endpointSchema = object({
  name: text,
  method: text,
  statusClass: text,
  base: calledSchema,
  run: calledSchema,
  ...differencesShape,
});
type EndpointFields = output<typeof endpointSchema>;
/** An endpoint of two runs; `base` and `run` are null where it was not called. */
export type ComparedEndpoint = Tolerant<EndpointFields>;

const comparedRunSchema = object({ runId: text, test: text, requests: figure });
const comparisonSchema = object({
  base: comparedRunSchema,
  run: comparedRunSchema,
  unlike: array(text),
  figures: unknown(),
  endpoints: array(unknown()),
});

export interface Comparison extends Pick<output<typeof comparisonSchema>, 'base' | 'run' | 'unlike'> {
  readonly figures: Differences;
  /** What has changed most comes first. */
  readonly endpoints: readonly ComparedEndpoint[];
  /** Endpoints of which nothing could be read. */
  readonly leftOut: number;
}

/** @throws Error when it is no comparison. */
export function parseComparison(answer: unknown): Comparison {
  const comparison = comparisonSchema.safeParse(answer);
  const figures = comparison.success
    ? readTolerantly<DifferencesFields>(differencesSchema, otherwiseOfDifferences, comparison.data.figures)
    : null;
  if (!comparison.success || figures === null) {
    throw new Error('the answer is no comparison');
  }
  const { endpoints: sent, ...rest } = comparison.data;
  const endpoints = sent
    .map((endpoint) => readTolerantly<EndpointFields>(endpointSchema, otherwiseOfDifferences, endpoint))
    .filter((endpoint) => endpoint !== null);
  return { ...rest, figures, endpoints, leftOut: sent.length - endpoints.length };
}

/** Two runs side by side, by their ids. */
export const comparisonQuery = (base: string, run: string) =>
  queryOptions({
    queryKey: [...keys.runs, 'comparison', base, run],
    queryFn: ({ signal }) =>
      askSidecar('compareRuns', parseComparison, { request: [{ query: { base, run } }], signal }),
  });
