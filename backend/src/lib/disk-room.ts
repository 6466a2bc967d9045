import { statfsSync } from 'node:fs';

/** With less than that, the embedded stores cannot even be opened. */
const neededMegabytes = 16;

/**
 * With less than that free, nothing is stored any more. Records: their log grows by files of 16 MB, and an engine that cannot make the
 * next one panics, so there is always room for one. Samples: twice as much, because they fill the disk, and verdicts
 * and alerts are to have the rest.
 */
const storingMegabytes = { records: 32, samples: 64 } as const;

/** Nothing can be stored until there is room on the disk; what has been stored is safe. The message is for operators. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';
}

/**
 * Costs some microseconds. Where nobody can tell how much is free, the write itself will show it.
 *
 * @throws DiskFullError where the disk of the folder has too little room left for them.
 */
export function requireRoom(folder: string, what: keyof typeof storingMegabytes, statfs = statfsOf): void {
  const free = freeMegabytes(folder, statfs);
  if (free !== null && free < storingMegabytes[what]) {
    throw new DiskFullError(
      `The disk of ${folder} is full: ${free} MB are free, and ${what} are stored from ${storingMegabytes[what]} MB on. ` +
        'Make room on it; the sidecar then goes on by itself.'
    );
  }
}

/** Says so where the disk of a folder is full or nearly so; empty where it is not, or where nobody can tell. */
export function fullDiskText(folder: string, statfs: typeof statfsOf = statfsOf): string {
  const free = freeMegabytes(folder, statfs);
  return free !== null && free < neededMegabytes ? `The disk is full (${free} MB are free): make room on it.` : '';
}

function freeMegabytes(folder: string, statfs: typeof statfsOf): number | null {
  try {
    const { bavail, bsize } = statfs(folder);
    return Math.floor((bavail * bsize) / 1024 / 1024);
  } catch {
    return null;
  }
}

function statfsOf(folder: string): { readonly bavail: number; readonly bsize: number } {
  return statfsSync(folder);
}
