/**
 * Asks one path over and over on a number of connections. It writes ready-made bytes and reads no more of an answer than
 * where it ends: a full client would be busier than the server that it measures.
 */
import { connect, type Socket } from 'node:net';
import { answerMessages } from '../lib/child';
import { quantile } from '../lib/rounds';

export interface HttpLoad {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
  readonly expectedStatus: number;
}

export interface HttpLoadResult {
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
}

answerMessages<HttpLoad, HttpLoadResult>(async (load) => {
  const countFrom = performance.now() + load.warmUpMs;
  const until = countFrom + load.durationMs;
  const latenciesMs: number[] = [];
  await Promise.all(Array.from({ length: load.connections }, () => askUntil(load, countFrom, until, latenciesMs)));
  return {
    requestsPerSecond: latenciesMs.length / (load.durationMs / 1000),
    p99Ms: quantile(latenciesMs, 0.99) ?? NaN,
  };
});

function askUntil(load: HttpLoad, countFrom: number, until: number, latenciesMs: number[]): Promise<void> {
  const { hostname, port, host, pathname } = new URL(load.url);
  const lines = Object.entries({ host, ...load.headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = Buffer.from(`GET ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n`);
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let sentAt = 0;
    let answer = '';
    const send = () => {
      sentAt = performance.now();
      socket.write(request);
    };
    // Every byte is one character.
    socket.setEncoding('latin1');
    socket.once('connect', send);
    socket.on('data', (chunk: string) => {
      answer += chunk;
      if (!isWhole(answer)) {
        return;
      }
      const now = performance.now();
      if (Number(answer.slice(9, 12)) !== load.expectedStatus) {
        socket.destroy(new Error(`answered with ${answer.slice(0, 200)}`));
        return;
      }
      if (sentAt >= countFrom && now <= until) {
        latenciesMs.push(now - sentAt);
      }
      answer = '';
      now < until ? send() : socket.end();
    });
    socket.once('error', reject);
    socket.once('close', () => resolve());
  });
}

function isWhole(answer: string): boolean {
  const headEnd = answer.indexOf('\r\n\r\n');
  if (headEnd < 0) {
    return false;
  }
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, headEnd))?.[1] ?? '0';
  return answer.length >= headEnd + 4 + Number(length);
}
