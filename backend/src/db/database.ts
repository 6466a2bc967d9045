import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres';
import { migrate as migratePg } from 'drizzle-orm/node-postgres/migrator';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { Pool } from 'pg';
import { lockFolder } from './folder-lock';
import { fullDiskText } from '../lib/disk-room';
import { makeRecordsFolder, RecordsFolderError } from './records-folder';
import { isDatabaseAway } from './unavailable';

/** Either driver, and a transaction of either: what only reads or writes one row takes this and nothing narrower. */
export type Database = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/**
 * An open transaction. Whatever locks, plans an effect or writes rows that belong together takes this, so that it cannot
 * be called outside of one.
 */
export type Tx = Parameters<Parameters<Database['transaction']>[0]>[0];

export interface OpenDatabase {
  readonly kind: 'embedded' | 'server';
  readonly db: Database;
  /** Rejects when a trivial query does not come back. */
  check(): Promise<void>;
  close(): Promise<void>;
}

const migrationsFolder = resolve(__dirname, '../../migrations');
/** Any fixed number: every sidecar takes the same advisory lock before it migrates. */
const migrationLock = 4_216_001;
/** How long a start waits for another sidecar's migrations, in ms. A sidecar that dies gives its lock back. */
const migrationWaitMs = 60_000;
/**
 * Postgres' own 128 MB of shared buffers are filled at the start and then lie idle: the records are a few MB, and what
 * does not fit is in the operating system's cache.
 */
const embeddedParameters = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'];

/**
 * Opens the records: embedded PGlite under `dataDir` (locked against a second process), or the Postgres server of
 * `databaseUrl`. Applies the migrations; several sidecars may do so at once on a server.
 *
 * @throws FolderInUseError when another process holds the embedded folder, RecordsFolderError when it cannot be made or
 * opened, and the server's error 55P03 when another sidecar has been migrating for too long.
 */
export async function openDatabase(options: {
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  /** How long to wait for another sidecar's migrations, in ms. Default: a minute. */
  readonly waitMs?: number;
}): Promise<OpenDatabase> {
  return options.databaseUrl === null
    ? openEmbedded(options.dataDir)
    : openServer(options.databaseUrl, options.waitMs ?? migrationWaitMs);
}

export async function openEmbedded(dataDir: string): Promise<OpenDatabase> {
  const lock = await lockFolder(dataDir);
  try {
    const client = await openClient(join(dataDir, 'records'));
    const db = drizzlePglite(client);
    await migratePglite(db, { migrationsFolder });
    return {
      kind: 'embedded',
      db,
      check: async () => void (await client.query('SELECT 1')),
      close: async () => {
        await client.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openClient(folder: string): Promise<PGlite> {
  await makeRecordsFolder(folder);
  const client = new PGlite({ dataDir: folder, startParams: embeddedParameters });
  try {
    await client.waitReady;
  } catch (error) {
    // PGlite tells no reason at all.
    const reason = fullDiskText(folder) || 'It is damaged, or this user may not write to it: restore it from a backup.';
    throw new RecordsFolderError(`The embedded database in ${folder} cannot be opened. ${reason}`, { cause: error });
  }
  return client;
}

async function openServer(databaseUrl: string, waitMs: number): Promise<OpenDatabase> {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: 10,
    connectionTimeoutMillis: 10_000,
    application_name: 'load-test-monitoring',
    keepAlive: true,
  });
  // A pooled connection that dies while idle must not end the process; the next query reports it.
  pool.on('error', () => undefined);
  // Nor must one that dies while it is in use, between two queries of a transaction: it says so on itself alone.
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    const connection = await pool.connect();
    try {
      await connection.query(`SET lock_timeout = ${waitMs}`);
      await connection.query('SELECT pg_advisory_lock($1)', [migrationLock]);
      try {
        // A migration itself may wait for as long as the work takes that is under way.
        await connection.query('RESET lock_timeout');
        await migratePg(drizzlePg(connection), { migrationsFolder });
      } finally {
        await connection.query('SELECT pg_advisory_unlock($1)', [migrationLock]);
      }
    } finally {
      connection.release();
    }
  } catch (error) {
    await pool.end();
    throw error;
  }
  const db = pooled(pool);
  return {
    kind: 'server',
    db,
    check: async () => void (await db.execute(sql`SELECT 1`)),
    close: () => pool.end(),
  };
}

/**
 * Drizzle over the pool, with transactions that give their connection back whatever happens. Drizzle 0.45's own keep it
 * for ever when BEGIN fails on a connection that has gone: after as many of those as the pool has connections, nothing
 * works any more.
 */
function pooled(pool: Pool): Database {
  const db: Database = drizzlePg(pool);
  db.transaction = async (work, config) => {
    const connection = await pool.connect();
    let isBroken = false;
    try {
      return await drizzlePg(connection).transaction(work, config);
    } catch (error) {
      isBroken = isDatabaseAway(error);
      throw error;
    } finally {
      connection.release(isBroken);
    }
  };
  return db;
}
