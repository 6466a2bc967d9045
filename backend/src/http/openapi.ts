import helmet from '@fastify/helmet';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyContextConfig, FastifyInstance, FastifySchema } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { addExamples, type ApiExamples, fittingExamples, type OperationExamples } from './openapi-examples';
import { PROBLEM_MEDIA_TYPE, problemSchema } from './problem';
import type { Scope } from '../model/api-key';

declare module 'fastify' {
  interface FastifySchema {
    /**
     * For the OpenAPI document: what the problem answers of this route mean, by status. Those that the server gives by
     * itself (no key, wrong scope, a request that does not fit its schema, too many) need not be named.
     */
    problems?: Readonly<Record<number, string>>;
  }
}

const DOCS_PREFIX = '/docs';

/** Body limit of routes that set none, in bytes. */
export const BODY_LIMIT_BYTES = 1024 * 1024;

/** The sections of the document, in reading order. A route names one of them in `schema.tags`. */
const openapiTags = [
  { name: 'runs', description: 'Announce, complete, read and stop runs' },
  { name: 'load tests', description: 'The catalogue, and run now' },
  { name: 'deployments', description: 'Signed events of deployments, which start load tests' },
  { name: 'gates', description: 'What Flagger and Argo Rollouts ask before they go on' },
  { name: 'incidents', description: 'What needs a person, and what was done' },
  { name: 'remediation', description: 'What people permit of redeploys' },
  { name: 'banner', description: 'What the admin site shows' },
  { name: 'ingest', description: "InfluxDB's write interface, for k6's own output" },
  { name: 'operations', description: 'Health and metrics' },
];

/** The three forms in which a key may be sent; each stands for the same keys. */
const securitySchemes = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: '`Authorization: Bearer <key>`: an API key that holds the scope of the operation, or `admin`',
  },
  token: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'The same key as `Token <key>`, as InfluxDB 2 clients send it',
  },
  basic: {
    type: 'http',
    scheme: 'basic',
    description: "The same key as the password, as k6's influxdb output sends it; the user name does not matter",
  },
} as const;

/** Everything served comes from this process: no font, script or validator from elsewhere. */
const docsPolicy =
  "default-src 'none'; base-uri 'none'; connect-src 'self'; img-src 'self' data:; script-src 'self'; " +
  "style-src 'self' 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'";

/** Carried from one step of the generator to the next; not in the document. */
const PROBLEMS = 'x-problems';
const BODY_OPTIONAL = 'x-body-optional';
const EXAMPLES = 'x-operation-examples';

interface Operation {
  tags?: readonly string[];
  responses?: Record<string, unknown>;
  requestBody?: object;
  [PROBLEMS]?: Readonly<Record<string, string>>;
  [BODY_OPTIONAL]?: boolean;
  [EXAMPLES]?: OperationExamples;
}

const schemaTransform = createJsonSchemaTransform({});
const componentTransform = createJsonSchemaTransformObject({});

/**
 * Collects the routes registered from here on into the OpenAPI document. Their zod schemas make it; each operation says
 * which scope its key needs, which problems it may answer and, by examples, how all of that looks.
 */
export async function registerOpenApi(
  app: FastifyInstance,
  { version, examples }: { readonly version: string; readonly examples: ApiExamples }
): Promise<void> {
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
      components: { securitySchemes },
    },
    transform: (document) => {
      const { problems, ...described } = document.schema ?? {};
      const config = document.route.config ?? {};
      const { schema, url } = schemaTransform({ ...document, schema: described });
      return {
        schema: {
          ...schema,
          security: described.security ?? securityOf(config.scope),
          [PROBLEMS]: { ...usualProblems(described, config, url, document.route.bodyLimit), ...problems },
          [BODY_OPTIONAL]: described.body instanceof z.ZodOptional,
          [EXAMPLES]: fittingExamples(examples.operations[described.operationId ?? ''] ?? {}, {
            ...Object(described.response),
          }),
        },
        url,
      };
    },
    transformObject: (document) => finished(componentTransform(document), examples.problems),
  });
}

/** The `security` of an operation: a key with this scope in any of its forms. Without a scope nothing is asked for. */
export function securityOf(scope: Scope | undefined): Array<Record<string, string[]>> {
  return scope === undefined ? [] : Object.keys(securitySchemes).map((scheme) => ({ [scheme]: [scope] }));
}

