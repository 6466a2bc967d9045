import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand } from '../tests/parts/command';

/** Builds the elements for admin sites into this folder. @returns embed.js. */
export async function buildElements(folder: string): Promise<string> {
  const build = resolve(__dirname, '../admin/build.ts');
  const args = ['--import', 'tsx', build, '--outdir', folder];
  const { exitCode, output } = await runCommand(process.execPath, args, { cwd: resolve(__dirname, '..') });
  if (exitCode !== 0) {
    throw new Error(`The elements for admin sites could not be built:\n${output}`);
  }
  return readFile(join(folder, 'embed.js'), 'utf8');
}
