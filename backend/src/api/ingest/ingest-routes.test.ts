import { gzipSync } from 'node:zlib';
import fastify, { type FastifyInstance } from 'fastify';
import type { IngestResult } from '../../metrics/embedded/read-body';
import { ingestRoutes } from './ingest-routes';
import { unavailable } from '../../http';
import { bearer, testHttp } from '../../testing/http-app';
import { parseLineProtocol } from '../../metrics/testing/line-protocol';
import type { Precision } from '../../metrics/line-reader';

interface Stored {
  readonly body: string;
  readonly precision: Precision;
}

async function appWith(
  ingest?: (body: Buffer, precision: Precision) => Promise<IngestResult>
): Promise<{ app: FastifyInstance; stored: Stored[] }> {
  const stored: Stored[] = [];
  const app = fastify();
  const keep = async (body: Buffer, precision: Precision): Promise<IngestResult> => {
    const { points, rejected } = parseLineProtocol(body, precision);
    stored.push({ body: body.toString(), precision });
    return { accepted: points.length, rejectedCount: rejected.length, rejected };
  };
  await app.register(ingestRoutes, { store: { ingest: ingest ?? keep } });
  return { app, stored };
}

const line = 'http_reqs,testid=a value=1 1700000000\n';

describe('the write endpoints', () => {
  it.each([
    ['/write?consistency=&db=perfdb&precision=ns&rp=', 'ns'],
    ['/write?db=k6', 'ns'],
    ['/write?db=k6&precision=n', 'ns'],
    ['/write?db=k6&precision=u', 'us'],
    ['/write?db=k6&precision=s', 's'],
    ['/api/v2/write?bucket=k6&org=o&precision=ms', 'ms'],
    ['/api/v2/write?bucket=k6&org=o', 'ns'],
  ] as const)('take a body on %s', async (url, precision) => {
    const { app, stored } = await appWith();
    const answer = await app.inject({ method: 'POST', url, payload: line });
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    expect(stored).toEqual([{ body: line, precision }]);
  });

  it.each([[''], ['text/plain; charset=utf-8'], ['application/octet-stream'], ['application/json'], ['no such type']])(
    'do not care for the content type %j',
    async (contentType) => {
      const { app, stored } = await appWith();
      const headers = { 'content-type': contentType };
      const answer = await app.inject({ method: 'POST', url: '/write?db=k6', headers, payload: Buffer.from(line) });
      expect(answer.statusCode).toBe(204);
      expect(stored[0]?.body).toBe(line);
    }
  );

  it('take gzip', async () => {
    const { app, stored } = await appWith();
    const headers = { 'content-encoding': 'gzip' };
    const answer = await app.inject({
      method: 'POST',
      url: '/write?db=k6',
      headers,
      payload: gzipSync(line.repeat(9)),
    });
    expect(answer.statusCode).toBe(204);
    expect(stored[0]?.body).toBe(line.repeat(9));
  });

  it('take an empty body', async () => {
    const { app } = await appWith();
    expect((await app.inject({ method: 'POST', url: '/write?db=k6' })).statusCode).toBe(204);
  });

  it('refuse bad lines as InfluxDB 1 does', async () => {
    const { app } = await appWith();
    const payload = `${line}bad value=abc\nbäd2,=x value=1\n${line}`;
    const partial = await app.inject({ method: 'POST', url: '/write?db=k6', payload });
    const reasons =
      "unable to parse 'bad value=abc': invalid boolean\nunable to parse 'bäd2,=x value=1': missing tag key";
    expect(partial.statusCode).toBe(400);
    expect(partial.json()).toEqual({ error: `partial write: ${reasons} dropped=2` });
    expect(partial.headers['x-influxdb-error']).toBe(
      `partial write: ${reasons.replace('\n', ' ').replace('ä', ' ')} dropped=2`
    );
    const none = await app.inject({ method: 'POST', url: '/write?db=k6', payload: 'cpu' });
    expect(none.json()).toEqual({ error: "unable to parse 'cpu': missing fields" });
  });

  it('refuse bad lines as InfluxDB 2 does', async () => {
    const { app } = await appWith();
    const answer = await app.inject({ method: 'POST', url: '/api/v2/write?bucket=k6', payload: `${line}cpu` });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({ code: 'invalid', message: "unable to parse 'cpu': missing fields", line: 2 });
  });

  it('refuse an unknown precision', async () => {
    const { app, stored } = await appWith();
    const v1 = await app.inject({ method: 'POST', url: '/write?db=k6&precision=h', payload: line });
    expect([v1.statusCode, v1.json()]).toEqual([400, { error: 'invalid precision (use ns, us, ms or s)' }]);
    const v2 = await app.inject({ method: 'POST', url: '/api/v2/write?precision=x', payload: line });
    expect(v2.json()).toEqual({ code: 'invalid', message: 'invalid precision (use ns, us, ms or s)' });
    expect(stored).toEqual([]);
  });

  it('refuse more than 25 MB, also when only the unpacked body is that large', async () => {
    const { app, stored } = await appWith();
    const tooMuch = Buffer.alloc(25_000_001, 'a');
    const plain = await app.inject({ method: 'POST', url: '/write?db=k6', payload: tooMuch });
    expect(plain.statusCode).toBe(413);
    expect(plain.json()).toMatchObject({ error: expect.stringContaining('Request Entity Too Large') });
    const headers = { 'content-encoding': 'gzip' };
    const bomb = await app.inject({ method: 'POST', url: '/api/v2/write', headers, payload: gzipSync(tooMuch) });
    expect(bomb.statusCode).toBe(413);
    expect(bomb.json()).toMatchObject({ code: 'request too large' });
    const largest = await app.inject({ method: 'POST', url: '/write', payload: Buffer.alloc(25_000_000, '\n') });
    expect(largest.statusCode).toBe(204);
    expect(stored).toHaveLength(1);
  });

  it('refuse what is not the encoding it says', async () => {
    const { app } = await appWith();
    const post = (encoding: string) =>
      app.inject({ method: 'POST', url: '/write', headers: { 'content-encoding': encoding }, payload: line });
    expect((await post('gzip')).statusCode).toBe(400);
    const brotli = await post('br');
    expect(brotli.json()).toEqual({ error: 'unsupported Content-Encoding (use gzip or none)' });
  });

  it('say nothing about the inside when the store fails', async () => {
    const { app } = await appWith(() => Promise.reject(new Error('IO Error: /secret/path')));
    const answer = await app.inject({ method: 'POST', url: '/write?db=k6', payload: line });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({ error: 'the samples could not be stored, see the log of the sidecar' });
  });

  it('ask for the scope ingest', async () => {
    const scopes: unknown[] = [];
    const app = fastify();
    app.addHook('onRoute', (route) => {
      scopes.push([route.method, route.url, route.config?.scope]);
    });
    await app.register(ingestRoutes, { store: { ingest: () => Promise.reject(new Error('unused')) } });
    expect(scopes.filter((entry) => !String(entry).startsWith('HEAD'))).toEqual([
      ['POST', '/write', 'ingest'],
      ['POST', '/api/v2/write', 'ingest'],
      ['GET', '/query', 'ingest'],
      ['POST', '/query', 'ingest'],
    ]);
  });
});

