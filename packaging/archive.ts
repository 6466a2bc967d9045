import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync, zipSync, type Zippable } from 'fflate';

/** Contents by path, with `/` on every system. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** Path of every file in a folder, from the folder on. */
export async function pathsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}

/** Every file in a folder, by its path in it. */
export async function filesIn(folder: string): Promise<Files> {
  return new Map(
    await Promise.all(
      (await pathsIn(folder)).map(async (file): Promise<[string, Uint8Array]> => {
        return [file, new Uint8Array(await readFile(path.join(folder, file)))];
      })
    )
  );
}

/**
 * A zip archive with one root folder. The same files give the same bytes: sorted, plain permissions, one time for all, and
 * a compressor that does not come with Node.
 *
 * @param root name of the folder.
 * @param day what every file is dated, `2026-11-30`.
 */
export function zipped(root: string, files: Files, day: string): Uint8Array {
  const [year = 1980, month = 1, date = 1] = day.split('-').map(Number);
  const entries: Zippable = {};
  for (const [file, content] of [...files].sort(([one], [other]) => (one < other ? -1 : 1))) {
    entries[`${root}/${file}`] = content;
  }
  return zipSync(entries, {
    level: 9,
    // A zip holds local time: the same in every time zone when it is made from local parts.
    mtime: new Date(year, month - 1, date),
    os: 3,
    attrs: 0o100644 << 16,
  });
}

/** The files of a zip archive, by their path in it. */
export function unzipped(archive: Uint8Array): Files {
  return new Map(Object.entries(unzipSync(archive)).filter(([file]) => !file.endsWith('/')));
}
