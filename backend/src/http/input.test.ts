import { keyOfScope, openWholeSidecar, signedBy, type WholeSidecar } from '../testing/whole-sidecar';
import { problemSchema } from './problem';
import type { Scope } from '../model/api-key';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type JsonObject = Readonly<Record<string, Json>>;

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly pattern?: string;
  readonly format?: string;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: ReadonlyArray<{ readonly name: string; readonly in: string; readonly schema: Schema }>;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

/** The document with every named schema written out where it is referred to; none refers to itself. */
function withoutReferences(document: Document): Document {
  const prefix = '#/components/schemas/';
  const written = JSON.parse(JSON.stringify(document), (_name, value: Json) => {
    const reference = typeof value === 'object' && value !== null && '$ref' in value ? value.$ref : undefined;
    return typeof reference === 'string' && reference.startsWith(prefix)
      ? (document.components.schemas[reference.slice(prefix.length)] ?? null)
      : value;
  }) as Document;
  return JSON.stringify(written) === JSON.stringify(document) ? document : withoutReferences(written);
}

const announcement: JsonObject = {
  id: 'run-1',
  // Not in the catalogue: nobody asks k6 about its script.
  test: 'b',
  target: 'http://127.0.0.1:1',
  environment: 'production',
  reporter: 'cli',
  expectedInstances: 1,
  scriptHash: 'a'.repeat(64),
  loadProfileHash: 'b'.repeat(64),
  planned: {
    virtualUsers: 1,
    iterations: null,
    durationSeconds: 1,
    userSeconds: 1,
    earlyUserStops: 0,
    arrivals: null,
    offered: [{ scenario: 'shop', unit: 'users', lines: [{ fromSeconds: 0, toSeconds: 1, from: 1, to: 1 }] }],
  },
  k6Version: '2.2.0',
  startedAt: '2026-11-23T04:00:00Z',
  measurement: {
    switches: ['--no-setup'],
    envNames: ['ITEMS'],
    env: { ITEMS: '20' },
    options: { hosts: { 'shop.example.com': '127.0.0.1' } },
    thresholds: [{ metric: 'http_reqs', expression: 'count>1', abortOnFail: true, delayAbortEval: '1s' }],
  },
};
const exitCode: JsonObject = {
  part: 'exitCode',
  instance: '0',
  exitCode: 0,
  signal: 'SIGKILL',
  startedAt: '2026-11-23T04:00:00Z',
  endedAt: '2026-11-23T04:01:00Z',
  stoppedByPerson: false,
  summaryFollows: true,
  log: {
    uncaughtExceptions: 0,
    failedWrites: 0,
    lateFlushes: 0,
    lostSamples: { counted: 0, uncountedBatches: 0, causes: ['timeout'] },
    tail: ['the end'],
  },
};
const summary: JsonObject = {
  part: 'summary',
  instance: '0',
  summary: {
    metrics: { http_reqs: { type: 'counter', contains: 'default', values: { count: 1, rate: 1 } } },
    state: {},
  },
};

/** Bodies with every text that the operation takes, by its id. */
const bodies: Readonly<Record<string, readonly JsonObject[]>> = {
  announceRun: [announcement],
  completeRun: [exitCode, summary],
  giveFeedback: [{ correct: true, actualCause: 'a' }],
  acknowledgeIncident: [{ comment: 'a' }],
  closeIncident: [{ reason: 'a reason' }],
  rejectRedeploy: [{ reason: 'a reason' }],
  setRemediationSwitch: [{ off: true, reason: 'a reason' }],
  resetBreaker: [{ reason: 'a reason' }],
  pinBaseline: [{ runId: 'run-1' }],
  askGateByArgoRollouts: [{ test: 'b', key: 'shop-5d8f' }],
  askGateByFlagger: [
    {
      name: 'shop',
      namespace: 'prod',
      phase: 'Progressing',
      checksum: '5d8f',
      metadata: { test: 'b', gate: 'before' },
    },
  ],
  rebuildAnnotations: [{ since: '2026-11-01T00:00:00Z' }],
  takeVercelEvent: [{ type: 'deployment.created', createdAt: 1_795_000_000_000, payload: {} }],
  takeDeploymentEvent: [
    {
      deploymentId: 'build-1',
      target: 'production',
      environment: 'production',
      projectId: 'prj_1',
      commit: { id: 'abcdef0', branch: 'main', tag: 'v1' },
      labels: ['major'],
      createdAt: '2026-11-23T04:00:00Z',
    },
  ],
};

/** Parts of a body that refuse nothing: cleaned and cut instead. Their names and texts are k6's. */
const cleaned = /^(k6Version|startedAt|endedAt|signal|log\.(tail|lostSamples\.causes)(\.\d+)?|summary\..*)$/;

/** Compared and not kept, or not looked at. */
const ignored = /^(measurement\.options\.hosts|planned\.\w+ \(names\)$)/;

