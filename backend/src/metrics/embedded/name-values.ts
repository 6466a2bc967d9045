import { BIGINT, type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import type { NameValues } from '../../model/figures';
import { nsOfDate } from '../instants';

/** Of the run with the most names. */
const examplesShown = 2;

const seen = `
  FROM series WHERE measurement = 'http_reqs' AND name <> ''
    AND id IN (SELECT DISTINCT series FROM samples WHERE t >= $from AND t < $to)`;

/** Of the raw samples that are still kept. */
export async function readNameValues(
  connection: DuckDBConnection,
  window: { readonly from: Date; readonly to: Date }
): Promise<NameValues> {
  const asked = {
    values: { from: nsOfDate(window.from), to: nsOfDate(window.to) },
    types: { from: BIGINT, to: BIGINT },
  };
  const all = await connection.runAndReadAll(`SELECT count(DISTINCT name)::INTEGER ${seen}`, asked.values, asked.types);
  const most = await connection.runAndReadAll(
    `SELECT testid, count(DISTINCT name)::INTEGER AS names ${seen} GROUP BY testid ORDER BY names DESC, testid LIMIT 1`,
    asked.values,
    asked.types
  );
  const [row] = most.getRows();
  if (row === undefined) {
    return { count: 0, largest: null };
  }
  const runId = String(row[0]);
  const examples = await connection.runAndReadAll(
    `SELECT DISTINCT name ${seen} AND testid = $run ORDER BY name LIMIT ${examplesShown}`,
    { ...asked.values, run: runId },
    { ...asked.types, run: VARCHAR }
  );
  return {
    count: Number(all.getRows()[0]?.[0] ?? 0),
    largest: { runId, count: Number(row[1]), examples: examples.getRows().map(([name]) => String(name)) },
  };
}