describe('refusals of the server itself', () => {
  const start = async (maxFailures = 30) => {
    const http = await testHttp({ limits: { failedAuthPerMinute: maxFailures } });
    await http.app.register(ingestRoutes, { store: { ingest: () => Promise.reject(new Error('unused')) } });
    return http;
  };
  const requests = [
    ['POST', '/write?db=k6', 'v1'],
    ['POST', '/api/v2/write?bucket=k6', 'v2'],
    ['GET', '/query?q=CREATE+DATABASE+k6', 'v1'],
    ['POST', '/query?q=CREATE+DATABASE+k6', 'v1'],
  ] as const;

  it.each(requests)('have the shape of InfluxDB: %s %s', async (method, url, api) => {
    const { app, logged } = await start();
    const ask = (headers = {}) =>
      app.inject({ method, url, headers, ...(method === 'POST' && { payload: 'http_reqs value=1' }) });
    const body = (message: string, code: string) =>
      api === 'v1' ? { error: expect.stringContaining(message) } : { code, message: expect.stringContaining(message) };

    const noKey = await ask();
    expect(noKey.statusCode).toBe(401);
    expect(noKey.headers['www-authenticate']).toContain('Bearer');
    expect(noKey.headers['content-type']).toMatch(/^application\/json/);
    expect(noKey.json()).toEqual(body('needs an API key', 'unauthorized'));
    const header = api === 'v1' ? 'x-influxdb-error' : 'x-platform-error-code';
    expect(noKey.headers[header]).toContain(api === 'v1' ? 'needs an API key' : 'unauthorized');

    const wrongScope = await ask(bearer('read'));
    expect(wrongScope.statusCode).toBe(403);
    expect(wrongScope.headers['www-authenticate']).toContain('scope="ingest"');
    expect(wrongScope.json()).toEqual(body('scope ingest', 'forbidden'));
    expect(logged()).not.toContain('was not stored');
    await app.close();
  });

  it.each(requests)('say when to try again: %s %s', async (method, url, api) => {
    const { app, logged } = await start(1);
    await app.inject({ method, url });
    const blocked = await app.inject({ method, url, headers: { authorization: 'Token not-a-known-key' } });
    expect(blocked.statusCode).toBe(429);
    expect(Number(blocked.headers['retry-after'])).toBeGreaterThan(0);
    expect(Object.keys(blocked.json())).toEqual(api === 'v1' ? ['error'] : ['code', 'message']);
    expect(logged()).not.toContain('was not stored');
    await app.close();
  });

  it('while shutting down', async () => {
    const { app } = await testHttp();
    app.addHook('onRequest', (_request, _reply, next) => next(unavailable('The sidecar is shutting down.', 5)));
    await app.register(ingestRoutes, { store: { ingest: () => Promise.reject(new Error('unused')) } });
    const answer = await app.inject({ method: 'POST', url: '/api/v2/write', headers: bearer('ingest'), payload: line });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(answer.json()).toEqual({ code: 'unavailable', message: 'The sidecar is shutting down.' });
    await app.close();
  });
});

describe('the query endpoint', () => {
  it('answers what k6 asks at its start', async () => {
    const { app } = await appWith();
    const url = '/query?db=&params=%7B%7D&q=CREATE+DATABASE+perfdb';
    const answer = await app.inject({ method: 'POST', url, headers: { 'content-type': '' } });
    expect([answer.statusCode, answer.json()]).toEqual([200, { results: [{ statement_id: 0 }] }]);
    const form = { method: 'POST', url: '/query', payload: 'q=create%20database%20%22k6%22' } as const;
    expect((await app.inject(form)).statusCode).toBe(200);
    expect((await app.inject({ method: 'GET', url: '/query?q=CREATE%20DATABASE%20k6' })).statusCode).toBe(200);
  });

  it('says that it answers nothing else', async () => {
    const { app } = await appWith();
    const select = await app.inject({ method: 'GET', url: '/query?q=SELECT%20*%20FROM%20vus' });
    expect(select.statusCode).toBe(400);
    expect(select.json()).toEqual({
      error: 'error parsing query: the embedded metric store answers CREATE DATABASE only',
    });
    const none = await app.inject({ method: 'GET', url: '/query' });
    expect(none.json()).toEqual({ error: 'missing required parameter "q"' });
  });
});
