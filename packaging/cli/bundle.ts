import { isBuiltin } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { repository } from '../build';

/** The command as one file, and what of others is in it. */
export interface Bundle {
  readonly code: Uint8Array;
  /** Folders of the npm packages of which a part is in the code, sorted by the packages' names. */
  readonly packageFolders: readonly string[];
}

/**
 * Bundles the command line for the oldest Node that it takes. The same sources give the same bytes, wherever they lie.
 *
 * @throws Error where it would need something besides Node.
 */
export async function bundleOfCommand(): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [path.join(repository, 'backend/src/cli/main.ts')],
    absWorkingDir: repository,
    outdir: 'in-memory',
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    // Of the metric store, which the command has no use for, and no bundler can read.
    external: ['@duckdb/*'],
    // Their licences are in a file of their own.
    legalComments: 'none',
    logLevel: 'error',
  });
  const [file] = outputFiles;
  const [output] = Object.values(metafile.outputs);
  if (file === undefined || output === undefined) {
    throw new Error('esbuild made no file of backend/src/cli/main.ts');
  }
  const missing = output.imports.flatMap((from) => (isBuiltin(from.path) ? [] : [from.path]));
  if (missing.length > 0) {
    throw new Error(`the command would need ${missing.join(', ')} beside it: import less of it, or bundle that too`);
  }
  const used = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const folders = new Map(used.flatMap(([input]) => packageOf(input)));
  return { code: file.contents, packageFolders: [...folders].sort(byName).map(([, folder]) => folder) };
}

/** Name and folder of the npm package that a file belongs to; nothing for our own. */
function packageOf(input: string): ReadonlyArray<readonly [string, string]> {
  const [, folder, name] = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(input) ?? [];
  return folder === undefined || name === undefined ? [] : [[name, path.join(repository, folder)]];
}

function byName([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return one < other ? -1 : 1;
}
