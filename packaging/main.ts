import path from 'node:path';
import { parseArgs } from 'node:util';
import { repository } from './build';
import { writeChecksums } from './checksums';
import { packageCommand } from './cli/package-command';
import { packageEmbed } from './embed';
import { summaryOf, type Packed } from './packed';
import { packagePlugin } from './plugin';
import { packageSidecarImage } from './sidecar-image';

const usage = `npm run package [-- options]

Writes everything that a user gets, and SHA256SUMS of it:
  plugin   the Grafana app, <id>-<version>.zip; it must keep what Grafana's plugin catalogue asks for (packaging/checklist)
  sidecar  what the image of the sidecar is built from, loadtests-sidecar-image-<version>.tar.gz
  embed    the elements for an admin site, loadtests-embed-<version>.js
  cli      the npm package of the command loadtests, blueclerk-loadtests-<version>.tgz

Nothing is published. The same commit gives the same bytes.

  --only <part>    one of them alone
  --from <folder>  pack this finished build of the plugin alone, for example after signing it
  --out <folder>   where they go; default: artifacts/package
  --help           this text`;

const makers: Readonly<Record<string, (out: string, from?: string) => Promise<Packed>>> = {
  plugin: packagePlugin,
  sidecar: packageSidecarImage,
  embed: packageEmbed,
  cli: packageCommand,
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      from: { type: 'string' },
      out: { type: 'string', default: path.join(repository, 'artifacts/package') },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const out = path.resolve(values.out);
  const only = values.from === undefined ? values.only : 'plugin';
  const parts = only === undefined ? Object.keys(makers) : [only];
  const from = values.from === undefined ? undefined : path.resolve(values.from);
  const files: string[] = [];
  for (const part of parts) {
    const make = Object.hasOwn(makers, part) ? makers[part] : undefined;
    if (make === undefined) {
      throw new Error(`There is no part "${part}", only ${Object.keys(makers).join(', ')}.\n\n${usage}`);
    }
    const packed = await make(out, from);
    files.push(packed.file);
    process.stdout.write(`${files.length === 1 ? '' : '\n'}${await summaryOf(packed)}\n`);
  }
  await writeChecksums(out, files);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
