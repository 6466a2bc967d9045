import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Files } from '../archive';
import { repository } from '../build';
import { bundleOfCommand } from './bundle';
import { thirdPartyLicences } from './licences';

/** What is in the package as it is here: where it lies there, and here. */
const copied: Readonly<Record<string, string>> = {
  LICENSE: 'LICENSE',
  'README.md': 'packaging/cli/README.md',
  'bin/loadtests.js': 'backend/bin/loadtests.js',
  'k6/lib/monitor.js': 'k6/lib/monitor.js',
  'k6/lib/load-profile.js': 'k6/lib/load-profile.js',
};

const sidecarSchema = z.object({
  version: z.string(),
  engines: z.object({ node: z.string() }),
  bin: z.object({ loadtests: z.string() }),
});
const repositorySchema = z.object({ author: z.string(), license: z.string() });

/** The package's own `package.json`. Version, licence and the oldest Node are those of this repository. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly [field: string]: unknown;
}

/** Every file of the package by its path in it; it needs nothing but Node. */
export async function packageFiles(): Promise<{ readonly manifest: Manifest; readonly files: Files }> {
  const [bundle, manifest] = await Promise.all([bundleOfCommand(), manifestOf()]);
  const texts = {
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'THIRD-PARTY-LICENSES': await thirdPartyLicences(bundle.packageFolders),
  };
  const files = new Map<string, Uint8Array>([
    ...Object.entries(texts).map(([name, text]) => [name, new TextEncoder().encode(text)] as const),
    // Where the sidecar's build has it, so that bin/loadtests.js finds it and it finds its version as there.
    ['dist/cli/main.js', bundle.code],
  ]);
  for (const [name, source] of Object.entries(copied)) {
    files.set(name, new Uint8Array(await readFile(path.join(repository, source))));
  }
  return { manifest, files };
}

async function manifestOf(): Promise<Manifest> {
  const read = async (file: string): Promise<unknown> =>
    JSON.parse(await readFile(path.join(repository, file), 'utf8'));
  const { version, engines, bin } = sidecarSchema.parse(await read('backend/package.json'));
  const { author, license } = repositorySchema.parse(await read('package.json'));
  return {
    name: '@blueclerk/loadtests',
    version,
    description:
      'Runs k6 and reports the run to the load test monitor; monitor.js for scripts that report by themselves.',
    keywords: ['k6', 'load-testing', 'grafana'],
    author,
    license,
    engines,
    bin,
    files: ['bin', 'dist', 'k6', 'THIRD-PARTY-LICENSES'],
  };
}
