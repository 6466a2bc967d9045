import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** Builds the elements for admin sites into a folder. @returns embed.js. */
export async function builtElements(folder: string): Promise<string> {
  const outdir = join(folder, 'elements');
  const build = resolve(__dirname, '../admin/build.ts');
  await promisify(execFile)(process.execPath, ['--import', 'tsx', build, '--outdir', outdir]);
  return readFile(join(outdir, 'embed.js'), 'utf8');
}
