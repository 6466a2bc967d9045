import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { filesIn, zipped } from './archive';
import { buildPlugin, pluginName, repository } from './build';
import { candidateOf } from './candidate';
import { brokenRules, plugins, type Candidate } from './checklist';
import { summary } from './summary';

const usage = `npm run package [-- options]

Builds the Grafana app for production and packs it as <id>-<version>.zip, with the id as its one root folder. The archive
must keep what Grafana's plugin catalogue asks for (packaging/checklist), else it is not written. The same commit gives
the same bytes.

  --from <folder>  pack this finished build instead, for example after signing it
  --out <folder>   where the archive goes; default: artifacts/package
  --help           this text`;

interface PackageOptions {
  readonly from: string | undefined;
  readonly out: string;
}

async function packagePlugin(options: PackageOptions): Promise<void> {
  const { id, version } = await pluginName();
  const folder = path.resolve(options.from ?? path.join(options.out, id));
  if (options.from === undefined) {
    process.stderr.write('Building for production …\n');
    await buildPlugin(folder);
  }
  const day = await dayOf(folder);
  const archive = zipped(id, await filesIn(folder), day);
  const candidate = await candidateOf(archive);
  refuseIfBroken(candidate);

  const file = path.join(options.out, `${id}-${version}.zip`);
  await mkdir(options.out, { recursive: true });
  await writeFile(file, archive);
  process.stdout.write(
    `${summary({
      file: path.relative('', file),
      folder: path.relative('', folder),
      bytes: archive.length,
      files: candidate.archive,
      plugins: plugins(candidate),
      sha1: createHash('sha1').update(archive).digest('hex'),
      sha256: createHash('sha256').update(archive).digest('hex'),
    })}\n`
  );
}

/** What every file of the archive is dated: the day that the build names in plugin.json. */
async function dayOf(folder: string): Promise<string> {
  const json = await readFile(path.join(folder, 'plugin.json'), 'utf8').catch(() => {
    throw new Error(`${folder} holds no build of the plugin: there is no plugin.json in it.`);
  });
  return /"updated":\s*"(\d{4}-\d{2}-\d{2})"/.exec(json)?.[1] ?? '1980-01-01';
}

function refuseIfBroken(candidate: Candidate): void {
  const broken = brokenRules(candidate);
  if (broken.length > 0) {
    const lines = broken.flatMap(({ rule, problems }) => [
      `  ${rule}: no`,
      ...problems.map((problem) => `    ${problem}`),
    ]);
    throw new Error(`Not packed, because the plugin catalogue would refuse it:\n${lines.join('\n')}`);
  }
}

function optionsOf(args: readonly string[]): PackageOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      from: { type: 'string' },
      out: { type: 'string', default: path.join(repository, 'artifacts/package') },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values.help ? null : { from: values.from, out: values.out };
}

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(`${usage}\n`);
  } else {
    await packagePlugin(options);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
