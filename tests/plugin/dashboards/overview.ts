import type { ResultPoint } from '../../../backend/src/model/figures';
import type { Frame } from './frames';
import { number, rows } from './read-frames';

/** The fields of a point as a row of the documented frame has them. */
function rowOf({ at, test, environment, fields }: ResultPoint): Readonly<Record<string, unknown>> {
  return { _time: at.toISOString(), test, environment, ...fields };
}

function newestFirst(points: readonly ResultPoint[]): ResultPoint[] {
  return [...points].sort((a, b) => b.at.getTime() - a.at.getTime());
}

/** Label of a series → its values in their order. */
function seriesOf(frames: readonly Frame[]) {
  return Object.fromEntries(
    frames.map((frame) => {
      if (frame.kind !== 'series') {
        throw new Error(`a table of ${frame.columns.join()} instead of a series`);
      }
      const { test, environment, ...others } = frame.labels;
      expect(others).toEqual({});
      return [`${test} (${environment})`, frame.points.map(({ value }) => value)];
    })
  );
}

/** What a panel with a series for each load test shows of this field: nothing of runs that have it not. */
const eachRun = (field: string) => (frames: readonly Frame[], points: readonly ResultPoint[]) => {
  const expected: Record<string, unknown[]> = {};
  for (const { test, environment, fields } of newestFirst(points).reverse()) {
    if (fields[field] !== undefined) {
      (expected[`${test} (${environment})`] ??= []).push(fields[field]);
    }
  }
  expect(seriesOf(frames)).toEqual(expected);
};

const instantOf = (cell: unknown) => new Date(String(cell)).toISOString();
const emptyCells = (row: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null));

/** Fields and tags that the table of the newest runs has a column for. */
const newestColumns = new Set([
  ...['_time', 'test', 'environment', 'verdict', 'runId', 'p95ResponseTimeMs', 'p95LimitMs', 'errorRate'],
  ...['avgResponseTimeMs', 'virtualUsers', 'requests', 'actionRequired', 'autoFixApplied'],
]);

/** What each query of the overview shows of the runs of `judgedRuns`. */
export const overviewQueries: Readonly<
  Record<string, (frames: readonly Frame[], points: readonly ResultPoint[]) => void>
> = {
  'Judged runs A': (frames) => expect(number(frames)).toBe(4),
  'Passed A': (frames) => expect(number(frames)).toBe(1),
  'Failed A': (frames) => expect(number(frames)).toBe(2),
  // The newest run of `shop` asks nobody any more.
  'Need a person now A': (frames) => expect(number(frames)).toBe(1),
  'Auto-fix applied A': (frames) => expect(number(frames)).toBe(1),
  'Newest run of each load test A': (frames, points) => {
    const [unmeasured, newer] = newestFirst(points).map((point) => {
      const row = rowOf(point);
      const columns = Object.entries(row).filter(([column]) => newestColumns.has(column));
      const from = String(Date.parse(String(row['startedAt'])) - 5000);
      return { ...Object.fromEntries(columns), from, to: String(point.at.getTime() + 5000) };
    });
    const shown = rows(frames).map((row) => ({ ...emptyCells(row), _time: instantOf(row['_time']) }));
    // No figure of an older run stands in for one that the newest run lacks.
    expect(unmeasured).not.toHaveProperty('p95ResponseTimeMs');
    expect(shown).toEqual([unmeasured, newer]);
  },
  'Verdicts A': eachRun('verdict'),
  'p95 response time of each run A': eachRun('p95ResponseTimeMs'),
  'p95 response time of each run B': eachRun('p95LimitMs'),
  'Error rate of each run A': eachRun('errorRate'),
  'Average response time of each run A': eachRun('avgResponseTimeMs'),
  'Virtual users of each run A': eachRun('virtualUsers'),
  'Runs A': (frames, points) => {
    // One table with every column, though one of the runs has no figures.
    const columns = frames.flatMap((frame) => (frame.kind === 'table' ? [frame.columns] : []));
    expect(columns).toEqual([
      expect.arrayContaining([...new Set(points.flatMap((point) => Object.keys(rowOf(point))))]),
    ]);
    const shown = rows(frames).map(({ _start, _stop, _measurement, ...row }) => ({
      ...emptyCells(row),
      _time: instantOf(row['_time']),
    }));
    expect(shown).toEqual(newestFirst(points).map(rowOf));
  },
  'variable test': (frames) =>
    expect(
      rows(frames)
        .map((row) => Object.values(row))
        .sort()
    ).toEqual([['search'], ['shop']]),
  'variable environment': (frames) =>
    expect(
      rows(frames)
        .map((row) => Object.values(row))
        .sort()
    ).toEqual([['production'], ['staging']]),
};
