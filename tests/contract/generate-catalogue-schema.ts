import { catalogueJsonSchema } from '../../backend/src/catalogue';
import { runGenerator } from '../generated-files';
import { catalogueTable } from './catalogue-keys';
import { documentWith, formatted } from './documents';

const usage = `npm run catalogue-schema [-- options]

Writes the JSON Schema of the catalogue as its zod schema says it, for editors, and the table of its keys in docs/catalogue.md.

  --check          write nothing; fail when a file is not what would be written
  --folder <path>  where the files are; default: this repository`;

const schemaFile = 'k6/loadtests.schema.json';
const document = 'docs/catalogue.md';
const marks = {
  begin: '<!-- The keys of the catalogue, written by `npm run catalogue-schema`. -->',
  end: '<!-- End of the keys of the catalogue. -->',
};

runGenerator({
  usage,
  contents: async (folder) => {
    const schema = catalogueJsonSchema();
    return new Map([
      await formatted(schemaFile, JSON.stringify(schema)),
      await formatted(document, await documentWith(document, marks, catalogueTable(schema), folder)),
    ]);
  },
  stale: 'what the schema of the catalogue says: run `npm run catalogue-schema` and commit what it writes.',
});
