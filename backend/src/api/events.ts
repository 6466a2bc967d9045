import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Change, ChangeWatch } from '../changes';
import { unavailable, type HttpApp } from '../http';
import type { ProgressWatch, ToldProgress } from '../runner';

export interface EventRoutesOptions {
  readonly version: string;
  readonly changes: Pick<ChangeWatch, 'listen'>;
  readonly progress: Pick<ProgressWatch, 'listen'>;
  /** Between two signs of life, in ms. Default: 15 s, below the idle time of usual proxies. */
  readonly heartbeatMs?: number;
  /** Default: 100. */
  readonly maxListeners?: number;
  /** What may wait for a reader, in bytes, before it is taken for gone. Default: 64 KiB. */
  readonly maxWaitingBytes?: number;
}

/** How long a client waits before it connects again, in ms. */
const retryMs = 3000;

/**
 * Changes as they happen, as server-sent events (HTML standard, 9.2). Nothing is repeated after an interruption: `hello`
 * tells the client to read what it shows again.
 */
export async function eventRoutes(app: HttpApp, options: EventRoutesOptions): Promise<void> {
  const { version, changes, progress, heartbeatMs = 15_000, maxListeners = 100, maxWaitingBytes = 64 * 1024 } = options;
  const streams = new Set<ServerResponse>();
  const prefix = randomBytes(6).toString('base64url');
  let count = 0;

  const nextId = () => `${prefix}-${(count += 1).toString(36)}`;
  const event = (name: string, data: object) => `event: ${name}\nid: ${nextId()}\ndata: ${JSON.stringify(data)}\n\n`;

  /** One that does not read would be waited for in memory, for ever. */
  function send(stream: ServerResponse, text: string): void {
    stream.write(text);
    if (stream.writableLength > maxWaitingBytes) {
      stream.destroy();
    }
  }

  // An event and no comment, which a browser would not tell the page of. Shared by all: they hear the same.
  const signOfLife = 'event: heartbeat\ndata: {}\n\n';
  let stopListening: Array<() => void> = [];
  const heartbeat = setInterval(() => streams.forEach((stream) => send(stream, signOfLife)), heartbeatMs);
  heartbeat.unref();

  function tell(name: 'change' | 'progress', all: ReadonlyArray<Change | ToldProgress>): void {
    const text = all.map((one) => event(name, one)).join('');
    streams.forEach((stream) => send(stream, text));
  }

  function open(stream: ServerResponse): void {
    streams.add(stream);
    if (streams.size === 1) {
      stopListening = [changes.listen((all) => tell('change', all)), progress.listen((all) => tell('progress', all))];
    }
    stream.once('close', () => {
      streams.delete(stream);
      if (streams.size === 0) {
        stopListening.forEach((stop) => stop());
        stopListening = [];
      }
    });
    send(stream, `retry: ${retryMs}\n${event('hello', { version })}`);
  }

  app.addHook('preClose', (done) => {
    clearInterval(heartbeat);
    for (const stream of streams) {
      // What a reader has not taken by now it never will.
      stream.writableLength > 0 ? stream.destroy() : stream.end();
    }
    done();
  });

  app.get(
    '/api/v1/events',
    {
      // It has no end that a HEAD could know of.
      exposeHeadRoute: false,
      config: { scope: 'read', stream: true },
      schema: {
        tags: ['operations'],
        operationId: 'streamEvents',
        summary: 'Changes as they happen, as server-sent events',
        description:
          'First `hello` with the version: read what is shown again, nothing is repeated after an interruption. Then a ' +
          '`change` for each run or incident that has changed: kind (run, incident), id, test, runId and, of a run, status ' +
          'and verdict. A `progress`, at most once a second for each run of the own runner of the sidecar that is asked, has ' +
          'runId, test and the fields of RunProgress; the runs of its replicas are told by `change` alone. A `heartbeat` without content every 15 s shows that the connection lives. Who does not read is ' +
          'disconnected.',
        response: {
          200: {
            description: 'Events until either side closes the connection',
            content: { 'text/event-stream': { schema: z.string() } },
          },
        },
        problems: { 503: 'Too many clients listen, or the sidecar is shutting down' },
      },
    },
    (_request, reply) => {
      if (streams.size >= maxListeners) {
        throw unavailable(`${maxListeners} clients listen already; ask for the data from time to time instead.`, 30);
      }
      void reply.hijack();
      const headers = {
        ...reply.getHeaders(),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // nginx, and what imitates it, would collect events before it passes them on.
        'x-accel-buffering': 'no',
        // Ends with the stream, so that a shutdown does not wait for it.
        connection: 'close',
      };
      for (const [name, value] of Object.entries(headers)) {
        reply.raw.setHeader(name, value ?? '');
      }
      open(reply.raw);
    }
  );
}
