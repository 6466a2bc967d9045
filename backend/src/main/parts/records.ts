import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Config } from '../../config';
import { isDatabaseAway, openDatabase, type OpenDatabase } from '../../db';
import { systemErrorCode } from '../../lib/error-code';
import { StartError } from '../start-error';

/** @throws StartError when it cannot be made or written to. */
export function makeDataFolder(dataDir: string): void {
  try {
    makeFolders(resolve(dataDir));
    if (!statSync(dataDir).isDirectory()) {
      throw Object.assign(new Error('a file'), { code: 'ENOTDIR' });
    }
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

/** @throws StartError where the server of DATABASE_URL cannot be used, and whatever else `openDatabase` throws. */
export async function openRecords(config: Config): Promise<OpenDatabase> {
  try {
    return await openDatabase({ databaseUrl: config.database?.url.reveal() ?? null, dataDir: config.dataDir });
  } catch (error) {
    const reason = config.database === null ? null : serverProblem(error);
    if (reason === null) {
      throw error;
    }
    throw new StartError(`The database of DATABASE_URL cannot be opened: ${reason}`, { cause: error });
  }
}

/** @throws StartError where the server of DATABASE_URL has gone since it was opened, and whatever else `act` throws. */
export async function whileServerStays<Done>(config: Config, act: () => Promise<Done>): Promise<Done> {
  try {
    return await act();
  } catch (error) {
    if (config.database === null || error instanceof StartError || !isDatabaseAway(error)) {
      throw error;
    }
    throw new StartError(
      'The database of DATABASE_URL was opened, and went away before the sidecar was ready. Check that the Postgres ' +
        'server stays up, and start the sidecar again.',
      { cause: error }
    );
  }
}

/** What is wrong and what to do, by system code or the SQLSTATE with which a server refuses. Its own words may hold a secret. */
const serverProblems: Readonly<Record<string, readonly [string, string]>> = {
  ECONNREFUSED: ['nothing listens there', 'Start the Postgres server, or correct host and port.'],
  ENOTFOUND: ['its host name is not known', 'Correct the host.'],
  EAI_AGAIN: ['its host name cannot be looked up now', 'Correct the host, or look at DNS.'],
  '28P01': ['the server refuses user and password', 'Correct them.'],
  '28000': ['the server refuses this user', 'Correct the user, try ?sslmode=require, or look at pg_hba.conf.'],
  '3D000': ['the server has no database of that name', 'Create it, or correct the name at the end.'],
  '55P03': [
    'another sidecar has been bringing it up to date for a minute',
    'Look at that one, end it if it hangs, and start this one again: a process that is gone holds up nobody.',
  ],
  '42501': ['its user may not create tables', 'Grant CREATE on the database and on its schema public.'],
};

/** For people; null where neither code nor words say that it is the server's. */
function serverProblem(error: unknown): string | null {
  const code = systemErrorCode(error);
  if (code !== null) {
    const [problem, remedy] = serverProblems[code] ?? [
      'the server cannot be used',
      'Check that the Postgres server runs, and that all of DATABASE_URL is right.',
    ];
    return `${problem} (${code}). ${remedy}`;
  }
  return isDatabaseAway(error)
    ? 'it does not answer as a Postgres server. Check that one runs there, and that no firewall is between.'
    : null;
}
