import type { DataFrame, Field } from '@grafana/data';
import type { RunField } from '../../components/runColumns';
import type { RunRecord } from '../../api/runRecord';
import { readTolerantly, type Tolerant } from '../../api/tolerant';
import {
  namesOf,
  nothing,
  plainName,
  requiredColumns,
  resultColumns,
  type ResultColumn,
  type ResultRow,
  resultRowSchema,
} from './columns';

/** Where a figure of a run stands in what the data source gave: for the units and links somebody has set there. */
export interface Cell {
  readonly field: Field;
  readonly row: number;
}

/** What a panel was given, read as results. */
export interface Results {
  /** Newest first. */
  readonly runs: readonly RunRecord[];
  /** The cell of each run's fields that some column of the frame is about. */
  readonly cells: ReadonlyMap<RunRecord, ReadonlyMap<RunField, Cell>>;
  /** Fields that at least one frame tells of. */
  readonly fields: ReadonlySet<RunField>;
  /** Columns of the frames that are no results; empty frames are not among them. */
  readonly others: ReadonlyArray<readonly string[]>;
}

/** Which column a field of the run record is read from, where their names differ. */
const columnOf: Partial<Record<RunField, ResultColumn>> = { id: 'runId', reasons: 'reason' };
const fieldsOfColumns: ReadonlyArray<readonly [RunField, ResultColumn]> = (
  [
    'id',
    'test',
    'environment',
    'trigger',
    'verdict',
    'startedAt',
    'durationSeconds',
    'virtualUsers',
    'failedRequests',
    'errorRateSamples',
    'errorRate',
    'avgResponseTimeMs',
    'p95ResponseTimeMs',
    'reasons',
    'diagnosis',
    'actionRequired',
    'actionRequiredReason',
    'autoFixApplied',
  ] as const
).map((field) => [field, columnOf[field] ?? (field as ResultColumn)]);

/** Reads every frame that is one of results; a run per row. */
export function readResults(frames: readonly DataFrame[]): Results {
  const runs: RunRecord[] = [];
  const cells = new Map<RunRecord, ReadonlyMap<RunField, Cell>>();
  const fields = new Set<RunField>();
  const others: Array<readonly string[]> = [];
  for (const frame of frames) {
    const columns = columnsOf(frame);
    if (!hasRequired(columns)) {
      others.push(...(frame.length === 0 ? [] : [frame.fields.map(({ name }) => name)]));
      continue;
    }
    const known = fieldsOf(columns);
    known.forEach((_, field) => fields.add(field));
    for (let row = 0; row < frame.length; row += 1) {
      const run = runOf(columns, row);
      runs.push(run);
      cells.set(run, new Map([...known].flatMap(([name, field]) => (field === null ? [] : [[name, { field, row }]]))));
    }
  }
  const newestFirst = [...runs].sort((one, other) => instantOf(other) - instantOf(one));
  return { runs: newestFirst, cells, fields, others };
}

/** The newest run of each load test in each environment; the runs have to be the newest first. */
export function latestPerTest(runs: readonly RunRecord[]): readonly RunRecord[] {
  const seen = new Set<string>();
  return runs.filter(({ test, environment }) => {
    const key = JSON.stringify([test, environment]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** Whether a frame has what results need at least. */
export function isResultsFrame(frame: DataFrame): boolean {
  return hasRequired(columnsOf(frame));
}

function hasRequired({ fields, labels }: Columns): boolean {
  return requiredColumns.every((name) => fields.has(name) || labels.has(name));
}

interface Columns {
  readonly fields: ReadonlyMap<ResultColumn, Field>;
  /** What a frame per series says of all its rows. */
  readonly labels: ReadonlyMap<ResultColumn, string>;
}

function columnsOf({ fields }: DataFrame): Columns {
  const byName = new Map([...fields].reverse().map((field) => [plainName(field.name), field]));
  const labelled = fields.flatMap(({ labels }) => Object.entries(labels ?? {}));
  const byLabel = new Map(labelled.map(([name, value]) => [plainName(name), value]));
  const found = <Value>(among: ReadonlyMap<string, Value>) =>
    new Map(
      resultColumns.flatMap((column): Array<[ResultColumn, Value]> => {
        const value = namesOf(column)
          .map((name) => among.get(name))
          .find((each) => each !== undefined);
        return value === undefined ? [] : [[column, value]];
      })
    );
  return { fields: found(byName), labels: found(byLabel) };
}

/** The fields of the run record that the columns tell of; null: a label does. */
function fieldsOf({ fields, labels }: Columns): ReadonlyMap<RunField, Field | null> {
  return new Map(
    fieldsOfColumns.flatMap(([name, column]): Array<[RunField, Field | null]> => {
      // Without its start a run is listed by its end.
      const field = fields.get(column) ?? (name === 'startedAt' ? fields.get('time') : undefined);
      return field === undefined ? (labels.has(column) ? [[name, null]] : []) : [[name, field]];
    })
  );
}

function runOf({ fields, labels }: Columns, row: number): RunRecord {
  const values = Object.fromEntries([...labels, ...[...fields].map(([name, { values }]) => [name, values[row]])]);
  // Every field may be replaced by nothing, so there always is a row.
  const read = readTolerantly(resultRowSchema, nothing, values) ?? { ...nothing, unreadable: [] };
  return recordOf(read);
}

function recordOf(row: Tolerant<ResultRow>): RunRecord {
  const { verdict, p95ResponseTimeMs, p95LimitMs } = row;
  return {
    id: row.runId,
    test: row.test,
    environment: row.environment,
    trigger: row.trigger,
    status: 'judged',
    verdict,
    announcedAt: row.startedAt ?? row.time ?? '',
    startedAt: row.startedAt ?? row.time,
    durationSeconds: row.durationSeconds,
    virtualUsers: row.virtualUsers,
    failedRequests: row.failedRequests,
    errorRateSamples: row.errorRateSamples,
    errorRate: row.errorRate,
    avgResponseTimeMs: row.avgResponseTimeMs,
    p95ResponseTimeMs,
    reasons: row.reason === '' ? [] : [{ code: '', text: row.reason }],
    thresholds:
      p95LimitMs === null
        ? []
        : [
            {
              source: 'catalogue',
              metric: 'p95ResponseTimeMs',
              limit: p95LimitMs,
              value: p95ResponseTimeMs,
              ok: p95ResponseTimeMs === null ? null : p95ResponseTimeMs <= p95LimitMs,
            },
          ],
    diagnosis: row.diagnosis === '' ? null : { text: row.diagnosis, classification: '' },
    actionRequired: row.actionRequired ?? false,
    actionRequiredReason: row.actionRequiredReason === '' ? null : row.actionRequiredReason,
    autoFixApplied: row.autoFixApplied === true ? { action: 'redeploy', outcome: row.autoFixOutcome } : null,
    counts: !(verdict === 'passed' && row.passed === false) && !(verdict === 'failed' && row.failed === false),
    unreadable: fieldsOfColumns.flatMap(([field, column]) => (row.unreadable.includes(column) ? [field] : [])),
  };
}

function instantOf({ startedAt }: RunRecord): number {
  return startedAt === null ? 0 : Date.parse(startedAt);
}
