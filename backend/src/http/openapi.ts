import helmet from '@fastify/helmet';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { PROBLEM_MEDIA_TYPE, problemSchema } from './problem';

const DOCS_PREFIX = '/docs';

/** The sections of the document, in reading order. A route names one of them in `schema.tags`. */
export const openapiTags = [
  { name: 'runs', description: 'Announce, complete, read and stop runs' },
  { name: 'tests', description: 'The catalogue: load tests, their trend, run now' },
  { name: 'incidents', description: 'What needs a person, and what was done' },
  { name: 'banner', description: 'What the admin site shows' },
  { name: 'remediation', description: 'Redeploys and their kill switch' },
  { name: 'operations', description: 'Health, metrics, events, test messages' },
  { name: 'webhooks', description: 'Deployment events, signed by their sender' },
  { name: 'ingest', description: "InfluxDB's write interface, for k6's own output" },
  { name: 'admin', description: 'Keys and configuration' },
];

/** Everything served comes from this process: no font, script or validator from elsewhere. */
const docsPolicy =
  "default-src 'none'; base-uri 'none'; connect-src 'self'; img-src 'self' data:; script-src 'self'; " +
  "style-src 'self' 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'";

type Operation = Record<string, unknown> & { responses?: Record<string, unknown>; security?: unknown };

const schemaTransform = createJsonSchemaTransform({});
const componentTransform = createJsonSchemaTransformObject({});

/**
 * Collects the routes registered from here on into the OpenAPI document. Their zod schemas make it; each operation says
 * which scope its key needs and that errors are problem details.
 */
export async function registerOpenApi(app: FastifyInstance, { version }: { readonly version: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Load Test Monitoring',
        description: 'Judges finished k6 runs, diagnoses failures, redeploys or asks for a person.',
        version,
        license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      },
      tags: openapiTags,
      components: {
        securitySchemes: {
          apiKey: {
            type: 'http',
            scheme: 'bearer',
            description: 'An API key that holds the scope of the operation, or `admin`',
          },
        },
      },
    },
    transform: (document) => {
      const { schema, url } = schemaTransform({ ...document, schema: document.schema ?? {} });
      const scope = document.route.config?.scope;
      const security = scope === undefined ? [] : [{ apiKey: [scope] }];
      return { schema: { ...schema, security }, url };
    },
    transformObject: (document) => withProblemResponses(componentTransform(document)),
  });
}

/** The document at `/openapi.json` and a page to try it at `/docs`, both public: they hold no data. */
export async function registerDocs(app: FastifyInstance): Promise<void> {
  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, public: true };
    });
    // TLS ends in front of the sidecar; whoever ends it decides about HSTS.
    await docs.register(helmet, { contentSecurityPolicy: false, strictTransportSecurity: false });
    docs.get('/openapi.json', { schema: { hide: true } }, () => docs.swagger());
    await docs.register(swaggerUi, {
      routePrefix: DOCS_PREFIX,
      staticCSP: docsPolicy,
      uiConfig: { validatorUrl: null, tryItOutEnabled: true, persistAuthorization: false },
    });
  });
}

/** Adds the problem answer to every operation as its default response. */
function withProblemResponses<T extends { paths?: object; components?: object }>(document: T): T {
  const problem = z.toJSONSchema(problemSchema, { target: 'draft-2020-12' });
  delete problem.$schema;
  const operations = Object.values(document.paths ?? {}).flatMap((path: Record<string, Operation>) =>
    Object.values(path)
  );
  for (const operation of operations) {
    operation.responses = { ...operation.responses, default: { $ref: '#/components/responses/Problem' } };
  }
  const components: Record<string, Record<string, unknown>> = { ...document.components };
  return {
    ...document,
    components: {
      ...components,
      schemas: { ...components.schemas, Problem: problem },
      responses: {
        ...components.responses,
        Problem: {
          description: 'The request failed; the body says why',
          content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}
