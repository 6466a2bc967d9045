import { z } from 'zod';
import { allowOrigins } from '../api/banner-cors';
import { bearer, rawRequest, testHttp } from '../testing/http-app';

describe('every answer', () => {
  it('forbids framing, running and guessing its type', async () => {
    const { app } = await testHttp();
    for (const url of ['/health/live', '/nowhere', '/openapi.json']) {
      const { headers } = await app.inject(url);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    }
    await app.close();
  });
});

describe('the id of a request', () => {
  const idOf = async (given: string) => {
    const { app } = await testHttp();
    const answer = await app.inject({ url: '/nowhere', headers: { 'x-request-id': given } });
    await app.close();
    return answer.json().requestId as string;
  };

  it("is the client's own when that is a plain token", async () => {
    expect(await idOf('ci-1234.A_b')).toBe('ci-1234.A_b');
  });

  it.each([
    ['with a line break', 'a\nb'],
    ['too long', 'x'.repeat(65)],
    ['empty', ''],
    ['with quotes', '"x"'],
  ])('is ours when the given one is %s', async (_title, given) => {
    expect(await idOf(given)).toMatch(/^[\w-]{8}-1$/);
  });
});

describe('rate limits', () => {
  it('count by key, so that one busy client does not shut out another behind the same proxy', async () => {
    const { app } = await testHttp({ limits: { requestsPerMinute: 3 } });
    app.get('/read', { config: { scope: 'read' } }, () => 'ok');
    const ask = (scope: string) => app.inject({ url: '/read', headers: bearer(scope) });
    const statuses = [];
    for (let i = 0; i < 4; i += 1) {
      statuses.push((await ask('read')).statusCode);
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await ask('read');
    expect(refused.json()).toMatchObject({ type: 'urn:load-test-monitoring:problem:too-many-requests', status: 429 });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask('admin')).statusCode).toBe(200);
    await app.close();
  });

  it('can be lifted or set by a route', async () => {
    const { app } = await testHttp({ limits: { requestsPerMinute: 2 } });
    app.get('/free', { config: { public: true, rateLimit: false } }, () => 'ok');
    app.get('/strict', { config: { public: true, rateLimit: { max: 1, timeWindow: 60_000 } } }, () => 'ok');
    const ask = async (url: string) => (await app.inject(url)).statusCode;
    expect([await ask('/free'), await ask('/free'), await ask('/free')]).toEqual([200, 200, 200]);
    expect([await ask('/strict'), await ask('/strict')]).toEqual([200, 429]);
    await app.close();
  });

  it('bound the search for paths and methods', async () => {
    const { app } = await testHttp({ limits: { notFoundPerMinute: 2 } });
    const statuses = [];
    for (const path of ['/a', '/health/live', '/c']) {
      statuses.push((await app.inject({ method: 'PUT', url: path })).statusCode);
    }
    expect(statuses).toEqual([404, 405, 429]);
    await app.close();
  });
});

describe('origins', () => {
  const start = async (origins: string[]) => {
    const { app } = await testHttp();
    app.register(
      async (banner) => {
        await allowOrigins(banner, origins);
        banner.get('/', { config: { public: true } }, (_request, reply) =>
          reply.header('etag', '"1"').send({ state: 'ok' })
        );
      },
      { prefix: '/api/v1/banner' }
    );
    app.get('/api/v1/runs', { config: { scope: 'read' } }, () => 'ok');
    await app.ready();
    const ask = (url: string, origin: string, method: 'GET' | 'OPTIONS' = 'GET') =>
      app.inject({
        url,
        method,
        headers: { origin, ...(method === 'OPTIONS' && { 'access-control-request-method': 'GET' }) },
      });
    return { app, ask };
  };

  it('that are named may read the banner, and only the banner', async () => {
    const { app, ask } = await start(['https://admin.example.com']);
    const allowed = await ask('/api/v1/banner', 'https://admin.example.com');
    expect(allowed.headers['access-control-allow-origin']).toBe('https://admin.example.com');
    expect(allowed.headers['vary']).toContain('Origin');
    expect(allowed.headers['access-control-allow-credentials']).toBeUndefined();
    const preflight = await ask('/api/v1/banner', 'https://admin.example.com', 'OPTIONS');
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers['access-control-allow-methods']).toBe('GET, HEAD');
    for (const [url, origin] of [
      ['/api/v1/banner', 'https://evil.example.com'],
      ['/api/v1/banner', 'https://admin.example.com.evil.com'],
      ['/api/v1/banner', 'null'],
      ['/api/v1/runs', 'https://admin.example.com'],
    ] as const) {
      expect((await ask(url, origin)).headers['access-control-allow-origin']).toBeUndefined();
    }
    const refused = await ask('/api/v1/runs', 'https://admin.example.com', 'OPTIONS');
    expect([refused.statusCode, refused.headers['access-control-allow-origin']]).toEqual([405, undefined]);
    // Only preflights are answered there, so nothing else says that the path exists.
    const nothing = await app.inject({ method: 'PUT', url: '/api/v1/banner/nothing' });
    expect(nothing.statusCode).toBe(404);
    await app.close();
  });

  it('get nothing when none is named', async () => {
    const { app, ask } = await start([]);
    expect(
      (await ask('/api/v1/banner', 'https://a.example.com')).headers['access-control-allow-origin']
    ).toBeUndefined();
    expect((await ask('/api/v1/banner', 'https://a.example.com', 'OPTIONS')).statusCode).toBe(405);
    await app.close();
  });

  it('cannot be allowed for the whole server by mistake', async () => {
    const { app } = await testHttp();
    await expect(allowOrigins(app, ['https://a.example.com'])).rejects.toThrow('needs a scope with a prefix');
    await app.close();
  });
});

