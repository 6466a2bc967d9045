import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'terser';

/** `npm run build:admin [-- --outdir <folder>]`: the elements as one file, embed.js, and their types. */
const folder = path.dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { outdir: { type: 'string', default: path.join(folder, 'dist') } } });
const outdir = path.resolve(values.outdir);
const embed = path.join(outdir, 'embed.js');

await rm(outdir, { recursive: true, force: true });
// An ES module without imports, which a script of the type `module` may name.
await build({
  entryPoints: [path.join(folder, 'src/embed.ts')],
  outfile: embed,
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  logLevel: 'error',
});
// What esbuild leaves is another 2 % smaller with gzip.
const { code = '' } = await minify(await readFile(embed, 'utf8'), {
  module: true,
  ecma: 2020,
  compress: { passes: 3 },
});
await writeFile(embed, code);
await promisify(execFile)(process.execPath, [
  fileURLToPath(import.meta.resolve('typescript/bin/tsc')),
  ...['-p', path.join(folder, 'tsconfig.build.json'), '--outDir', path.join(outdir, 'types')],
]);
// Declarations name each other without an ending, which only this kind of package may, whoever reads them.
await writeFile(path.join(outdir, 'types/package.json'), '{ "type": "commonjs" }\n');
console.log(`embed.js: ${gzipSync(await readFile(embed), { level: 9 }).length} bytes with gzip`);
