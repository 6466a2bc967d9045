import { statfsSync } from 'node:fs';

/** With less than that, the embedded stores cannot even be opened. */
const neededMegabytes = 16;

/** Says so where the disk of a folder is full or nearly so; empty where it is not, or where nobody can tell. */
export function fullDiskText(folder: string, statfs: typeof statfsOf = statfsOf): string {
  let freeMegabytes: number;
  try {
    const { bavail, bsize } = statfs(folder);
    freeMegabytes = Math.floor((bavail * bsize) / 1024 / 1024);
  } catch {
    return '';
  }
  return freeMegabytes < neededMegabytes ? `The disk is full (${freeMegabytes} MB are free): make room on it.` : '';
}

function statfsOf(folder: string): { readonly bavail: number; readonly bsize: number } {
  return statfsSync(folder);
}
