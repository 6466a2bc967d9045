import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const name = 'SHA256SUMS';

/**
 * Keeps `SHA256SUMS` beside the files, as `sha256sum --check` reads it: the files that were just made, and those of before
 * that are still there.
 *
 * @param folder of all of them.
 * @param files that were just made, absolute paths.
 */
export async function writeChecksums(folder: string, files: readonly string[]): Promise<void> {
  const sums = path.join(folder, name);
  const before = await readFile(sums, 'utf8').catch(() => '');
  const known = before.split('\n').flatMap((line) => line.split('  ')[1] ?? []);
  const names = [...new Set([...known, ...files.map((file) => path.basename(file))])];
  const there = names.filter((file) => existsSync(path.join(folder, file))).sort();
  const lines = await Promise.all(
    there.map(async (file) => {
      const content = await readFile(path.join(folder, file));
      return `${createHash('sha256').update(content).digest('hex')}  ${file}\n`;
    })
  );
  await writeFile(sums, lines.join(''));
}
