import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { array, enum as oneOf, iso, literal, nullable, number, object, type output, string, unknown } from 'zod/mini';
import { keys } from '../../api/live';
import type { RunDetailRecord } from '../../api/runDetail';
import { askSidecar, exactly } from '../../api/sidecar';

const figure = nullable(number());
const instant = iso.datetime();

const seriesSchema = object({
  stepSeconds: number(),
  points: array(
    object({
      at: instant,
      virtualUsers: figure,
      avgResponseTimeMs: figure,
      p95ResponseTimeMs: figure,
      requestsPerSecond: number(),
      failedRequestsPerSecond: number(),
    })
  ),
});
/** A run in steps of equal length; response times in ms, rates per second. */
export type RunSeries = output<typeof seriesSchema>;
const readSeries = exactly(seriesSchema, 'series of a run');

/** k6 has been started and has not ended. */
export function isUnderWay({ verdict, endedAt }: RunDetailRecord): boolean {
  return verdict === null && endedAt === null;
}

/** The series; asked for again when the place that it is read from changes: the store itself, then what was kept of it. */
export const runSeriesQuery = ({ id, status, storeCheck }: RunDetailRecord) =>
  queryOptions({
    queryKey: [...keys.run(id), 'series', status, storeCheck?.kind ?? null],
    queryFn: ({ signal }) => askSidecar('getRunSeries', readSeries, { request: [{ path: { id } }], signal }),
    placeholderData: keepPreviousData,
  });

const chartIds = ['virtualUsers', 'responseTimes', 'requestRates'] as const;
export type ChartId = (typeof chartIds)[number];

const chartFactSchema = object({
  id: string(),
  text: string(),
  about: object({ kind: literal('chart'), chart: oneOf(chartIds), from: instant, to: instant }),
});
/** A fact of the evidence that rests on a stretch of a chart. */
export type ChartFact = output<typeof chartFactSchema>;

const factsSchema = object({ facts: array(unknown()) });

/** Facts that rest on something else, or that a newer sidecar tells otherwise, are left aside. */
function readChartFacts(answer: unknown): ChartFact[] {
  const { facts } = exactly(factsSchema, 'evidence')(answer);
  return facts.flatMap((fact) => {
    const parsed = chartFactSchema.safeParse(fact);
    return parsed.success ? [parsed.data] : [];
  });
}

/** What the charts show of the evidence. */
export const chartFactsQuery = ({ id, diagnosis }: RunDetailRecord) =>
  queryOptions({
    queryKey: [...keys.run(id), 'chart-facts', diagnosis?.madeAt ?? null],
    queryFn: ({ signal }) => askSidecar('getRunEvidence', readChartFacts, { request: [{ path: { id } }], signal }),
    enabled: diagnosis !== null,
  });
