import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { array, object, type output, string } from 'zod/mini';
import { keys } from '../../api/live';
import { parseRunPage } from '../../api/runRecord';
import { askSidecar, exactly } from '../../api/sidecar';
import { type Filters, queryOf } from './filters';

const pageSize = 50;

/** One page of runs, newest first. The page before stays on screen until the next one has come. */
export const runPageQuery = (filters: Filters) =>
  queryOptions({
    queryKey: [...keys.runs, filters],
    queryFn: ({ signal }) =>
      askSidecar('listRuns', parseRunPage, { request: [{ query: { ...queryOf(filters), limit: pageSize } }], signal }),
    placeholderData: keepPreviousData,
  });

const testsSchema = object({ tests: array(object({ name: string() })) });
const readTests = exactly(testsSchema, 'catalogue');

/** Names of the catalogue's load tests, for the filter. */
export const testNamesQuery = () =>
  queryOptions({
    queryKey: keys.tests,
    queryFn: ({ signal }) => askSidecar('listLoadTests', readTests, { request: [], signal }),
    select: ({ tests }) => tests.map(({ name }) => name).sort(),
    staleTime: 60_000,
  });

const incidentsSchema = object({
  incidents: array(object({ id: string(), test: string(), state: string(), openedAt: string(), lastRunId: string() })),
});
export type OpenIncident = output<typeof incidentsSchema>['incidents'][number];
const readIncidents = exactly(incidentsSchema, 'list of incidents');

/** What is wrong now, whatever the list is filtered by. */
export const openIncidentsQuery = () =>
  queryOptions({
    queryKey: [...keys.incidents, 'open'],
    queryFn: ({ signal }) =>
      askSidecar('listIncidents', readIncidents, {
        request: [{ query: { open: 'true' } }],
        signal,
      }),
    select: ({ incidents }) => incidents,
  });
