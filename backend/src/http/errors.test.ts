import { z } from 'zod';
import { RunConflictError, RunNotAnnouncedError, SummaryNotReadableError } from '../runs/errors';
import { badRequest, conflict, Problem, problemSchema, tooManyRequests, unavailable } from './problem';
import { bearer, rawRequest, testHttp, type TestHttp } from '../testing/http-app';

const SECRET = 'CANARY-do-not-show';
const refusals = {
  '/refused-conflict': new RunConflictError('The summary was stored before with other content.'),
  '/refused-unknown': new RunNotAnnouncedError('Run "x" was never announced.'),
  '/refused-summary': new SummaryNotReadableError([
    { path: 'metrics', message: 'is missing' },
    { path: '', message: 'is no object' },
  ]),
} as const;

describe('errors of routes', () => {
  let http: TestHttp;

  beforeAll(async () => {
    http = await testHttp({ limits: { notFoundPerMinute: 1000 } });
    const open = { config: { public: true as const } };
    http.app.post(
      '/things/:id',
      {
        ...open,
        schema: {
          params: z.object({ id: z.string().regex(/^\d+$/, 'digits') }),
          querystring: z.object({ limit: z.coerce.number().max(100).optional() }),
          body: z.strictObject({ name: z.string(), limits: z.object({ p95: z.number().positive() }) }),
        },
      },
      () => 'ok'
    );
    http.app.get('/throws', open, () => {
      throw new Error(`connection to postgres://user:${SECRET}@db failed`);
    });
    http.app.get('/upstream-401', open, () => {
      throw Object.assign(new Error(SECRET), { statusCode: 401, headers: { 'www-authenticate': SECRET } });
    });
    http.app.get('/throws-text', open, () => Promise.reject(SECRET));
    http.app.get('/conflict', open, () => {
      throw conflict('Part 0 of this run has other content.', [{ where: 'body', what: 'differs', right: 'the same' }]);
    });
    http.app.get('/too-many', open, () => {
      throw tooManyRequests('Too many requests came from this client.', 2.4);
    });
    http.app.get('/unavailable', open, () => {
      throw unavailable('The metric store does not answer.', 10, new Error(SECRET));
    });
    http.app.get('/wrong-answer', { ...open, schema: { response: { 200: z.object({ count: z.number() }) } } }, () => {
      return { count: SECRET } as never;
    });
    http.app.get('/declared', { ...open, schema: { response: { 409: z.object({ other: z.string() }) } } }, () => {
      throw conflict('As problem details all the same.');
    });
    for (const [path, error] of Object.entries(refusals)) {
      http.app.get(path, open, () => Promise.reject(error));
    }
    await http.app.ready();
  });
  afterAll(() => http.app.close());

  it.each([
    ['/refused-conflict', 409, 'conflict', []],
    ['/refused-unknown', 404, 'not-found', []],
    [
      '/refused-summary',
      400,
      'bad-request',
      [
        { where: 'body.summary.metrics', what: 'is missing' },
        { where: 'body.summary', what: 'is no object' },
      ],
    ],
  ] as const)('of the domains are answered in their own words: %s is %i', async (url, status, type, errors) => {
    const answer = await http.app.inject({ method: 'GET', url });
    expect(answer.statusCode).toBe(status);
    const body = problemSchema.parse(answer.json());
    expect(body).toMatchObject({ type: expect.stringContaining(type), detail: refusals[url].message });
    expect(body.errors ?? []).toEqual(errors);
  });

  it('list every issue of a body, with its place', async () => {
    const answer = await http.app.inject({
      method: 'POST',
      url: '/things/1',
      payload: { limits: { p95: -1 }, extra: 1 },
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.headers['cache-control']).toBe('no-store');
    const body = problemSchema.parse(answer.json());
    expect(body).toMatchObject({
      type: 'urn:load-test-monitoring:problem:bad-request',
      title: 'Bad Request',
      detail: '3 things are wrong with the body of the request.',
      instance: '/things/1',
    });
    expect(body.errors).toEqual([
      { where: 'body.name', what: 'is missing', right: 'text' },
      { where: 'body.limits.p95', what: 'is too small', right: 'a number above 0' },
      { where: 'body.extra', what: 'is not a field that is known here', right: 'only name, limits' },
    ]);
  });

  it('name the part of the request: path and query', async () => {
    const payload = { name: 'n', limits: { p95: 1 } };
    const path = await http.app.inject({ method: 'POST', url: '/things/x', payload });
    expect(path.json().errors).toEqual([{ where: 'params.id', what: 'has the wrong form', right: 'digits' }]);
    const query = await http.app.inject({ method: 'POST', url: '/things/1?limit=500', payload });
    expect(query.json().errors[0].where).toBe('query.limit');
    expect(query.json().instance).toBe('/things/1');
  });

  it.each<[string, object, number, string]>([
    [
      'broken JSON',
      { payload: `{"a": ${SECRET}`, headers: { 'content-type': 'application/json' } },
      400,
      'not valid JSON',
    ],
    ['an empty body', { payload: '', headers: { 'content-type': 'application/json' } }, 400, 'is empty; send JSON'],
    ['no body', {}, 400, 'is empty; send JSON'],
    [
      'a body to poison a prototype',
      { payload: '{"__proto__":{"x":1}}', headers: { 'content-type': 'application/json' } },
      400,
      '',
    ],
    ['another media type', { payload: 'a=1', headers: { 'content-type': 'text/plain' } }, 415, 'content-type'],
    ['a body over 1 MB', { payload: { name: 'x'.repeat(1024 * 1024) } }, 413, 'larger'],
  ])('refuse %s', async (_title, request, status, detail) => {
    const answer = await http.app.inject({ method: 'POST', url: '/things/1', ...request });
    expect(answer.statusCode).toBe(status);
    expect(problemSchema.parse(answer.json()).detail).toContain(detail);
    expect(answer.body).not.toContain(SECRET);
  });

  it.each(['/throws', '/throws-text', '/upstream-401', '/wrong-answer'])(
    'hide what went wrong inside %s and log it under the request id',
    async (url) => {
      const answer = await http.app.inject({ url, headers: { 'x-request-id': `id-of-${url.slice(1)}` } });
      expect(answer.statusCode).toBe(500);
      expect(answer.body + JSON.stringify(answer.headers)).not.toContain(SECRET);
      expect(problemSchema.parse(answer.json())).toMatchObject({
        type: 'urn:load-test-monitoring:problem:internal',
        requestId: `id-of-${url.slice(1)}`,
      });
      const line = http
        .logged()
        .split('\n')
        .find((text) => text.includes(`"reqId":"id-of-${url.slice(1)}"`) && text.includes('request failed'));
      expect(line).toBeDefined();
    }
  );

  it('carry what a route says on purpose, and not its cause', async () => {
    const clash = await http.app.inject('/conflict');
    expect(clash.json()).toMatchObject({
      status: 409,
      detail: 'Part 0 of this run has other content.',
      errors: [{ where: 'body', what: 'differs', right: 'the same' }],
    });
    const many = await http.app.inject('/too-many');
    expect([many.statusCode, many.headers['retry-after']]).toEqual([429, '3']);
    const away = await http.app.inject('/unavailable');
    expect([away.statusCode, away.headers['retry-after']]).toEqual([503, '10']);
    expect(away.body).not.toContain(SECRET);
    expect(http.logged()).toContain('The metric store does not answer.');
  });

  it('are not reshaped by a response schema of the route', async () => {
    expect((await http.app.inject('/declared')).json().detail).toBe('As problem details all the same.');
  });

  it('say which path does not exist, without its query', async () => {
    const answer = await http.app.inject({ method: 'PUT', url: `/nowhere?token=${SECRET}` });
    expect(answer.json()).toMatchObject({ status: 404, detail: 'There is no PUT /nowhere.', instance: '/nowhere' });
    expect(answer.body + http.logged().split('nowhere')[1]).not.toContain(SECRET);
  });

  it('say which methods a path takes', async () => {
    const answer = await http.app.inject({ method: 'DELETE', url: `/things/1?token=${SECRET}` });
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'POST']);
    expect(problemSchema.parse(answer.json())).toMatchObject({
      type: 'urn:load-test-monitoring:problem:method-not-allowed',
      detail: '/things/1 does not take DELETE. It takes POST.',
    });
    expect(answer.body).not.toContain(SECRET);
    const readOnly = await http.app.inject({ method: 'PUT', url: '/health/live' });
    expect([readOnly.statusCode, readOnly.headers.allow]).toEqual([405, 'GET, HEAD']);
    // A folder of files takes GET, so a file that is not there is not found.
    expect((await http.app.inject('/docs/static/nothing.js')).statusCode).toBe(404);
    for (const url of [`/things/${'1'.repeat(300)}`, '/things/%E0%A4%A', '/things/1/more']) {
      expect([404, 400, 414]).toContain((await http.app.inject({ method: 'DELETE', url })).statusCode);
    }
  });

  it('say so whatever the body is', async () => {
    for (const contentType of ['', 'text/plain', 'nonsense', 'application/json']) {
      const headers = { 'content-type': contentType };
      const answer = await http.app.inject({ method: 'PUT', url: '/things/1', payload: '{', headers });
      expect([contentType, answer.statusCode, answer.headers.allow]).toEqual([contentType, 405, 'POST']);
    }
  });

  it('before a route is found are problem details too', async () => {
    const badUrl = await http.app.inject('/things/%E0%A4%A');
    expect(problemSchema.parse(badUrl.json())).toMatchObject({ status: 400 });
    const longParameter = await http.app.inject({ method: 'POST', url: `/things/${'1'.repeat(300)}`, payload: {} });
    expect(problemSchema.parse(longParameter.json())).toMatchObject({ status: 414 });
  });
});

