import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { catalogueJsonSchema } from '../../backend/src/catalogue';
import { repository, runGenerator } from '../generated-files';
import { catalogueTable } from './catalogue-keys';

const usage = `npm run catalogue-schema [-- options]

Writes the JSON Schema of the catalogue as its zod schema says it, for editors, and the table of its keys in README.md.

  --check          write nothing; fail when a file is not what would be written
  --folder <path>  where the files are; default: this repository`;

const schemaFile = 'k6/loadtests.schema.json';
/** The table stands between the two. */
const begin = '<!-- The keys of the catalogue, written by `npm run catalogue-schema`. -->';
const end = '<!-- End of the keys of the catalogue. -->';

/** @throws Error where README.md has no place for the table. */
async function readmeWith(table: string, folder: string): Promise<string> {
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  const [before, inside] = readme.split(begin);
  const after = inside?.split(end)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`README.md lacks the line "${begin}", or "${end}" below it.`);
  }
  return `${before}${begin}\n\n${table}\n\n${end}${after}`;
}

async function formatted(path: string, content: string): Promise<[string, { readonly content: string }]> {
  const filepath = join(repository, path);
  return [path, { content: await format(content, { ...(await resolveConfig(filepath)), filepath }) }];
}

runGenerator({
  usage,
  contents: async (folder) => {
    const schema = catalogueJsonSchema();
    return new Map([
      await formatted(schemaFile, JSON.stringify(schema)),
      await formatted('README.md', await readmeWith(catalogueTable(schema), folder)),
    ]);
  },
  stale: 'what the schema of the catalogue says: run `npm run catalogue-schema` and commit what it writes.',
});
