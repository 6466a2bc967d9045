import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres';
import { migrate as migratePg } from 'drizzle-orm/node-postgres/migrator';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { Client } from 'pg';
import { makeRecordsFolder } from '../db/records-folder';
import type { Rows } from './earlier-rows';

const migrations = resolve(__dirname, '../../migrations');

/** Records as sidecars of earlier versions have left them. A version is the number of its last migration. */
export interface EarlierRecords {
  /** As a sidecar of that version does at its start. */
  migrateTo(version: number): Promise<void>;
  query(statement: string, values?: readonly unknown[]): Promise<ReadonlyArray<Readonly<Record<string, unknown>>>>;
  close(): Promise<void>;
}

/** Where a sidecar with this data folder looks for them; empty at first. */
export async function openEarlierEmbedded(dataDir: string): Promise<EarlierRecords> {
  const folder = join(dataDir, 'records');
  await makeRecordsFolder(folder);
  const client = new PGlite({ dataDir: folder });
  return {
    migrateTo: (version) =>
      withMigrations(version, (migrationsFolder) => migratePglite(drizzlePglite(client), { migrationsFolder })),
    query: async (statement, values = []) => (await client.query<Record<string, unknown>>(statement, [...values])).rows,
    close: () => client.close(),
  };
}

/** On a Postgres server, in an empty database. */
export async function openEarlierServer(databaseUrl: string): Promise<EarlierRecords> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  return {
    migrateTo: (version) =>
      withMigrations(version, (migrationsFolder) => migratePg(drizzlePg(client), { migrationsFolder })),
    query: async (statement, values = []) => (await client.query<Record<string, unknown>>(statement, [...values])).rows,
    close: () => client.end(),
  };
}

/** The newest version there is. */
export async function latestVersion(): Promise<number> {
  return (await readJournal()).entries.length - 1;
}

interface Journal {
  readonly entries: readonly unknown[];
}

async function readJournal(): Promise<Journal> {
  return JSON.parse(await readFile(join(migrations, 'meta/_journal.json'), 'utf8')) as Journal;
}

/** With a folder that holds the migrations of that version and no later one. */
async function withMigrations(version: number, migrate: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  try {
    await cp(migrations, folder, { recursive: true });
    const journal = await readJournal();
    const earlier = { ...journal, entries: journal.entries.slice(0, version + 1) };
    await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify(earlier));
    await migrate(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Stores rows, each without the columns that its table does not have in this version, and none of tables that it does not have. */
export async function storeRows(records: EarlierRecords, rows: Rows): Promise<void> {
  const columns = await columnsOf(records);
  for (const [table, all] of Object.entries(rows)) {
    const types = columns.get(table);
    for (const row of types === undefined ? [] : all) {
      const given = Object.entries(row).flatMap(([name, value]) => {
        const type = types?.get(name);
        return type === undefined || value === null ? [] : [{ name, type, value }];
      });
      const names = given.map(({ name }) => `"${name}"`).join();
      const places = given.map(({ type }, index) => `$${index + 1}${type === 'jsonb' ? '::jsonb' : ''}`).join();
      const values = given.map(({ type, value }) => (type === 'jsonb' ? JSON.stringify(value) : value));
      // There is one row of some tables, whichever version has written it.
      await records.query(`INSERT INTO "${table}" (${names}) VALUES (${places}) ON CONFLICT DO NOTHING`, values);
    }
  }
}

/** Columns that no row has, as `<table>.<column>`, and those of rows that no table has. */
export async function uncoveredColumns(records: EarlierRecords, rows: Rows): Promise<readonly string[]> {
  const columns = await columnsOf(records);
  const named = (table: string, names: Iterable<string>) => [...names].map((name) => `${table}.${name}`);
  const there = [...columns].flatMap(([table, types]) => named(table, types.keys()));
  const given = Object.entries(rows).flatMap(([table, all]) => named(table, new Set(all.flatMap(Object.keys))));
  const [isThere, isGiven] = [new Set(there), new Set(given)];
  return [...there.filter((each) => !isGiven.has(each)), ...given.filter((each) => !isThere.has(each))];
}

/** The key of each row there is, as `<table> <key>`. */
export async function keysOfRows(records: EarlierRecords): Promise<ReadonlySet<string>> {
  const keys = await records.query(`
    SELECT c.conrelid::regclass::text AS "table", string_agg(format('%I::text', a.attname), ', ' ORDER BY a.attnum) AS "columns"
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)
    WHERE c.contype = 'p' AND c.connamespace = 'public'::regnamespace GROUP BY 1`);
  const found = new Set<string>();
  for (const { table, columns } of keys) {
    const rows = await records.query(`SELECT concat_ws(' ', ${String(columns)}) AS "key" FROM ${String(table)}`);
    rows.forEach(({ key }) => found.add(`${String(table)} ${String(key)}`));
  }
  return found;
}

type Columns = ReadonlyMap<string, ReadonlyMap<string, string>>;

async function columnsOf(records: EarlierRecords): Promise<Columns> {
  const columns = new Map<string, Map<string, string>>();
  const rows = await records.query(
    `SELECT table_name, column_name, data_type FROM information_schema.columns
     WHERE table_schema = 'public' AND coalesce(column_default, '') NOT LIKE 'nextval%'`
  );
  for (const { table_name: table, column_name: name, data_type: type } of rows) {
    const types = columns.get(String(table)) ?? new Map<string, string>();
    columns.set(String(table), types.set(String(name), String(type)));
  }
  return columns;
}
