import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import openapiTypes, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { openWholeSidecar } from '../../backend/src/testing/whole-sidecar';

const usage = `npm run openapi [-- options]

Writes the contract of the API as the sidecar's zod schemas say it: openapi.json, and the types of its clients.

  --check          write nothing; fail when a file is not what would be written
  --folder <path>  where the files are; default: this repository`;

const repository = resolve(__dirname, '../..');

/** The document that a sidecar with embedded stores serves at `/openapi.json`. Nothing listens for it. */
async function servedDocument(): Promise<OpenAPI3> {
  const sidecar = await openWholeSidecar();
  try {
    return (await sidecar.app.inject('/openapi.json')).json<OpenAPI3>();
  } finally {
    await sidecar.close();
  }
}

/** Method and path of every operation by its id, for the client: it names operations, and no path stands anywhere else. */
function routesOf(document: OpenAPI3): Record<string, { readonly method: string; readonly path: string }> {
  const routes = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]: [string, { readonly operationId: string }]) => [
      operation.operationId,
      { method: method.toUpperCase(), path },
    ])
  );
  return Object.fromEntries(routes) as ReturnType<typeof routesOf>;
}

const generatedNote =
  '/** Generated from openapi.json by `npm run openapi`: change the zod schemas of the sidecar instead. */';

/** What the files of the contract should hold, by their path in the repository. */
async function contractFiles(): Promise<ReadonlyMap<string, string>> {
  const document = await servedDocument();
  const types = astToString(
    await openapiTypes(structuredClone(document), {
      immutable: true,
      // What has a default may be left out of a request; an answer lists what it always holds as required.
      defaultNonNullable: false,
    })
  );
  const routes = `/** Where each operation is asked. */\nexport const routes = ${JSON.stringify(routesOf(document))} as const;`;
  const contents = {
    'openapi.json': JSON.stringify(document),
    'src/api/openapi.ts': [generatedNote, types, routes].join('\n\n'),
  };
  const formatted = Object.entries(contents).map(async ([path, content]): Promise<[string, string]> => {
    const filepath = join(repository, path);
    return [path, await format(content, { ...(await resolveConfig(filepath)), filepath })];
  });
  return new Map(await Promise.all(formatted));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      folder: { type: 'string', default: repository },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  for (const [path, content] of await contractFiles()) {
    const file = join(values.folder, path);
    const isCurrent = (await readFile(file, 'utf8').catch(() => null)) === content;
    if (values.check && !isCurrent) {
      process.stderr.write(
        `${path} is not what the sidecar serves: run \`npm run openapi\` and commit what it writes.\n`
      );
      process.exitCode = 1;
    }
    if (!values.check && !isCurrent) {
      await writeFile(file, content);
      process.stdout.write(`${path} written\n`);
    }
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
  process.exitCode = 1;
});
