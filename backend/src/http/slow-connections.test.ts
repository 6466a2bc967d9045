import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { bearer, testHttp, type TestHttp } from '../testing/http-app';

/** A connection that sends this and then one byte after the other, never finishing. */
interface Slow {
  readonly start: string;
  readonly drip: string;
}

const request = `POST /slow HTTP/1.1\r\nhost: x\r\nauthorization: ${bearer('ingest').authorization}\r\n`;
const kinds: ReadonlyArray<readonly [string, Slow]> = [
  ['nothing at all', { start: '', drip: '' }],
  ['the request line', { start: 'G', drip: 'E' }],
  ['its headers', { start: `${request}x-slow: `, drip: 'a' }],
  ['its body', { start: `${request}content-type: application/json\r\ncontent-length: 1000\r\n\r\n`, drip: ' ' }],
  ['a body without a key', { start: 'POST /slow HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n', drip: ' ' }],
  ['a second request', { start: `GET /health/live HTTP/1.1\r\nhost: x\r\n\r\nG`, drip: 'E' }],
];

describe('connections that are slow', () => {
  let http: TestHttp;
  let handled = 0;
  beforeAll(async () => {
    http = await testHttp({ timings: { headersMs: 150, requestMs: 300, checkMs: 50 } });
    http.app.post('/slow', { config: { scope: 'ingest' } }, () => {
      handled += 1;
      return 'done';
    });
    await http.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => http.app.close());

  const open = (): Socket => connect((http.app.server.address() as AddressInfo).port, '127.0.0.1');

  it.each(kinds)('with %s are closed, 50 at once, and others are served meanwhile', async (_what, { start, drip }) => {
    const sockets = Array.from({ length: 50 }, open);
    const dripping = setInterval(
      () => sockets.filter(({ writable }) => writable).forEach((each) => each.write(drip)),
      20
    );
    const closed = sockets.map((socket) => {
      socket.on('error', () => undefined);
      socket.resume();
      socket.write(start);
      return once(socket, 'close');
    });
    expect((await http.app.inject('/health/live')).statusCode).toBe(200);
    await Promise.all(closed);
    clearInterval(dripping);
    expect(handled).toBe(0);
  });

  it('tells one that it was too slow', async () => {
    const socket = open();
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.write(`${request}x-slow: `);
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 408 .*The request took too long to arrive\./s);
  });

  it('leaves one alone that takes its time and finishes', async () => {
    const socket = open();
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    const body = '{}';
    socket.write(
      `${request}connection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n{`
    );
    socket.write('}');
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
  });
});
