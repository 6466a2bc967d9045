import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { filesIn, unzipped, type Files } from './archive';
import { repository } from './build';
import type { Candidate } from './checklist';

/** An archive together with what of this repository the checklist looks at. */
export async function candidateOf(archive: Uint8Array): Promise<Candidate> {
  return { archive: unzipped(archive), repository: await sourceFiles() };
}

async function sourceFiles(): Promise<Files> {
  const src = await filesIn(path.join(repository, 'src'));
  const files = new Map([...src].map(([file, content]) => [`src/${file}`, content]));
  for (const file of ['package.json', '.config/webpack/webpack.config.ts']) {
    files.set(file, new Uint8Array(await readFile(path.join(repository, file))));
  }
  return files;
}
