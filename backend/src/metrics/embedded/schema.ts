import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { firstLineOf } from '../error-text';
import { MetricsStoreError } from '../../model/figures';

/**
 * `series`: one row per set of the tags the figures need; a set may have several ids, because the dictionary in memory
 * starts empty after a restart, so queries go by tags. A file of an earlier version gets the columns that it lacks. `samples`: every point kept, nanoseconds since 1970.
 * `archived_runs`: figures and series of runs whose raw samples the retention has deleted, as JSON.
 * `results`: the verdicts (`writeResult`), milliseconds since 1970.
 */
const tables = `
  CREATE TABLE IF NOT EXISTS series (
    id INTEGER NOT NULL, measurement VARCHAR NOT NULL, testid VARCHAR NOT NULL, instance VARCHAR NOT NULL,
    name VARCHAR NOT NULL, method VARCHAR NOT NULL, status VARCHAR NOT NULL, status_class VARCHAR NOT NULL,
    error_code VARCHAR NOT NULL, scenario VARCHAR DEFAULT '', called_by VARCHAR DEFAULT 'iterations'
  );
  ALTER TABLE series ADD COLUMN IF NOT EXISTS scenario VARCHAR DEFAULT '';
  ALTER TABLE series ADD COLUMN IF NOT EXISTS called_by VARCHAR DEFAULT 'iterations';
  CREATE TABLE IF NOT EXISTS samples (series INTEGER NOT NULL, t BIGINT NOT NULL, value DOUBLE NOT NULL);
  CREATE TABLE IF NOT EXISTS archived_runs (
    testid VARCHAR NOT NULL, first_ns BIGINT NOT NULL, last_ns BIGINT NOT NULL,
    figures VARCHAR NOT NULL, series VARCHAR NOT NULL
  );
  CREATE TABLE IF NOT EXISTS results (
    test VARCHAR NOT NULL, environment VARCHAR NOT NULL, at_ms BIGINT NOT NULL, fields VARCHAR NOT NULL,
    PRIMARY KEY (test, environment, at_ms)
  );
`;

/** Name of the database file inside the store's directory. */
export const databaseFile = 'metrics.duckdb';

const settings = {
  memory_limit: '1GB',
  preserve_insertion_order: 'false',
  // Nothing may be fetched from the network at run time.
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

/** Opens or creates the database; a second process on the same file gets a clear error. */
export async function openDatabase(directory: string): Promise<{
  readonly instance: DuckDBInstance;
  readonly writer: DuckDBConnection;
}> {
  let instance: DuckDBInstance | undefined;
  try {
    instance = await DuckDBInstance.create(join(directory, databaseFile), settings);
    const writer = await instance.connect();
    await writer.run(tables);
    return { instance, writer };
  } catch (cause) {
    instance?.closeSync();
    const reason = firstLineOf(cause);
    throw new MetricsStoreError(
      /lock/i.test(reason)
        ? `The embedded metric store in ${directory} is in use by another process: stop that process, or give this one a directory of its own.`
        : `The embedded metric store in ${directory} cannot be opened: ${reason}`,
      false,
      { cause }
    );
  }
}
