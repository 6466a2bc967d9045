import { cp, mkdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { create } from 'tar';
import { pathsIn } from './archive';
import { dateOfCommit, repository, version } from './build';
import { kilobytes } from './bytes';
import type { Packed } from './packed';

const dockerfile = 'backend/Dockerfile';

/**
 * Packs what the image of the sidecar is built from, its Dockerfile on top, as `docker build - < <archive>` takes it: that
 * needs no clone. The same commit gives the same bytes.
 *
 * @param out where the archive goes.
 */
export async function packageSidecarImage(out: string): Promise<Packed> {
  const name = `loadtests-sidecar-image-${await version()}`;
  const folder = path.join(out, 'loadtests-sidecar-image');
  await rm(folder, { recursive: true, force: true });
  const files = await contextFiles();
  for (const file of files) {
    await copyTo(folder, file, file);
  }
  // Where docker looks for it in an archive.
  await copyTo(folder, dockerfile, 'Dockerfile');
  await copyTo(folder, 'LICENSE', 'LICENSE');

  const file = path.join(out, `${name}.tar.gz`);
  const entries = [...files, 'Dockerfile', 'LICENSE'].sort();
  const mtime = await dateOfCommit();
  // Without owners, times or attributes of this machine.
  await create({ file, cwd: folder, gzip: { level: 9 }, portable: true, noPax: true, mtime }, entries);
  const shown = path.relative('', file);
  return {
    file,
    facts: [['files', `${entries.length}, ${kilobytes((await stat(file)).size)} packed`]],
    next: [`docker build --tag loadtests-sidecar:${await version()} - < ${shown}`],
  };
}

async function copyTo(folder: string, from: string, to: string): Promise<void> {
  const target = path.join(folder, to);
  await mkdir(path.dirname(target), { recursive: true });
  await cp(path.join(repository, from), target);
}

/** Every file that a line COPY of the Dockerfile takes from the repository, but for tests, which its build leaves out. */
export async function contextFiles(): Promise<string[]> {
  const text = await readFile(path.join(repository, dockerfile), 'utf8');
  const sources = [...text.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, list = '']) => list.split(' '));
  const found = await Promise.all([...new Set(sources)].map(filesOf));
  return [...new Set(found.flat())].sort();
}

const leftOut = /(^|\/)(node_modules|dist|testing)(\/|$)|\.test\.ts$|\.tsbuildinfo$/;

async function filesOf(source: string): Promise<string[]> {
  const place = path.join(repository, source);
  if (!(await stat(place)).isDirectory()) {
    return [source];
  }
  return (await pathsIn(place)).map((file) => `${source}/${file}`).filter((file) => !leftOut.test(file));
}
