import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** Another process works in the same data folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  constructor(folder: string) {
    super(
      `The data folder ${folder} is in use by another sidecar. Stop that one, give this one another DATA_DIR, ` +
        'or set DATABASE_URL: several sidecars need a Postgres server.'
    );
  }
}

/**
 * Locks the data folder against a second process. Node has no flock; DuckDB takes an exclusive operating system lock on
 * the file it opens, and the kernel drops that lock with the process, also after SIGKILL and across PID namespaces,
 * where a PID file would lie.
 *
 * @throws FolderInUseError when another process holds it.
 */
export async function lockFolder(folder: string): Promise<{ release(): void }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    const instance = await DuckDBInstance.create(join(folder, 'folder.lock'), { memory_limit: '16MB', threads: '1' });
    return { release: () => instance.closeSync() };
  } catch (error) {
    if (error instanceof Error && /conflicting lock|could not set lock/i.test(error.message)) {
      throw new FolderInUseError(folder);
    }
    throw error;
  }
}
