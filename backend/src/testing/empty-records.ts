import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openEmbedded, type OpenDatabase } from '../db/database';

const repository = resolve(__dirname, '../../..');
const cache = join(repository, '.cache');
const prefix = 'empty-records-';
const dayMs = 24 * 60 * 60_000;

/**
 * Puts migrated, empty records where a sidecar with this data folder looks for them, as its first start would make them
 * within seconds of work: a copy takes a fraction of one. They are made once for each state of the migrations and of PGlite.
 */
export async function putEmptyRecords(dataDir: string): Promise<void> {
  const made = join(cache, `${prefix}${await stateOfMigrations()}`);
  if (!existsSync(made)) {
    await make(made);
  }
  await cp(made, join(dataDir, 'records'), { recursive: true });
}

/** Embedded records of their own, migrated and empty; the folder goes with them. */
export async function openEmptyRecords(): Promise<OpenDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'records-'));
  await putEmptyRecords(folder);
  const opened = await openEmbedded(folder);
  return {
    ...opened,
    async close() {
      await opened.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function stateOfMigrations(): Promise<string> {
  const folder = join(repository, 'backend/migrations');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const manifest = join(require.resolve('@electric-sql/pglite'), '../../package.json');
  const contents = await Promise.all(
    [manifest, ...names.map((name) => join(folder, name))].map((file) => readFile(file))
  );
  return contents
    .reduce((hash, content) => hash.update(content), createHash('sha256'))
    .digest('hex')
    .slice(0, 16);
}

/** Beside its place first: another worker of the tests may be at it too, and one may be killed. */
async function make(place: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const making = join(cache, `making-records-${randomUUID()}`);
  await mkdir(making);
  try {
    await (await openEmbedded(making)).close();
    await rename(join(making, 'records'), place).catch((error: unknown) => {
      if (!existsSync(place)) {
        throw error;
      }
    });
    await removeOld();
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** Those of former migrations; younger ones may be in use in another checkout on this cache. */
async function removeOld(): Promise<void> {
  const names = (await readdir(cache)).filter((name) => name.startsWith(prefix));
  for (const folder of names.map((name) => join(cache, name))) {
    if (Date.now() - (await stat(folder)).mtimeMs > dayMs) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
