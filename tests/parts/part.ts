import { mkdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * A real part is a program that the tests (and the demo) run on and that npm does not bring: k6, InfluxDB, Postgres,
 * Chromium, nginx. Each is looked for on this machine first and made available in `.cache/` only where it is missing.
 */

/** Told what is happening while a part is looked for or built; one line of plain text each time. */
export type Progress = (line: string) => void;

/** Where a part is, or in one sentence why it cannot be had and what would help. */
export type Provided = { readonly path: string } | { readonly missing: string };

/** A part ready for use: the variables that tests find it by, and how to end it. */
export interface Started {
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const repositoryRoot = path.resolve(__dirname, '../..');

/** Folder of what was made available for this checkout; git ignores it. */
export const cacheFolder = path.join(repositoryRoot, '.cache');

/** Folder of the programs that were built for this checkout. */
export const cacheBin = path.join(cacheFolder, 'bin');

/** A folder under `.cache/` for one build, made when missing. */
export async function buildFolder(name: string): Promise<string> {
  const folder = path.join(cacheFolder, 'build', name);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** How a path is shown to a person: relative to the repository where it lies inside. */
export function shown(file: string): string {
  const relative = path.relative(repositoryRoot, file);
  return relative.startsWith('..') ? file : relative;
}
