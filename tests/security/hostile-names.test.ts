import { keyOfScope, openWholeSidecar, signedBy, type WholeSidecar } from '../../backend/src/testing/whole-sidecar';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly takesJson: boolean;
}

let sidecar: WholeSidecar;
let operations: readonly Operation[];

beforeAll(async () => {
  const limits = { requestsPerMinute: 100_000, notFoundPerMinute: 100_000, failedAuthPerMinute: 100_000 };
  sidecar = await openWholeSidecar({ http: { limits } });
  const { paths } = JSON.parse((await sidecar.app.inject('/openapi.json')).body) as {
    readonly paths: Readonly<
      Record<string, Readonly<Record<string, { readonly requestBody?: { readonly content: object } }>>>
    >;
  };
  operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { requestBody }]) => ({
      method,
      path,
      takesJson: 'application/json' in (requestBody?.content ?? {}),
    }))
  );
}, 180_000);
afterAll(() => sidecar.close());

const send = ({ method }: Operation, url: string, payload?: string) =>
  sidecar.app.inject({
    method: method as 'GET',
    url,
    headers: {
      ...keyOfScope('admin'),
      ...signedBy(payload ?? ''),
      ...(payload !== undefined && { 'content-type': 'application/json' }),
    },
    ...(payload !== undefined && { payload }),
  });

describe('a path', () => {
  it.each([
    ['up and out of its folder', '..%2f..%2f..%2f..%2fetc%2fpasswd'],
    ['encoded twice', '%252e%252e%252f%252e%252e%252fetc%252fpasswd'],
    ['of Windows', '..%5c..%5cwindows%5cwin.ini'],
    ['with a NUL', 'run-1%00.json'],
    ['with line breaks', 'a%0d%0aset-cookie:%20a=b'],
    ['of Flux and SQL', `%22)%20%7C%3E%20drop()%20//';--`],
    ['of a prototype', '__proto__'],
  ])('%s finds nothing, in no parameter of any route', async (_what, text) => {
    const found: string[] = [];
    for (const operation of operations.filter(({ path }) => path.includes('{'))) {
      const { statusCode, body, headers } = await send(operation, operation.path.replace(/\{\w+\}/g, text));
      if (statusCode < 400 || statusCode >= 500 || body.includes('root:') || headers['set-cookie'] !== undefined) {
        found.push(`${operation.method} ${operation.path}: ${statusCode}`);
      }
    }
    expect(found).toEqual([]);
  });

  it.each([
    '/../../etc/passwd',
    '/docs/static/..%2f..%2f..%2fpackage.json',
    '/assets/..%2f..%2fserver.js',
    '/assets/%2e%2e/%2e%2e/etc/passwd',
  ])('to a file outside of what is served finds nothing: %s', async (url) => {
    const { statusCode, body } = await sidecar.app.inject({ url, headers: keyOfScope('admin') });
    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(statusCode).toBeLessThan(500);
    expect(body).not.toMatch(/root:|"dependencies"/);
  });
});

describe('a name that means something to JavaScript', () => {
  const bodies = [
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"metadata":{"__proto__":{"polluted":true},"test":"a"},"name":"a","namespace":"b","checksum":"c"}',
    '{"part":"summary","instance":"0","summary":{"metrics":{"__proto__":{"values":{"polluted":true}}},"state":{}}}',
    '[{"__proto__":[]}]',
  ];

  it('changes no prototype, in no body of any route', async () => {
    const taken: string[] = [];
    for (const operation of operations.filter(({ takesJson }) => takesJson)) {
      for (const body of bodies) {
        const { statusCode } = await send(operation, operation.path.replace(/\{\w+\}/g, 'x'), body);
        if (statusCode < 400 || statusCode >= 500) {
          taken.push(`${operation.method} ${operation.path} ${body}: ${statusCode}`);
        }
      }
    }
    expect(taken).toEqual([]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(sidecar.logged()).toBe('');
  });

  it('changes no prototype, in no query of any route', async () => {
    const query = '__proto__[polluted]=1&constructor.prototype.polluted=1&__proto__=1';
    for (const operation of operations.filter(({ method, path }) => method === 'get' && !path.endsWith('/events'))) {
      const url = `${operation.path.replace(/\{\w+\}/g, 'x')}?${query}`;
      expect((await send(operation, url)).statusCode).toBeLessThan(500);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
