import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Config } from '../../config';
import { openDatabase, type OpenDatabase } from '../../db';
import { systemErrorCode } from '../../lib/error-code';
import { StartError } from '../start-error';

/** @throws StartError when it cannot be made or written to. */
export function makeDataFolder(dataDir: string): void {
  try {
    makeFolders(resolve(dataDir));
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    throw new StartError(
      `The data folder ${dataDir} cannot be used (${systemErrorCode(error) ?? 'unknown error'}). ` +
        'Set DATA_DIR to a folder that this user may write to.'
    );
  }
}

/** Step by step: Node's own `recursive` never returns where a folder cannot be made in one that exists (under /proc). */
function makeFolders(folder: string): void {
  if (existsSync(folder)) {
    return;
  }
  makeFolders(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

/** Refusals of a Postgres server carry SQLSTATE codes: 28… wrong user or password, 3D000 no such database. */
export async function openRecords(config: Config): Promise<OpenDatabase> {
  try {
    return await openDatabase({ databaseUrl: config.database?.url.reveal() ?? null, dataDir: config.dataDir });
  } catch (error) {
    const code = systemErrorCode(error);
    if (config.database === null || code === null) {
      throw error;
    }
    throw new StartError(
      `The database of DATABASE_URL cannot be opened (${code}). Check that the Postgres server runs, and that host, ` +
        'port, user, password and database name in DATABASE_URL are right.',
      { cause: error }
    );
  }
}