/** What the server itself refuses on a route like this one, by status. */
function usualProblems(
  schema: FastifySchema,
  config: FastifyContextConfig,
  url: string,
  bodyLimit: number | undefined
): Record<string, string> {
  const { scope } = config;
  const isChecked = [schema.params, schema.querystring, schema.body].some((part) => part !== undefined);
  return {
    400: isChecked
      ? 'The request does not fit its description; `errors` says where'
      : 'This is not a valid HTTP request',
    ...(schema.params !== undefined && { 414: 'A part of the path is longer than 200 characters' }),
    ...(scope !== undefined && {
      401: 'No API key, or one that is not known',
      403: `The key does not hold the scope ${scope}`,
    }),
    ...(schema.body !== undefined && {
      413: `The body is larger than ${sizeText(bodyLimit ?? BODY_LIMIT_BYTES)}`,
      415: 'The body is not JSON',
    }),
    ...((scope !== undefined || config.rateLimit !== false) && {
      429: 'Too many requests: try again after Retry-After seconds',
    }),
    ...(!url.startsWith('/health/') && {
      503: 'The sidecar is shutting down, or a part that it needs does not answer',
    }),
  };
}

function sizeText(bytes: number): string {
  return `${bytes / (1024 * 1024)} MiB`;
}

/** Answered before the route is known, so also where an operation describes its errors itself. */
const transportProblems: Readonly<Record<string, string>> = {
  408: 'The request took too long to arrive: 10 s for its headers, 30 s in all',
  431: 'Request line and headers are larger than 16 KiB',
};

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
      theme: { title: 'Load Test Monitoring: API' },
      uiConfig: { validatorUrl: null, tryItOutEnabled: true, persistAuthorization: false },
    });
  });
}

/** Headers that come with problems of these statuses. */
const problemHeaders: Readonly<Record<string, object>> = {
  401: { 'WWW-Authenticate': { description: 'How to send a key', schema: { type: 'string' } } },
  403: { 'WWW-Authenticate': { description: 'The scope that the key needs', schema: { type: 'string' } } },
  429: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } },
  503: { 'Retry-After': { description: 'Seconds to wait, where that can be said', schema: { type: 'integer' } } },
};

const problemMedia = { schema: { $ref: '#/components/schemas/Problem' } };
const problemName = (status: string) => `Problem${status}`;

/**
 * The schemas that the paths refer to, themselves or through another one, by name: the generator describes each of them
 * as what is sent and as what is answered, though most are only one of the two.
 */
function referredTo(paths: unknown, schemas: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const found = new Set<string>();
  const collect = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (!found.has(name)) {
        found.add(name);
        collect(schemas[name] ?? null);
      }
    }
  };
  collect(paths ?? null);
  return Object.fromEntries([...found].sort().map((name) => [name, schemas[name]]));
}

/**
 * Adds the problem answers to every operation, except to those that describe their errors themselves (they have a
 * `default` response), then the examples, and leaves the tags that are used.
 */
function finished<T extends { paths?: object; components?: object; tags?: object }>(
  document: T,
  problemExamples: ApiExamples['problems']
): T {
  const problem = z.toJSONSchema(problemSchema, { target: 'draft-2020-12' });
  delete problem.$schema;
  const operations = Object.values(document.paths ?? {}).flatMap((path: Record<string, Operation>) =>
    Object.values(path)
  );
  for (const operation of operations) {
    const { [PROBLEMS]: problems = {}, [EXAMPLES]: examples = {}, responses = {} } = operation;
    if (operation[BODY_OPTIONAL] === true) {
      operation.requestBody = { ...operation.requestBody, required: false };
    }
    delete operation[PROBLEMS];
    delete operation[BODY_OPTIONAL];
    delete operation[EXAMPLES];
    const describesErrors = responses.default !== undefined;
    const described = Object.entries({ ...(describesErrors ? {} : problems), ...transportProblems });
    operation.responses = {
      ...Object.fromEntries(
        described.map(([status, description]) => {
          const headers = problemHeaders[status];
          const examples = problemExamples[Number(status)] !== undefined && {
            examples: { problem: { $ref: `#/components/examples/${problemName(status)}` } },
          };
          const described = { [PROBLEM_MEDIA_TYPE]: { ...problemMedia, ...examples } };
          return [status, { description, ...(headers && { headers }), content: described }];
        })
      ),
      ...(describesErrors ? {} : { default: { $ref: '#/components/responses/Problem' } }),
      ...responses,
    };
    addExamples(operation, examples);
  }
  const components: Record<string, Record<string, unknown>> = { ...document.components };
  const used = new Set(operations.flatMap(({ tags = [] }) => tags));
  return {
    ...document,
    tags: openapiTags.filter(({ name }) => used.has(name)),
    components: {
      ...components,
      schemas: referredTo(document.paths, { ...components.schemas, Problem: problem }),
      responses: {
        ...components.responses,
        Problem: {
          description: 'Any other failure; the body says what went wrong',
          content: { [PROBLEM_MEDIA_TYPE]: problemMedia },
        },
      },
      ...(Object.keys(problemExamples).length > 0 && {
        examples: Object.fromEntries(
          Object.entries(problemExamples).map(([status, value]) => [problemName(status), { value }])
        ),
      }),
    },
  };
}
