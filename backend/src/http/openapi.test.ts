import type { HttpApp } from '.';
import { keyOfScope, openWholeSidecar, type WholeSidecar } from '../testing/whole-sidecar';

interface Media {
  readonly schema: { readonly $ref?: string };
}
interface Answer {
  readonly description?: string;
  readonly content?: Readonly<Record<string, Media>>;
  readonly $ref?: string;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: object;
  readonly description?: string;
}
interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: ReadonlyArray<Readonly<Record<string, readonly string[]>>>;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Answer>>;
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly tags: ReadonlyArray<{ readonly name: string; readonly description: string }>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
interface Described {
  readonly title: string;
  readonly path: string;
  readonly operation: Operation;
  /** As the route says it; null when it is public. */
  readonly scope: string | null;
}

describe('the OpenAPI document of the whole sidecar', () => {
  let sidecar: WholeSidecar | undefined;
  let app: HttpApp;
  let document: Document;
  let operations: readonly Described[];
  const at = (method: string, path: string): Operation => {
    const found = document.paths[path]?.[method];
    if (found === undefined) {
      throw new Error(`The document has no ${method} ${path}.`);
    }
    return found;
  };

  beforeAll(async () => {
    sidecar = await openWholeSidecar();
    app = sidecar.app;
    document = JSON.parse((await app.inject('/openapi.json')).body) as Document;
    operations = await Promise.all(
      Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(async ([method, operation]) => ({
          title: `${method.toUpperCase()} ${path}`,
          path,
          operation,
          scope: await neededScope(method, path),
        }))
      )
    );
  }, 180_000);
  afterAll(() => sidecar?.close());

  /** What the route really asks for: the scope that it names to a key which holds another one. */
  async function neededScope(method: string, path: string): Promise<string | null> {
    const url = path.replace(/\{\w+\}/g, 'x');
    for (const scope of ['banner', 'read'] as const) {
      const answer = await app.inject({
        method: method as 'GET',
        url,
        headers: keyOfScope(scope),
      });
      const needed = /scope="(\w+)"/.exec(String(answer.headers['www-authenticate']))?.[1];
      if (needed !== undefined) {
        return needed;
      }
    }
    return null;
  }

  const failing = (isWrong: (described: Described) => boolean) => operations.filter(isWrong).map(({ title }) => title);

  it('names and sums up every operation', () => {
    expect(operations.length).toBeGreaterThan(15);
    expect(failing(({ operation }) => !/^[a-z][A-Za-z0-9]+$/.test(operation.operationId ?? ''))).toEqual([]);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids).toHaveLength(new Set(ids).size);
    expect(failing(({ operation }) => (operation.summary ?? '') === '')).toEqual([]);
  });

  it('describes every answer, of which one is a success', () => {
    const isVague = ({ description, $ref }: Answer) =>
      $ref === undefined && ['', 'Default Response'].includes(description ?? '');
    expect(failing(({ operation }) => Object.values(operation.responses).some(isVague))).toEqual([]);
    expect(failing(({ operation }) => !Object.keys(operation.responses).some((code) => /^2\d\d$/.test(code)))).toEqual(
      []
    );
  });

  it('asks for the scope that the route asks for, with a key in any of its three forms', () => {
    expect(Object.keys(document.components.securitySchemes ?? {})).toEqual(['apiKey', 'token', 'basic']);
    const security = (scope: string | null) =>
      scope === null ? [] : ['apiKey', 'token', 'basic'].map((scheme) => ({ [scheme]: [scope] }));
    const expected = new Map(operations.map(({ title, scope }) => [title, security(scope)]));
    // On loopback it needs no key; elsewhere it needs this one.
    expected.set('GET /metrics', [{}, ...security('read')]);
    expect(new Map(operations.map(({ title, operation }) => [title, operation.security]))).toEqual(expected);
    expect(new Set(operations.map(({ scope }) => scope))).toEqual(
      new Set(['banner', 'ingest', 'read', 'operate', null])
    );
  });

  it('declares exactly the tags that are used, with what they mean', () => {
    const used = operations.flatMap(({ operation }) => operation.tags ?? []);
    expect(failing(({ operation }) => operation.tags?.length !== 1)).toEqual([]);
    expect(new Set(document.tags.map(({ name }) => name))).toEqual(new Set(used));
    expect(document.tags.every(({ description }) => description !== '')).toBe(true);
  });

  it('lists the refusals of every operation that needs a key, takes parameters or takes a body', () => {
    const lacks = (codes: string[]) => (described: Described) =>
      codes.some((code) => described.operation.responses[code] === undefined);
    expect(failing((each) => each.scope !== null && lacks(['401', '403', '429'])(each))).toEqual([]);
    expect(failing((each) => each.operation.parameters !== undefined && lacks(['400'])(each))).toEqual([]);
    expect(failing((each) => each.operation.requestBody !== undefined && lacks(['413'])(each))).toEqual([]);
    expect(failing((each) => each.path.includes('{') && lacks(['404'])(each))).toEqual([]);
    expect(Object.keys(at('post', '/api/v1/runs/{id}/complete').responses).sort()).toEqual(
      ['202', '400', '401', '403', '404', '408', '409', '413', '414', '415', '429', '431', '503', 'default'].sort()
    );
    expect(at('post', '/api/v1/runs').responses['413']?.description).toBe('The body is larger than 1 MiB');
    expect(at('post', '/api/v1/runs/{id}/complete').responses['413']?.description).toBe(
      'The body is larger than 4 MiB'
    );
    for (const code of ['400', '404', '409']) {
      const content = at('post', '/api/v1/runs/{id}/complete').responses[code]?.content;
      expect(Object.keys(content ?? {})).toEqual(['application/problem+json']);
      expect(content?.['application/problem+json']?.schema).toEqual({ $ref: '#/components/schemas/Problem' });
    }
  });

  it('knows that the banner may not have changed', () => {
    const unchanged = at('get', '/api/v1/banner').responses['304'];
    expect(unchanged?.description).toContain('Nothing has changed');
    expect(unchanged?.content).toBeUndefined();
  });

  it("describes InfluxDB's interface as it is", () => {
    const write = at('post', '/write');
    expect(write.responses['204']?.content).toBeUndefined();
    expect(Object.keys(write.responses)).not.toContain('200');
    expect(write.parameters?.map(({ name }) => name)).toEqual(['db', 'rp', 'consistency', 'precision']);
    expect(Object.keys(write.requestBody?.content ?? {})).toEqual(['text/plain']);
    expect(write.responses['400']?.content).toMatchObject({
      'application/json': { schema: { required: ['error'] } },
    });
    expect(at('post', '/api/v2/write').responses.default?.content).toMatchObject({
      'application/json': { schema: { required: ['code', 'message'] } },
    });
    expect(at('get', '/query').parameters?.[0]).toMatchObject({ name: 'q', required: true });
    expect(at('get', '/query').responses['200']?.content).toMatchObject({
      'application/json': { schema: { required: ['results'] } },
    });
    expect(at('post', '/query').requestBody?.required).toBe(false);
  });

  it('is an OpenAPI 3.1 document', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    const known = ['openapi', 'info', 'servers', 'paths', 'components', 'security', 'tags', 'externalDocs', 'webhooks'];
    expect(Object.keys(document).filter((key) => !known.includes(key))).toEqual([]);
    const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
    const fields = [
      'tags',
      'summary',
      'description',
      'operationId',
      'parameters',
      'requestBody',
      'responses',
      'security',
    ];
    for (const [path, item] of Object.entries(document.paths)) {
      expect(path).toMatch(/^\//);
      expect(Object.keys(item).filter((method) => !methods.includes(method))).toEqual([]);
    }
    for (const { path, operation, title } of operations) {
      expect([title, Object.keys(operation).filter((field) => !fields.includes(field))]).toEqual([title, []]);
      expect(Object.keys(operation.responses).every((code) => /^([1-5]\d\d|default)$/.test(code))).toBe(true);
      const parameters = operation.parameters ?? [];
      const inPath = parameters.filter((parameter) => parameter.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(inPath.every(({ required }) => required === true)).toBe(true);
      expect(parameters.every((parameter) => ['path', 'query', 'header', 'cookie'].includes(parameter.in))).toBe(true);
      expect([title, parameters.filter((each) => each.schema === undefined || each.description === undefined)]).toEqual(
        [title, []]
      );
    }
  });

  it('refers to nothing that it does not hold', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, target = '']) => target);
    expect(references.length).toBeGreaterThan(0);
    const missing = references.filter((target) => {
      const [, ...steps] = target.split('/');
      let place: unknown = document;
      for (const step of steps) {
        place = typeof place === 'object' && place !== null ? (place as Record<string, unknown>)[step] : undefined;
      }
      return place === undefined;
    });
    expect(missing).toEqual([]);
  });

  it('names what clients ask for, and holds no schema that nothing refers to', () => {
    const text = JSON.stringify(document);
    const names = Object.keys(document.components.schemas ?? {});
    expect(names).toEqual(
      expect.arrayContaining(['AnnouncementInput', 'Banner', 'Incident', 'LoadTest', 'Problem', 'Run'])
    );
    expect(names.filter((name) => !text.includes(`"#/components/schemas/${name}"`))).toEqual([]);
    expect(at('get', '/api/v1/runs/{id}').responses['200']).toMatchObject({
      description: 'The run',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/RunDetail' } } },
    });
  });

  it('says nothing of methods that are refused', async () => {
    const wrong = await app.inject({ method: 'DELETE', url: '/api/v1/tests' });
    expect([wrong.statusCode, wrong.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('lets a client that has any banner skip it', async () => {
    const headers = { ...keyOfScope('banner'), 'if-none-match': '*' };
    const answer = await app.inject({ url: '/api/v1/banner', headers });
    expect([answer.statusCode, answer.body]).toEqual([304, '']);
  });
});
