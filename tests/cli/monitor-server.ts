import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
  readonly atMs: number;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Never answers. */
  readonly hang?: boolean;
}

/** Plays the sidecar's routes for reporters, keeps a record of every call, and answers as a test wants. */
export interface MonitorServer {
  readonly url: string;
  readonly received: Received[];
  /** Replaces the usual answer where it returns one. */
  answer: (call: Received) => Reply | undefined;
  /** Bodies of announcements and of parts, in the order in which they came. */
  announcements(): Array<Record<string, unknown>>;
  parts(kind?: 'exitCode' | 'summary'): Array<Record<string, unknown>>;
  /** Line protocol that k6 wrote. */
  samples(): string[];
  close(): Promise<void>;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

function usually({ method, path }: Received): Reply {
  if (method === 'POST' && path === '/api/v1/runs') {
    return { status: 201, body: { runUrl: 'http://grafana.test/a/runs/1' } };
  }
  if (method === 'POST' && path.endsWith('/complete')) {
    return { status: 202, body: { state: 'recorded' } };
  }
  if (path.startsWith('/query')) {
    return { status: 200, body: { results: [{ statement_id: 0 }] } };
  }
  return path.startsWith('/write') ? { status: 204 } : { status: 404, body: { detail: 'no such path' } };
}

/** @param port a port to take again after `close`; 0 takes a free one. */
export async function startMonitor(port = 0): Promise<MonitorServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      let body: unknown = text;
      try {
        body = JSON.parse(text);
      } catch {
        // Line protocol.
      }
      const { method = '', url = '', headers } = request;
      const call = { method, path: url, authorization: headers.authorization, body, atMs: Date.now() };
      received.push(call);
      const reply = monitor.answer(call) ?? usually(call);
      if (!reply.hang) {
        response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
        response.end(reply.status === 204 ? undefined : JSON.stringify(reply.body ?? {}));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bodies = (fits: (call: Received) => boolean) =>
    received.filter(fits).map(({ body }) => body as Record<string, unknown>);
  const monitor: MonitorServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: () => undefined,
    announcements: () => bodies(({ path }) => path === '/api/v1/runs'),
    parts: (kind) =>
      bodies(({ path }) => path.endsWith('/complete')).filter((part) => kind === undefined || part.part === kind),
    samples: () =>
      received.filter(({ path }) => path.startsWith('/write')).flatMap(({ body }) => String(body).trim().split('\n')),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return monitor;
}
