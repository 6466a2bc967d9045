import { rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { buildElements } from '../demo/elements';

/** `node --import tsx compose/build.ts [--outdir <folder>]`: each program of the stack as one file that needs Node alone. */
const { values } = parseArgs({ options: { outdir: { type: 'string', default: path.join(__dirname, 'dist') } } });
const outdir = path.resolve(values.outdir);

async function main(): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  // It empties its folder first.
  await buildElements(outdir);
  await build({
    entryPoints: {
      init: path.join(__dirname, 'init/main.ts'),
      shop: path.join(__dirname, 'services/shop.ts'),
      fakes: path.join(__dirname, 'services/fakes.ts'),
      'admin-site': path.join(__dirname, 'services/admin-site.ts'),
    },
    outdir,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    logLevel: 'error',
  });
}

void main();
