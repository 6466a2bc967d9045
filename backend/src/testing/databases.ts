import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { Database } from '../db';
import { openDatabase, type OpenDatabase } from '../db/database';
import { openEmptyRecords } from './empty-records';
import { describeWith, realPart } from './real-parts';

/**
 * `describe`, once on PGlite and, where one is at hand, once on a Postgres server; each has a migrated, empty
 * database of its own that lasts for the block. `kind` tells them apart where only a server has several connections.
 */
export function describeOnEachDatabase(
  title: string,
  body: (database: () => Database, kind: OpenDatabase['kind']) => void
): void {
  const block = (kind: OpenDatabase['kind'], open: () => Promise<OpenDatabase>) => () => {
    let opened: OpenDatabase | null = null;
    // A cold PGlite takes seconds on a busy machine.
    beforeAll(async () => {
      opened = await open();
    }, 60_000);
    afterAll(() => opened?.close());
    body(() => {
      if (opened === null) {
        throw new Error('the database is open within tests and hooks only');
      }
      return opened.db;
    }, kind);
  };
  describe(`${title}, on PGlite`, block('embedded', openEmptyRecords));
  describeWith(['TEST_POSTGRES_URL'], `${title}, on a Postgres server`, block('server', openOwnDatabase));
}

async function openOwnDatabase(): Promise<OpenDatabase> {
  const own = await createOwnDatabase();
  const opened = await openDatabase({ databaseUrl: own.url.toString(), dataDir: '' });
  return {
    ...opened,
    async close() {
      await opened.close();
      await own.drop();
    },
  };
}

/** An empty database of the test's own on the Postgres server. */
export interface OwnDatabase {
  readonly url: URL;
  /** Ends every connection to it, as a restart of the server would. @returns how many there were. */
  terminateConnections(): Promise<number>;
  /** Any statement, on a connection that lasts as long. @returns how many rows it is about. */
  run(statement: string): Promise<number>;
  /** When nobody is connected to it any more. */
  drop(): Promise<void>;
}

/** Needs the part TEST_POSTGRES_URL. */
export async function createOwnDatabase(): Promise<OwnDatabase> {
  const server = realPart('TEST_POSTGRES_URL') ?? '';
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url,
    terminateConnections: () =>
      administer(server, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`),
    run: (statement) => administer(url.toString(), statement),
    drop: async () => void (await administer(server, `DROP DATABASE ${name}`)),
  };
}

async function administer(url: string, statement: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}
