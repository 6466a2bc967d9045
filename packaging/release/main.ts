import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { gt, valid } from 'semver';
import { repository as thisRepository, version as currentVersion } from '../build';
import { releasedChangelog, sectionOf } from './changelog';
import { setVersion, versionsIn } from './versions';

const usage = `npm run release -- [options] <version>

Prepares a release: writes the version to every place that says it, to the contract of the API, and to CHANGELOG.md as the heading of
what was unreleased. Nothing is committed, tagged or published.

  --check   write nothing: fail unless everything says this version already, and print what the changelog says of it
  --help    this text`;

async function prepare(version: string): Promise<void> {
  const before = await currentVersion();
  if (!gt(version, before)) {
    throw new Error(`${version} is not newer than ${before}.`);
  }
  const changelog = path.join(thisRepository, 'CHANGELOG.md');
  const day = new Date().toISOString().slice(0, 10);
  const released = releasedChangelog(await readFile(changelog, 'utf8'), version, day);
  await setVersion(thisRepository, version);
  await writeFile(changelog, released);
  await promisify(execFile)('npm', ['run', '--silent', 'openapi'], { cwd: thisRepository });
  process.stdout.write(
    `${before} -> ${version}\n\nNext, when .ci/run has passed:\n` +
      `  git commit --all --message 'Release ${version}' && git tag v${version}\n  git push origin main v${version}\n`
  );
}

/** Prints the notes of the release. */
async function check(version: string): Promise<void> {
  const others = [...(await versionsIn(thisRepository))].filter(([, found]) => found !== version);
  if (others.length > 0) {
    const lines = others.map(([place, found]) => `  ${place}: ${found}`);
    throw new Error(`Not everything says ${version}:\n${lines.join('\n')}\nnpm run release -- ${version} writes it.`);
  }
  const notes = sectionOf(await readFile(path.join(thisRepository, 'CHANGELOG.md'), 'utf8'), version);
  if (notes === null) {
    throw new Error(`CHANGELOG.md has no section of ${version}.`);
  }
  process.stdout.write(`${notes}\n`);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const [version = ''] = positionals;
  if (positionals.length !== 1 || valid(version) !== version) {
    throw new Error(`A version such as 0.2.0 is needed.\n\n${usage}`);
  }
  await (values.check ? check(version) : prepare(version));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
