import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { array, iso, nullable, number, object, type output } from 'zod/mini';
import { keys } from './live';
import type { RunDetailRecord } from './runDetail';
import { askSidecar, exactly } from './sidecar';

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
