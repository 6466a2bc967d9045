import type { FluxTableMetaData, InfluxDB } from '@influxdata/influxdb-client';

/** A cell as the client of InfluxDB reads it. */
type Cell = string | number | boolean | null;
type Row = Readonly<Record<string, Cell>>;

/**
 * What Grafana's InfluxDB data source makes of an answer. One with a time and a column `_value` becomes series, one a
 * table, in which every other text column is a label; anything else becomes tables with every column.
 */
export type Frame =
  | {
      readonly kind: 'series';
      readonly labels: Readonly<Record<string, string>>;
      /** Oldest first, as it came. */
      readonly points: ReadonlyArray<{ readonly at: string; readonly value: Cell }>;
    }
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly Row[] };

/** @throws Error where InfluxDB refuses the query, or its tables differ in columns: Grafana reads those of the first only. */
export async function framesOf(influx: InfluxDB, org: string, query: string): Promise<readonly Frame[]> {
  const tables = new Map<
    Cell,
    { readonly columns: readonly string[]; readonly times: readonly string[]; rows: Row[] }
  >();
  await new Promise<void>((resolve, reject) => {
    influx.getQueryApi(org).queryRows(query, {
      next: (values, meta) => {
        const { table, result: _result, ...row } = meta.toObject(values) as Record<string, Cell>;
        const found = tables.get(table ?? null) ?? { ...columnsOf(meta), rows: [] };
        tables.set(table ?? null, found);
        found.rows.push(row);
      },
      error: reject,
      complete: resolve,
    });
  });
  const [first, ...others] = [...tables.values()];
  // By name, so their order, which InfluxDB does not keep after map(), is not looked at.
  const differing = others.find(({ columns }) => namesOf(columns) !== namesOf(first?.columns ?? []));
  if (differing !== undefined) {
    throw new Error(`tables differ in columns: ${first?.columns.join()} and ${differing.columns.join()}\n${query}`);
  }
  return [...tables.values()].map(({ columns, times, rows }): Frame => {
    const time = times.includes('_time') ? '_time' : times[0];
    if (!columns.includes('_value') || time === undefined) {
      return { kind: 'table', columns, rows };
    }
    const labels = Object.entries(rows[0] ?? {}).filter(
      (entry): entry is [string, string] => !entry[0].startsWith('_') && typeof entry[1] === 'string'
    );
    const points = rows.map((row) => ({ at: String(row[time]), value: row['_value'] ?? null }));
    return { kind: 'series', labels: Object.fromEntries(labels), points };
  });
}

function columnsOf({ columns }: FluxTableMetaData) {
  const shown = columns.filter(({ label }) => label !== 'result' && label !== 'table');
  return {
    columns: shown.map(({ label }) => label),
    times: shown.filter(({ dataType }) => dataType.startsWith('dateTime')).map(({ label }) => label),
  };
}

function namesOf(columns: readonly string[]): string {
  return [...columns].sort().join();
}
