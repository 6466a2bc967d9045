import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { waitUntil } from '../../stack/wait-until';

export const repository = path.resolve(__dirname, '../../..');

/** What is built for the browser tests; git ignores it. */
const cache = path.join(repository, '.cache/plugin');

/**
 * A folder with what `build` makes of these files: built once for their contents, however many test files ask at once.
 *
 * @param name start of the folder's name.
 * @param sources files and folders, relative to the repository.
 */
export async function builtOnce(
  name: string,
  sources: readonly string[],
  build: (folder: string) => Promise<void>
): Promise<string> {
  const folder = path.join(cache, `${name}-${await hashOf(sources)}`);
  await mkdir(cache, { recursive: true });
  await waitUntil(
    `The build of ${name}`,
    async () => {
      if (await exists(folder)) {
        return true;
      }
      return (await buildAlone(folder, build)) ? true : undefined;
    },
    { withinMs: 240_000 }
  );
  return folder;
}

/** False when another process is at it. */
async function buildAlone(folder: string, build: (folder: string) => Promise<void>): Promise<boolean> {
  const lock = `${folder}.lock`;
  if (!(await take(lock))) {
    return false;
  }
  const unfinished = `${folder}.${process.pid}`;
  try {
    if (!(await exists(folder))) {
      await build(unfinished);
      await rename(unfinished, folder);
    }
    return true;
  } finally {
    await rm(lock, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** A lock of a process that has ended meanwhile is removed. */
async function take(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (owner > 0 && !isAlive(owner)) {
      await rm(lock, { force: true });
    }
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false
  );
}

async function hashOf(sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of await filesOf(source)) {
      hash.update(file).update('\0');
      hash.update(await readFile(path.join(repository, file))).update('\0');
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesOf(source: string): Promise<readonly string[]> {
  const absolute = path.join(repository, source);
  if ((await stat(absolute)).isFile()) {
    return [source];
  }
  const entries = await readdir(absolute, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(repository, path.join(entry.parentPath, entry.name)))
    .sort();
}
