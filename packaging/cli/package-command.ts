import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Files } from '../archive';
import { kilobytes } from '../bytes';
import type { Packed } from '../packed';
import { packageFiles } from './package-files';

/** As npm 7 to 11 print it. */
const packedSchema = z.array(z.object({ filename: z.string() })).length(1);

/**
 * Makes the npm package of the command loadtests: a folder, and what `npm pack` makes of it. It has no dependencies, so that
 * it installs without a network. Nothing is published. The same commit gives the same bytes.
 *
 * @param out where both go.
 */
export async function packageCommand(out: string): Promise<Packed> {
  const { manifest, files } = await packageFiles();
  const folder = path.join(out, 'loadtests');
  await writeFiles(folder, files);
  const { stdout } = await promisify(execFile)(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', out],
    {
      cwd: folder,
      env: { ...process.env, npm_config_update_notifier: 'false' },
    }
  );
  const [packed] = packedSchema.parse(JSON.parse(stdout));
  const file = path.join(out, packed?.filename ?? '');
  const { length } = await readFile(file);
  const unpacked = [...files.values()].reduce((sum, content) => sum + content.length, 0);
  return {
    file,
    facts: [
      ['package', `${manifest.name} ${manifest.version}`],
      ['files', `${files.size}, ${kilobytes(length)} packed, ${kilobytes(unpacked)} unpacked`],
    ],
    next: [
      `npm install --offline ${path.relative('', file)}, in the project of your load tests; then npx loadtests doctor`,
    ],
  };
}

/** Writes them into a folder that holds nothing else then. */
async function writeFiles(folder: string, files: Files): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const [name, content] of files) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content, { mode: name.startsWith('bin/') ? 0o755 : 0o644 });
  }
}