describe('metrics', () => {
  it('count answers by route template, whatever the paths', async () => {
    const { app } = await testHttp();
    app.get('/runs/:id', { config: { public: true } }, () => 'ok');
    await app.inject('/runs/1');
    await app.inject('/runs/2');
    await app.inject('/wp-login.php');
    const text = (await app.inject('/metrics')).body;
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/runs/:id",status="200"} 2');
    expect(text).toContain(
      'http_request_duration_seconds_bucket{le="+Inf",method="GET",route="/runs/:id",status="200"} 2'
    );
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="unmatched",status="404"} 1');
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toMatch(/wp-login|runs\/1/);
    await app.close();
  });

  it('are open on a loopback address and need the scope read elsewhere', async () => {
    const exposed = {
      http: { host: '0.0.0.0', port: 0, loopback: false, publicUrl: null, trustedProxies: [], apiKeys: [] },
    };
    const { app } = await testHttp({ config: exposed });
    expect((await app.inject('/metrics')).statusCode).toBe(401);
    expect((await app.inject({ url: '/metrics', headers: bearer('ingest') })).statusCode).toBe(403);
    const answer = await app.inject({ url: '/metrics', headers: bearer('read') });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    await app.close();
  });
});

describe('the OpenAPI document', () => {
  it('has the scope of each operation, its schemas, and the problem answer', async () => {
    const { app } = await testHttp();
    app.post(
      '/api/v1/runs/:id/stop',
      {
        config: { scope: 'operate' },
        schema: {
          tags: ['runs'],
          summary: 'Stop a run',
          params: z.object({ id: z.string().describe('Id of the run') }),
          body: z.object({ reason: z.string().max(200) }),
          response: { 202: z.object({ accepted: z.boolean() }) },
        },
      },
      (_request, reply) => {
        void reply.code(202).send({ accepted: true });
      }
    );
    const document = (await app.inject('/openapi.json')).json();
    expect(document).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
    expect(document.paths['/api/v1/runs/{id}/stop'].post).toMatchObject({
      tags: ['runs'],
      summary: 'Stop a run',
      security: [{ apiKey: ['operate'] }, { token: ['operate'] }, { basic: ['operate'] }],
      parameters: [{ in: 'path', name: 'id', required: true, description: 'Id of the run' }],
      requestBody: { content: { 'application/json': { schema: { properties: { reason: { maxLength: 200 } } } } } },
      responses: {
        '202': { content: { 'application/json': { schema: { properties: { accepted: { type: 'boolean' } } } } } },
        default: { $ref: '#/components/responses/Problem' },
      },
    });
    expect(document.paths['/health/live'].get).toMatchObject({ security: [] });
    expect(document.paths['/metrics'].get.responses['200'].content).toHaveProperty(['text/plain']);
    expect(document.components.schemas.Problem.required).toEqual(['type', 'title', 'status', 'detail']);
    expect(document.components.responses.Problem.content).toHaveProperty(['application/problem+json']);
    expect(Object.keys(document.paths).filter((path) => path.startsWith('/docs'))).toEqual([]);
    await app.close();
  });

  it('is shown at /docs from this server alone', async () => {
    const { app } = await testHttp();
    const page = await app.inject('/docs/');
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<title>Load Test Monitoring: API</title>');
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    expect(page.body.match(/(src|href)="(?:https?:)?\/\//g)).toBeNull();
    const script = /src="\.?\/?([^"]*swagger-ui-bundle\.js)"/.exec(page.body)?.[1];
    const asset = await app.inject(new URL(script ?? '', 'http://x/docs/').pathname);
    expect([asset.statusCode, asset.headers['content-type']]).toEqual([200, expect.stringContaining('javascript')]);
    await app.close();
  });
});

describe('while closing', () => {
  it('finishes what it has begun, refuses new work on open connections, and is alive but not ready', async () => {
    const { app } = await testHttp();
    const paths = ['/quick', '/health/ready', '/health/live'];
    const finishSlow: Array<() => void> = [];
    const sendRest: Array<() => void> = [];
    let refused = 0;
    app.get('/quick', { config: { public: true } }, () => 'ok');
    app.get('/slow', { config: { public: true } }, () => {
      const answer = new Promise<string>((resolve) => finishSlow.push(() => resolve('slow and done')));
      if (finishSlow.length === paths.length) {
        void app.close();
      }
      return answer;
    });
    app.addHook('preClose', (done) => {
      sendRest.forEach((send) => send());
      done();
    });
    app.addHook('onSend', (request, _reply, payload, done) => {
      refused += paths.includes(request.url) ? 1 : 0;
      if (refused === paths.length) {
        finishSlow.forEach((finish) => finish());
      }
      done(null, payload);
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;
    const answers = await Promise.all(
      paths.map((path) => rawRequest(app, get('/slow'), (send) => sendRest.push(() => send(get(path)))))
    );
    expect(answers.filter((answer) => answer.includes('slow and done'))).toHaveLength(3);
    const seconds = answers.map((answer) => answer.slice(answer.lastIndexOf('HTTP/1.1 ')));
    expect(seconds.map((answer) => answer.slice(9, 12))).toEqual(['503', '503', '200']);
    expect(seconds[0]).toContain('The sidecar is shutting down.');
    expect(seconds[1]).toContain('"status":"closing"');
  });
});
