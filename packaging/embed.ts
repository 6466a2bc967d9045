import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { repository, version } from './build';
import { kilobytes } from './bytes';
import type { Packed } from './packed';

/**
 * Builds the elements for an admin site as one file, `loadtests-embed-<version>.js`. The same commit gives the same bytes.
 *
 * @param out where it goes.
 */
export async function packageEmbed(out: string): Promise<Packed> {
  const folder = path.join(out, 'embed');
  await promisify(execFile)('npm', ['run', '--silent', 'build:admin', '--', '--outdir', folder], { cwd: repository });
  const file = path.join(out, `loadtests-embed-${await version()}.js`);
  await mkdir(out, { recursive: true });
  await cp(path.join(folder, 'embed.js'), file);
  const content = await readFile(file);
  const integrity = `sha384-${createHash('sha384').update(content).digest('base64')}`;
  return {
    file,
    facts: [
      ['size', `${kilobytes(content.length)}, ${kilobytes(gzipSync(content, { level: 9 }).length)} with gzip`],
      ['integrity', integrity],
    ],
    next: ['serve it from your admin site as /embed.js, see docs/admin-site.md'],
  };
}
