import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { repository } from '../generated-files';

/** The lines of a document between which a generated table stands. */
export interface Marks {
  readonly begin: string;
  readonly end: string;
}

/**
 * The document with this table between its marks.
 *
 * @param path of the document, from the folder on.
 * @throws Error where it has no place for the table.
 */
export async function documentWith(
  path: string,
  { begin, end }: Marks,
  table: string,
  folder: string
): Promise<string> {
  const document = await readFile(join(folder, path), 'utf8');
  const [before, inside] = document.split(begin);
  const after = inside?.split(end)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`${path} lacks the line "${begin}", or "${end}" below it.`);
  }
  return `${before}${begin}\n\n${table}\n\n${end}${after}`;
}

/** A file as the formatter leaves it, for a generator. */
export async function formatted(path: string, content: string): Promise<[string, { readonly content: string }]> {
  const filepath = join(repository, path);
  return [path, { content: await format(content, { ...(await resolveConfig(filepath)), filepath }) }];
}
