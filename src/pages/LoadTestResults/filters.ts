import { useSearchParams } from 'react-router-dom';
import { type RawTimeRange, rangeUtil } from '@grafana/data';
import type { InputOf } from '../../api/request';

/** What of all runs is listed. It stands in the address, so that a link shows the same and "back" goes back. */
export interface Filters {
  readonly tests: readonly string[];
  readonly verdicts: readonly string[];
  readonly triggers: readonly string[];
  /** As it was chosen, such as `now-7d`; null: all times. */
  readonly range: { readonly from: string; readonly to: string } | null;
  /** Cursor of a page of older runs; null: the newest. */
  readonly cursor: string | null;
}

export const noFilters: Filters = { tests: [], verdicts: [], triggers: [], range: null, cursor: null };

/** The lists among them, by the name they have in the address and in the API. */
const lists = { tests: 'test', verdicts: 'verdict', triggers: 'trigger' } as const;

export function filtersOf(parameters: URLSearchParams): Filters {
  const list = (name: string) => parameters.getAll(name).filter((value) => value !== '');
  const from = parameters.get('from');
  return {
    tests: list(lists.tests),
    verdicts: list(lists.verdicts),
    triggers: list(lists.triggers),
    range: from === null ? null : { from, to: parameters.get('to') ?? 'now' },
    cursor: parameters.get('cursor'),
  };
}

export function parametersOf({ tests, verdicts, triggers, range, cursor }: Filters): URLSearchParams {
  return new URLSearchParams([
    ...tests.map((value) => [lists.tests, value]),
    ...verdicts.map((value) => [lists.verdicts, value]),
    ...triggers.map((value) => [lists.triggers, value]),
    ...(range === null
      ? []
      : [
          ['from', range.from],
          ['to', range.to],
        ]),
    ...(cursor === null ? [] : [['cursor', cursor]]),
  ]);
}

export function isFiltered({ tests, verdicts, triggers, range }: Filters): boolean {
  return tests.length + verdicts.length + triggers.length > 0 || range !== null;
}

type ListRunsQuery = NonNullable<InputOf<'listRuns'>['query']>;

/** The question to the sidecar. Words of the address may be any; the sidecar says which there are. */
export function queryOf({ tests, verdicts, triggers, range, cursor }: Filters): ListRunsQuery {
  const times = range === null ? null : rangeUtil.convertRawToRange(range);
  return {
    ...(tests.length > 0 && { test: [...tests] }),
    ...(verdicts.length > 0 && { verdict: [...verdicts] as ListRunsQuery['verdict'] }),
    ...(triggers.length > 0 && { trigger: [...triggers] as ListRunsQuery['trigger'] }),
    ...(times !== null && { from: times.from.toISOString(), to: times.to.toISOString() }),
    ...(cursor !== null && { cursor }),
  };
}

/** A chosen range as it stands in the address: relative ones stay relative. */
export function rawText({ from, to }: RawTimeRange): Filters['range'] {
  const text = (value: RawTimeRange['from']) => (typeof value === 'string' ? value : value.toISOString());
  return { from: text(from), to: text(to) };
}

/** The filters of the address, and how to change them. Another filter starts with the newest runs again. */
export function useFilters(): readonly [Filters, (change: Partial<Filters>) => void] {
  const [parameters, setParameters] = useSearchParams();
  const filters = filtersOf(parameters);
  return [filters, (change) => setParameters(parametersOf({ ...filters, cursor: null, ...change }))];
}