const nul = 'a\0b';
const half = 'a\ud800b';
const overlong = 'x'.repeat(40_000);

describe('every text that the API takes', () => {
  let sidecar: WholeSidecar;
  let operations: ReadonlyArray<Operation & { readonly method: string; readonly path: string }>;

  beforeAll(async () => {
    sidecar = await openWholeSidecar({ http: { limits: { requestsPerMinute: 100_000, notFoundPerMinute: 100_000 } } });
    const { paths } = withoutReferences(JSON.parse((await sidecar.app.inject('/openapi.json')).body) as Document);
    operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ ...operation, method, path }))
    );
  }, 180_000);
  afterAll(() => sidecar.close());

  const send = (method: string, url: string, body?: Json, scope: Scope = 'admin') => {
    const payload = JSON.stringify(body);
    const signed = url.startsWith('/webhooks/') ? signedBy(payload ?? '') : {};
    return sidecar.app.inject({
      method: method as 'GET',
      url,
      headers: { ...keyOfScope(scope), ...signed, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { payload }),
    });
  };

  it('has a bound in the OpenAPI document: a pattern, a format, values or a length', () => {
    const unbounded = operations.flatMap(({ operationId, parameters = [], requestBody }) => [
      ...parameters.flatMap(({ name, schema }) => unboundedTexts(schema, `${operationId} ${name}`)),
      ...Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => unboundedTexts(schema, operationId)),
    ]);
    expect(unbounded).toEqual([
      // The names in a summary are k6's; they are cleaned, and cut where they are too long.
      'completeRun.summary (names)',
      // Line protocol: its bytes are bounded, and every line is checked by itself.
      'writeInflux1',
      'writeInflux2',
    ]);
  });

  it('is refused in a parameter when it cannot be stored or is too long', async () => {
    const wrong: string[] = [];
    for (const { operationId, method, path, parameters = [] } of operations) {
      for (const parameter of parameters) {
        for (const text of [nul, overlong.slice(0, 8000)]) {
          const inPath = (name: string) => (name === parameter.name ? encodeURIComponent(text) : 'x');
          const url = path.replace(/\{(\w+)\}/g, (_all, name: string) => inPath(name));
          const query = parameter.in === 'query' ? `?${parameter.name}=${encodeURIComponent(text)}` : '';
          const { statusCode } = await send(method, url + query, bodies[operationId]?.[0]);
          if (statusCode < 400 || statusCode >= 500) {
            wrong.push(`${operationId} ${parameter.name}=${JSON.stringify(text.slice(0, 10))}: ${statusCode}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is refused in a body when it cannot be stored or is too long, or cleaned where no figure needs it', async () => {
    const wrong: string[] = [];
    let sent = 0;
    for (const { operationId, method, path } of operations) {
      for (const body of bodies[operationId] ?? []) {
        for (const place of places(body)) {
          for (const text of [nul, half, overlong]) {
            sent += 1;
            // A run of its own each time, so that no answer is the one to a repetition.
            const id = `input-${sent}`;
            if (operationId === 'completeRun') {
              expect((await send('post', '/api/v1/runs', { ...announcement, id })).statusCode).toBe(201);
            }
            const own: JsonObject = operationId === 'announceRun' && place.name !== 'id' ? { id } : {};
            const { statusCode } = await send(method, path.replace('{id}', id), { ...place.change(text), ...own });
            const takes = ignored.test(place.name) || cleaned.test(place.name);
            if (statusCode >= 500 || (statusCode < 400 && !takes)) {
              wrong.push(`${operationId} ${place.name}=${JSON.stringify(text.slice(0, 10))}: ${statusCode}`);
            }
            // Its response schema is checked when it is sent.
            if (statusCode < 300 && (await send('get', `/api/v1/runs/${id}`)).statusCode !== 200) {
              wrong.push(`${operationId} ${place.name}=${JSON.stringify(text.slice(0, 10))}: cannot be read back`);
            }
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(sent).toBeGreaterThan(60);
  }, 180_000);

  it('stands in the bodies that are tried here, whatever the API takes next', () => {
    const untried = operations.flatMap(({ operationId, requestBody }) => {
      const schema = requestBody?.content['application/json']?.schema;
      const known = new Set(
        (bodies[operationId] ?? []).flatMap((body) => places(body).map(({ name }) => generic(name)))
      );
      return schema === undefined ? [] : textPlaces(schema).filter((name) => !known.has(name));
    });
    expect(untried).toEqual([]);
  });

  it('may be nested without end where anything may stand', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const post = (url: string, body: Json) =>
      sidecar.app.inject({
        method: 'POST',
        url,
        headers: { ...keyOfScope('ingest'), 'content-type': 'application/json' },
        payload: JSON.stringify(body).replace('"DEEP"', deep),
      });
    const announced = { ...announcement, id: 'deep' };
    expect((await post('/api/v1/runs', announced)).statusCode).toBe(201);
    const measurement = { ...(announcement.measurement as JsonObject), options: { hosts: 'DEEP' } };
    const answers = [
      await post('/api/v1/runs', { ...announced, measurement }),
      await post('/api/v1/runs', { ...announced, id: 'deeper', measurement }),
      await post('/api/v1/runs', { ...announced, id: 'deepest', k6Version: 'DEEP' }),
      await post('/api/v1/runs/deep/complete', { ...summary, summary: { metrics: {}, state: 'DEEP' } }),
      await post('/api/v1/runs/deep/complete', { ...exitCode, signal: 'DEEP' }),
    ];
    expect(answers.map(({ statusCode }) => statusCode).filter((status) => status >= 500)).toEqual([]);
  });

  it.each([
    'https://me:CANARY@shop.example.com',
    'https://CANARY@shop.example.com',
    'https://shop.example.com/?token=CANARY',
    'https://shop.example.com/#CANARY',
    'https:\\\\me:CANARY@shop.example.com',
    'https://shop.example.com/\0CANARY',
  ])('is no address with credentials: %j', async (target) => {
    const answer = await send('post', '/api/v1/runs', { ...announcement, id: 'secret', target });
    expect(answer.statusCode).toBe(400);
    expect(problemSchema.parse(answer.json()).errors).toEqual([
      {
        where: 'body.target',
        what: 'has the wrong form',
        right: 'an http or https URL without credentials, query or fragment, such as https://shop.example.com',
      },
    ]);
    expect((await send('get', '/api/v1/runs/secret')).statusCode).toBe(404);
    expect(answer.body + sidecar.logged()).not.toContain('CANARY');
  });
});

/** Every text and every name of a value, with the value in which it is another one. */
function places(value: JsonObject): ReadonlyArray<{ readonly name: string; change(text: string): JsonObject }> {
  const within = (current: Json, name: string, rebuild: (next: Json) => JsonObject): ReturnType<typeof places> => {
    if (typeof current === 'string') {
      return [{ name, change: rebuild }];
    }
    if (typeof current !== 'object' || current === null) {
      return [];
    }
    const entries = Object.entries(current as JsonObject);
    const replaced = (at: number, entry: readonly [string, Json]) => {
      const next = entries.map((each, index) => (index === at ? entry : each));
      return Array.isArray(current) ? next.map(([, member]) => member) : Object.fromEntries(next);
    };
    return entries.flatMap(([key, member], at) => [
      ...within(member, name === '' ? key : `${name}.${key}`, (next) => rebuild(replaced(at, [key, next]))),
      // The name itself: a field that nobody knows, or a name that somebody chose.
      ...(Array.isArray(current)
        ? []
        : [
            {
              name: `${name === '' ? '' : `${name}.`}${key} (names)`,
              change: (text: string) => rebuild(replaced(at, [text, member])),
            },
          ]),
    ]);
  };
  return within(value, '', (next) => next as JsonObject);
}

/** `log.tail.0` → `log.tail.*` */
function generic(name: string): string {
  return name.replace(/\.\d+/g, '.*');
}

function cases(schema: Schema): readonly Schema[] {
  const all = schema.anyOf ?? schema.oneOf;
  return all === undefined ? [schema] : all.flatMap(cases);
}

const isText = ({ type }: Schema) => type === 'string' || (Array.isArray(type) && type.includes('string'));

const isBounded = ({ pattern, format, maxLength, enum: values, const: value, allOf = [] }: Schema): boolean =>
  [pattern, format, maxLength, values, value].some((bound) => bound !== undefined) || allOf.some(isBounded);

function unboundedTexts(schema: Schema, place: string): readonly string[] {
  return cases(schema).flatMap((each) => [
    ...(isText(each) && !isBounded(each) ? [place] : []),
    ...Object.entries(each.properties ?? {}).flatMap(([name, property]) =>
      unboundedTexts(property, `${place}.${name}`)
    ),
    ...(each.items === undefined ? [] : unboundedTexts(each.items, place)),
    ...(each.propertyNames === undefined ? [] : unboundedTexts(each.propertyNames, `${place} (names)`)),
    ...(typeof each.additionalProperties === 'object' ? unboundedTexts(each.additionalProperties, place) : []),
  ]);
}

/** The places of a body where a text of its own may stand; not those with a fixed set of values. */
function textPlaces(schema: Schema, place = ''): readonly string[] {
  const below = (name: string) => (place === '' ? name : `${place}.${name}`);
  return cases(schema).flatMap((each) => [
    ...(isText(each) && each.enum === undefined && each.const === undefined ? [place] : []),
    ...Object.entries(each.properties ?? {}).flatMap(([name, property]) => textPlaces(property, below(name))),
    ...(each.items === undefined ? [] : textPlaces(each.items, below('*'))),
  ]);
}
