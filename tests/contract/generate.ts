import { join } from 'node:path';
import openapiTypes, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { openWholeSidecar } from '../../backend/src/testing/whole-sidecar';
import { repository, runGenerator } from '../generated-files';

const usage = `npm run openapi [-- options]

Writes the contract of the API as the sidecar's zod schemas say it: openapi.json, and the types of its clients.

  --check          write nothing; fail when a file is not what would be written
  --folder <path>  where the files are; default: this repository`;

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

/** The document for whoever reads types: examples stand beside a `schema`, or in the components beside the `schemas`. */
function withoutExamples(document: OpenAPI3): OpenAPI3 {
  const isExample = (key: string, holder: object) =>
    /^examples?$/.test(key) && ('schema' in holder || 'schemas' in holder);
  return JSON.parse(JSON.stringify(document), function (this: object, key: string, value: unknown) {
    return isExample(key, this) ? undefined : value;
  }) as OpenAPI3;
}

const generatedNote =
  '/** Generated from openapi.json by `npm run openapi`: change the zod schemas of the sidecar instead. */';

/** What the files of the contract should hold, by their path in the repository. */
async function contractFiles(): Promise<ReadonlyMap<string, { readonly content: string }>> {
  const document = await servedDocument();
  const types = astToString(
    await openapiTypes(withoutExamples(document), {
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
  const formatted = Object.entries(contents).map(
    async ([path, content]): Promise<[string, { readonly content: string }]> => {
      const filepath = join(repository, path);
      return [path, { content: await format(content, { ...(await resolveConfig(filepath)), filepath }) }];
    }
  );
  return new Map(await Promise.all(formatted));
}

runGenerator({
  usage,
  contents: contractFiles,
  stale: 'what the sidecar serves: run `npm run openapi` and commit what it writes.',
});
