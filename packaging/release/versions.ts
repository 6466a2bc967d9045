import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** Where the version stands; what is built and packed takes it from there. */
const manifests = ['package.json', 'backend/package.json', 'admin/package.json'];
const lockFile = 'package-lock.json';
/** The packages of this repository in the lock file. */
const lockedPackages = ['', 'backend', 'admin'];

const manifestSchema = z.object({ version: z.string() });
// Records keep the order of what npm has written.
const entriesSchema = z.record(z.string(), z.unknown());
const lockSchema = z.object({ version: z.string(), packages: z.record(z.string(), entriesSchema) });

/** Every place of the version with what it says. */
export async function versionsIn(repository: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const file of manifests) {
    found.set(file, manifestSchema.parse(await json(repository, file)).version);
  }
  const lock = lockSchema.parse(await json(repository, lockFile));
  found.set(lockFile, lock.version);
  for (const name of lockedPackages) {
    const { version } = manifestSchema.parse(lock.packages[name]);
    found.set(`${lockFile}, package "${name}"`, version);
  }
  return found;
}

/** Writes the version to every place of it. */
export async function setVersion(repository: string, version: string): Promise<void> {
  for (const file of manifests) {
    const place = path.join(repository, file);
    const text = await readFile(place, 'utf8');
    await writeFile(place, text.replace(/^ {2}"version": ".*"/m, `  "version": "${version}"`));
  }
  const lock: unknown = await json(repository, lockFile);
  const packages = { ...lockSchema.parse(lock).packages };
  for (const name of lockedPackages) {
    packages[name] = { ...packages[name], version };
  }
  const changed = { ...entriesSchema.parse(lock), version, packages };
  await writeFile(path.join(repository, lockFile), `${JSON.stringify(changed, null, 2)}\n`);
}

async function json(repository: string, file: string): Promise<unknown> {
  return JSON.parse(await readFile(path.join(repository, file), 'utf8'));
}