describe('bytes that are not a request', () => {
  let http: TestHttp;
  beforeAll(async () => {
    http = await testHttp();
    http.app.post('/ingest', { config: { scope: 'ingest' } }, () => 'reached');
    http.app.get('/read', { config: { scope: 'read' } }, () => 'reached');
    await http.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => http.app.close());

  const auth = `authorization: ${bearer('ingest').authorization}\r\n`;
  it.each<[string, string, number]>([
    ['garbage', 'NOT HTTP AT ALL\r\n\r\n', 400],
    ['headers over 16 KB', `GET /read HTTP/1.1\r\nhost: x\r\nx-large: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    [
      'both content-length and transfer-encoding',
      `POST /ingest HTTP/1.1\r\nhost: x\r\n${auth}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /read HTTP/1.1\r\n\r\n`,
      400,
    ],
    [
      'two different content-lengths',
      `POST /ingest HTTP/1.1\r\nhost: x\r\n${auth}content-length: 4\r\ncontent-length: 5\r\n\r\nabcd`,
      400,
    ],
    [
      'an obfuscated transfer-encoding',
      `POST /ingest HTTP/1.1\r\nhost: x\r\n${auth}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['a header name with a space', `GET /read HTTP/1.1\r\nhost: x\r\nauthorization : Bearer x\r\n\r\n`, 400],
    ['a bare line feed in a header', `GET /read HTTP/1.1\r\nhost: x\r\nx-a: b\nx-c: d\r\n\r\n`, 400],
  ])('%s: answered once, then the connection is closed', async (_title, bytes, status) => {
    const answer = await rawRequest(http.app, bytes);
    expect(answer.match(/HTTP\/1\.1 \d{3}/g)).toEqual([`HTTP/1.1 ${status}`]);
    expect(answer).not.toContain('reached');
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toContain('content-type: application/problem+json');
    expect(problemSchema.parse(JSON.parse(body)).status).toBe(status);
  });

  it.each(['OPTIONS', 'TRACE', 'PROPFIND', 'PUT', 'DELETE', 'HEAD', 'FOO', 'get'])(
    '%s is answered with the methods that the path takes, and asks for no key',
    async (method) => {
      const answer = await rawRequest(
        http.app,
        `${method} /ingest?key=${SECRET} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`
      );
      expect(answer).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/);
      expect(answer).toMatch(/^allow: POST\r$/im);
      expect(answer).not.toContain(SECRET);
      const body = answer.split('\r\n\r\n')[1] ?? '';
      expect(method === 'HEAD' ? body === '' : problemSchema.parse(JSON.parse(body)).detail).toBe(
        method === 'HEAD' ? true : `/ingest does not take ${method}. It takes POST.`
      );
    }
  );

  it('a method that nobody knows, on a path that is none, is not found', async () => {
    expect(await rawRequest(http.app, 'FOO /nowhere HTTP/1.1\r\nhost: x\r\n\r\n')).toMatch(/^HTTP\/1\.1 404 Not Found/);
  });

  it('a second Authorization header does not count', async () => {
    const headers = `host: x\r\nconnection: close\r\nauthorization: Bearer wrong-key\r\nauthorization: ${bearer('read').authorization}\r\n`;
    expect(await rawRequest(http.app, `GET /read HTTP/1.1\r\n${headers}\r\n`)).toMatch(/^HTTP\/1\.1 401/);
  });

  it('a request without a host is refused', async () => {
    expect(await rawRequest(http.app, `GET /read HTTP/1.1\r\nconnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400/);
  });
});

describe('Problem', () => {
  it('is an error whose message is the detail', () => {
    const problem = badRequest('The limit is too high.');
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toBeInstanceOf(Error);
    expect(problem.message).toBe('The limit is too high.');
  });
});
