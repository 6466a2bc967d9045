import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import type { Files } from '../archive';
import { kilobytes } from '../bytes';
import { repository } from '../build';
import { packageFiles } from './package-files';

const usage = `npm run package:cli [-- options]

Makes the npm package of the command loadtests: a folder, and what \`npm pack\` makes of it. It has no dependencies, so that
it installs without a network. Nothing is published. The same commit gives the same bytes.

  --out <folder>  where both go; default: artifacts/package
  --help          this text`;

/** As npm 7 to 11 print it. */
const packedSchema = z.array(z.object({ filename: z.string() })).length(1);

async function packageCommand(out: string): Promise<void> {
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
  process.stdout.write(
    `${summary({ name: manifest.name, version: manifest.version, file, files, archive: await readFile(file) })}\n`
  );
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

interface Packed {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly files: Files;
  readonly archive: Uint8Array;
}

function summary({ name, version, file, files, archive }: Packed): string {
  const shown = path.relative('', file);
  const unpacked = [...files.values()].reduce((sum, content) => sum + content.length, 0);
  return [
    shown,
    '',
    `  package  ${name} ${version}`,
    `  files    ${files.size}, ${kilobytes(archive.length)} packed, ${kilobytes(unpacked)} unpacked`,
    `  SHA256   ${createHash('sha256').update(archive).digest('hex')}`,
    '',
    `Next: npm install --offline ${shown}, in the project of your load tests; then npx loadtests doctor`,
  ].join('\n');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: path.join(repository, 'artifacts/package') },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
  } else {
    await packageCommand(path.resolve(values.out));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
