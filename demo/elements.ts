import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * Builds the elements for admin sites into this folder; also within an image, which has no tests.
 *
 * @returns embed.js.
 */
export async function buildElements(folder: string): Promise<string> {
  const build = resolve(__dirname, '../admin/build.ts');
  await promisify(execFile)(process.execPath, ['--import', 'tsx', build, '--outdir', folder], {
    cwd: resolve(__dirname, '..'),
  });
  return readFile(join(folder, 'embed.js'), 'utf8');
}
