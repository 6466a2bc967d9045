import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { Database } from '../db';
import { openDatabase, openEmbedded, type OpenDatabase } from '../db/database';
import { describeWith, realPart } from './real-parts';

/**
 * `describe`, once on PGlite in memory and, where one is at hand, once on a Postgres server; each has a migrated, empty
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
  describe(
    `${title}, on PGlite`,
    block('embedded', () => openEmbedded(null))
  );
  describeWith(['TEST_POSTGRES_URL'], `${title}, on a Postgres server`, block('server', openOwnDatabase));
}

async function openOwnDatabase(): Promise<OpenDatabase> {
  const server = realPart('TEST_POSTGRES_URL') ?? '';
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const opened = await openDatabase({ databaseUrl: url.toString(), dataDir: '' });
  return {
    ...opened,
    async close() {
      await opened.close();
      await administer(server, `DROP DATABASE ${name}`);
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
