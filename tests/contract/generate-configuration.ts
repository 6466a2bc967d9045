import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { describeConfig } from '../../backend/src/config/help';
import { runGenerator } from '../generated-files';
import { documentWith, formatted } from './documents';

const usage = `npm run configuration [-- options]

Writes the table of the sidecar's variables in README.md, as the schema of the configuration says them, and the table of the API's
routes in docs/api.md, as openapi.json says them.

  --check          write nothing; fail when a table is not what would be written
  --folder <path>  where the files are; default: this repository`;

const marks = {
  begin: '<!-- The variables, written by `npm run configuration`. -->',
  end: '<!-- End of the variables. -->',
};

/** A cell of a table, in which `|` would begin the next one. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

/** Defaults are values of the variable, or words that say where the value comes from. */
const isValue = (text: string): boolean => text !== '' && !text.includes(' ');

function configurationTable(): string {
  const rows = describeConfig().map(({ name, description, right, default: defaultText, secret }) => {
    const shown = isValue(defaultText) ? `\`${defaultText}\`` : defaultText;
    return `| \`${name}\`${secret ? ' 🔒' : ''} | ${cell(description)} | ${cell(right)} | ${cell(shown)} |`;
  });
  return ['| variable | meaning | what is right | default |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

const routeMarks = {
  begin: '<!-- The routes, written by `npm run configuration`. -->',
  end: '<!-- End of the routes. -->',
};

const operationSchema = z.object({
  summary: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
});
const contractSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) });

/** Scope of a route; the contract lists each way to show a key, and one without content where none is needed. */
function scopeOf(path: string, security: z.infer<typeof operationSchema>['security']): string {
  const scopes = security.flatMap((way) => Object.values(way).flat()).map((scope) => `\`${scope}\``);
  const isOpen = security.some((way) => Object.keys(way).length === 0);
  const [scope] = scopes;
  if (scope === undefined) {
    return path.startsWith('/webhooks/') ? 'its signature' : 'none';
  }
  return isOpen ? `${scope}; none on loopback` : scope;
}

function routesTable(contract: unknown): string {
  const rows = Object.entries(contractSchema.parse(contract).paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, { summary, security }]) =>
        `| \`${method.toUpperCase()} ${path}\` | ${cell(summary)} | ${scopeOf(path, security)} |`
    )
  );
  return ['| route | what it does | scope of the key |', '| --- | --- | --- |', ...rows].join('\n');
}

runGenerator({
  usage,
  contents: async (folder) => {
    const contract: unknown = JSON.parse(await readFile(join(folder, 'openapi.json'), 'utf8'));
    return new Map([
      await formatted('README.md', await documentWith('README.md', marks, configurationTable(), folder)),
      await formatted('docs/api.md', await documentWith('docs/api.md', routeMarks, routesTable(contract), folder)),
    ]);
  },
  stale: 'what the code says: run `npm run configuration` and commit what it writes.',
});
