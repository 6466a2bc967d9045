import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres';
import { migrate as migratePg } from 'drizzle-orm/node-postgres/migrator';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { Pool, type PoolClient } from 'pg';
import { lockFolder } from './folder-lock';
import { DiskFullError, fullDiskText, requireRoom } from '../lib/disk-room';
import { EmbeddedClient, type EnginePanicError } from './embedded-client';
import { makeRecordsFolder, RecordsFolderError } from './records-folder';
import { DroppableClient, watchServer } from './server-watch';
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
  /** Rejects when a trivial query does not come back, or nothing can be stored. */
  check(): Promise<void>;
  /**
   * What a server does by itself, and the embedded engine never: lets it use its write-ahead log again from its start, and
   * the room of rows that were changed or deleted; without it both would grow for as long as there are records, and
   * every look through an index would pass by all that was ever there. Now and then it also counts what the tables hold, by
   * which queries are planned.
   *
   * @throws DiskFullError: on a full disk a checkpoint does not come back
   */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

const migrationsFolder = resolve(__dirname, '../../migrations');
/** Any fixed number: every sidecar takes the same advisory lock before it migrates. */
const migrationLock = 4_216_001;
/** How long a start waits for another sidecar's migrations, in ms. A sidecar that dies gives its lock back. */
const migrationWaitMs = 60_000;
/** Without a server's autovacuum nobody else counts what the tables hold: every so many times that it is tidied up. */
const analyseEvery = 24;
/**
 * Postgres' own 128 MB of shared buffers are filled at the start and then lie idle: the records are a few MB, and what
 * does not fit is in the operating system's cache.
 */
const embeddedParameters = [
  ...PGlite.defaultStartParams,
  ...['shared_buffers=16MB', 'max_wal_size=64MB'].flatMap((each) => ['-c', each]),
];

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

/** @param panicked default: the process goes down in order, with exit code 1, and whoever looks after it starts another. */
export async function openEmbedded(dataDir: string, panicked = goDown): Promise<OpenDatabase> {
  const folder = join(dataDir, 'records');
  refuseFullDisk(dataDir, folder);
  const lock = await lockFolder(dataDir);
  try {
    const client = await openClient(folder, panicked);
    const db = drizzlePglite(client);
    let tidied = 0;
    await migratePglite(db, { migrationsFolder });
    return {
      kind: 'embedded',
      db,
      check: async () => {
        await client.query('SELECT 1');
        requireRoom(folder, 'records');
      },
      tidy: async () => {
        requireRoom(folder, 'records');
        await client.exec(tidied % analyseEvery === 0 ? 'VACUUM (ANALYZE)' : 'VACUUM');
        await client.exec('CHECKPOINT');
        tidied += 1;
      },
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

/** The engine that is opened on a full disk panics. */
function refuseFullDisk(dataDir: string, folder: string): void {
  try {
    requireRoom(dataDir, 'records');
  } catch (error) {
    const reason = error instanceof DiskFullError ? error.message : String(error);
    throw new RecordsFolderError(`The embedded database in ${folder} cannot be opened. ${reason}`, { cause: error });
  }
}

/** An uncaught error starts the way down. Whoever waits for an answer gets its own first. */
function goDown(error: EnginePanicError): void {
  setImmediate(() => {
    throw error;
  });
}

async function openClient(folder: string, panicked: (error: EnginePanicError) => void): Promise<EmbeddedClient> {
  await makeRecordsFolder(folder);
  const client = new EmbeddedClient({ dataDir: folder, startParams: embeddedParameters, panicked });
  try {
    await client.waitReady;
  } catch (error) {
    // PGlite tells no reason at all.
    const reason = fullDiskText(folder) || 'It is damaged, or this user may not write to it: restore it from a backup.';
    throw new RecordsFolderError(`The embedded database in ${folder} cannot be opened. ${reason}`, { cause: error });
  }
  return client;
}

/** How long a connection may take, or be waited for while all are at work, in ms: so long a request waits for its 503. */
const connectWithinMs = 5000;
/**
 * After so long the server undoes a transaction whose client says nothing any more, and gives its row locks back, in ms. Ours
 * wait for nobody between two statements. There is no limit for statements: a migration or a read of all runs may take
 * its time, and one that waits for a lock gets it by this.
 */
const idleInTransactionMs = 30_000;
/** For the goodbyes to a server when the sidecar ends, in ms. */
const goodbyeWithinMs = 1000;

async function openServer(databaseUrl: string, waitMs: number): Promise<OpenDatabase> {
  const config = {
    connectionString: databaseUrl,
    connectionTimeoutMillis: connectWithinMs,
    application_name: 'load-test-monitoring',
    keepAlive: true,
    // Before firewalls forget a connection that is idle.
    keepAliveInitialDelayMillis: 10_000,
  };
  const pool = new Pool({ ...config, max: 10, Client: DroppableClient });
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
  const watch = watchServer(pool, config);
  const db = pooled(pool);
  return {
    kind: 'server',
    db,
    check: async () => void (await db.execute(sql`SELECT 1`)),
    tidy: () => Promise.resolve(),
    close: async () => {
      watch.stop();
      const late = setTimeout(() => watch.dropAll(), goodbyeWithinMs);
      await pool.end();
      clearTimeout(late);
    },
  };
}

/**
 * Drizzle over the pool, with transactions that give their connection back whatever happens. Drizzle 0.45's own keep it
 * for ever when BEGIN fails on a connection that has gone: after as many of those as the pool has connections, nothing
 * works any more.
 */
function pooled(pool: Pool): Database {
  const db: Database = drizzlePg(pool);
  const limited = new WeakSet<PoolClient>();
  db.transaction = async (work, config) => {
    const connection = await pool.connect();
    let isBroken = false;
    try {
      // Here and not when it connects: PgBouncer refuses such a parameter there.
      if (!limited.has(connection)) {
        await connection.query(`SET idle_in_transaction_session_timeout = ${idleInTransactionMs}`);
        limited.add(connection);
      }
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
