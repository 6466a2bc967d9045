import type { DataFrameJSON } from '@grafana/data';
import { InfluxDB } from '@influxdata/influxdb-client';

/** Where a query is run. */
export interface FluxConnection {
  readonly url: string;
  readonly token: string;
  readonly org: string;
}

type FieldSchema = NonNullable<DataFrameJSON['schema']>['fields'][number];

/**
 * Runs a query of a dashboard as Grafana's InfluxDB data source does: a frame per table, its group in labels where the
 * table has `_value` and a time, else every column a field.
 *
 * @param variables what stands for Grafana's, such as `v.timeRangeStart` and `${bucket}`, word for word.
 */
export async function framesOfFlux(
  connection: FluxConnection,
  query: string,
  variables: Readonly<Record<string, string>>
): Promise<readonly DataFrameJSON[]> {
  const text = Object.entries(variables).reduce((before, [name, value]) => before.replaceAll(name, value), query);
  const api = new InfluxDB({ url: connection.url, token: connection.token }).getQueryApi(connection.org);
  const tables = new Map<string, { columns: readonly Column[]; rows: Array<readonly string[]> }>();
  for await (const { values, tableMeta } of api.iterateRows(text)) {
    const columns = tableMeta.columns.map(({ label, dataType, group }) => ({ label, dataType, group }));
    const number = values[columns.findIndex(({ label }) => label === 'table')] ?? '';
    const table = tables.get(number) ?? { columns, rows: [] };
    tables.set(number, table);
    table.rows.push(values);
  }
  return [...tables.values()].map(({ columns, rows }) => frameOf(columns, rows));
}

interface Column {
  readonly label: string;
  readonly dataType: string;
  readonly group: boolean;
}

function frameOf(columns: readonly Column[], rows: ReadonlyArray<readonly string[]>): DataFrameJSON {
  const shown = columns
    .map((column, index) => ({ ...column, index }))
    .filter(({ label }) => label !== 'result' && label !== 'table' && label !== '');
  const isSeries = shown.some(({ label }) => label === '_value') && shown.some(({ label }) => label === '_time');
  const labels = Object.fromEntries(
    shown.filter(({ label }) => !label.startsWith('_')).map(({ label, index }) => [label, rows[0]?.[index] ?? ''])
  );
  const kept = isSeries ? shown.filter(({ label }) => label === '_time' || label === '_value') : shown;
  return {
    schema: {
      fields: kept.map(({ label, dataType }): FieldSchema => {
        const name = isSeries && label === '_time' ? 'Time' : label;
        return { name, type: typeOf(dataType), ...(isSeries && label === '_value' && { labels }) } as FieldSchema;
      }),
    },
    data: { values: kept.map(({ dataType, index }) => rows.map((row) => valueOf(dataType, row[index] ?? ''))) },
  };
}

function typeOf(dataType: string): string {
  if (dataType.startsWith('dateTime')) {
    return 'time';
  }
  return dataType === 'string' ? 'string' : dataType === 'boolean' ? 'boolean' : 'number';
}

/** In CSV, nothing and the empty text look alike; Flux's pivot makes the first of what is missing. */
function valueOf(dataType: string, text: string): string | number | boolean | null {
  if (text === '') {
    return dataType === 'string' ? '' : null;
  }
  switch (typeOf(dataType)) {
    case 'time':
      return Date.parse(text);
    case 'number':
      return Number(text);
    case 'boolean':
      return text === 'true';
    default:
      return text;
  }
}
