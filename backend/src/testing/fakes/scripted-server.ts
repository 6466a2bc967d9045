import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The HTTP part that the fakes share: it remembers every call and can be told to misbehave for the next ones. Listens on
 * 127.0.0.1 unless told otherwise.
 */
export interface RecordedCall {
  readonly method: string;
  /** Without the query; a path that is itself a secret is masked by the fake. */
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** `authorization` only says which scheme was used. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the caller showed the right secret. */
  readonly credential: 'right' | 'wrong' | 'missing';
  /** Parsed JSON; the text itself when it is none; undefined without a body. */
  readonly body: unknown;
  readonly at: Date;
  /** What the caller got: a status, or nothing. */
  reply: number | 'dropped' | 'held' | 'pending';
}

export interface FakeReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** What happens to a call instead of the normal answer. */
export type Behaviour =
  | { readonly do: 'normal' }
  /** Answers this; the fake's state does not change. */
  | ({ readonly do: 'answer' } & FakeReply)
  /** 429 with `Retry-After`. */
  | { readonly do: 'rateLimit'; readonly retryAfterSeconds: number; readonly body?: unknown }
  /** Acts and answers normally, but only after this time. */
  | { readonly do: 'delay'; readonly ms: number }
  /** Acts, then closes the connection without a byte of an answer. */
  | { readonly do: 'actThenDrop' }
  /** Acts, then keeps the connection open without an answer until the fake is closed. */
  | { readonly do: 'actThenNeverAnswer' }
  /** Acts, then answers this instead of the truth. */
  | ({ readonly do: 'actThenAnswer' } & FakeReply)
  /** Acts, then sends half of the normal answer and closes the connection. */
  | { readonly do: 'actThenBreakOff' }
  /** Does nothing and keeps the connection open until the fake is closed. */
  | { readonly do: 'neverAnswer' };

/** Which calls a behaviour is for (default: the next one, whatever it is) and how often (default once). */
export type ScriptStep = Behaviour & {
  readonly on?: { readonly method?: string; readonly path?: RegExp };
  /** `Infinity` until the fake is closed. */
  readonly times?: number;
};

export interface Fake {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Every call since the start, oldest first. */
  readonly calls: readonly RecordedCall[];
  /** Adds steps; the first step that fits a call is used up by it. */
  script(...steps: readonly ScriptStep[]): void;
  close(): Promise<void>;
}

/** One call as the fake's own code sees it. */
export interface IncomingCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly credential: RecordedCall['credential'];
  readonly body: unknown;
}

export interface ServerOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly now?: () => Date;
  readonly handle: (call: IncomingCall) => FakeReply;
  readonly credentialOf: (path: string, authorization: string | undefined) => RecordedCall['credential'];
  /** The path as it is remembered. */
  readonly maskPath?: (path: string) => string;
}

/** `right` for exactly `Bearer <token>`. */
export function bearerCredential(authorization: string | undefined, token: string): RecordedCall['credential'] {
  if (authorization === undefined || authorization === '') {
    return 'missing';
  }
  return authorization === `Bearer ${token}` ? 'right' : 'wrong';
}

export async function startScriptedServer(options: ServerOptions): Promise<Fake> {
  const { port = 0, host = '127.0.0.1', handle, credentialOf, maskPath = (path) => path } = options;
  const { now = () => new Date() } = options;
  const calls: RecordedCall[] = [];
  const steps: Array<{ step: ScriptStep; left: number }> = [];
  const timers = new Set<NodeJS.Timeout>();

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake.invalid');
    const method = request.method ?? 'GET';
    const { authorization, cookie: _cookie, ...headers } = request.headers;
    const call: IncomingCall = {
      method,
      path: url.pathname,
      query: url.searchParams,
      credential: credentialOf(url.pathname, authorization),
      body: parseBody(await readText(request)),
    };
    const record: RecordedCall = {
      method,
      path: maskPath(url.pathname),
      query: Object.fromEntries(
        [...new Set(url.searchParams.keys())].map((key) => [key, url.searchParams.getAll(key)])
      ),
      headers: {
        ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
        ...(authorization === undefined ? {} : { authorization: `${authorization.split(' ')[0] ?? ''} [masked]` }),
      },
      credential: call.credential,
      body: call.body,
      at: now(),
      reply: 'pending',
    };
    calls.push(record);
    perform(takeStep(call), call, record, response);
  }

  function takeStep(call: IncomingCall): Behaviour {
    const index = steps.findIndex(
      ({ step: { on } }) =>
        (on?.method === undefined || on.method === call.method) && (on?.path === undefined || on.path.test(call.path))
    );
    const found = steps[index];
    if (found === undefined) {
      return { do: 'normal' };
    }
    found.left -= 1;
    if (found.left <= 0) {
      steps.splice(index, 1);
    }
    return found.step;
  }

  function perform(behaviour: Behaviour, call: IncomingCall, record: RecordedCall, response: ServerResponse): void {
    switch (behaviour.do) {
      case 'normal':
        return send(handle(call), record, response);
      case 'answer':
        return send(behaviour, record, response);
      case 'rateLimit': {
        const headers = { 'retry-after': String(behaviour.retryAfterSeconds) };
        return send({ status: 429, headers, body: behaviour.body ?? {} }, record, response);
      }
      case 'delay': {
        const timer = setTimeout(() => {
          timers.delete(timer);
          send(handle(call), record, response);
        }, behaviour.ms);
        timers.add(timer);
        return;
      }
      case 'actThenDrop':
        handle(call);
        record.reply = 'dropped';
        response.destroy();
        return;
      case 'actThenAnswer':
        handle(call);
        return send(behaviour, record, response);
      case 'actThenBreakOff': {
        const text = bodyText(handle(call));
        record.reply = 'dropped';
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(text.length + 100) });
        response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.destroy());
        return;
      }
      case 'actThenNeverAnswer':
        handle(call);
        record.reply = 'held';
        return;
      case 'neverAnswer':
        record.reply = 'held';
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    script: (...added) => steps.push(...added.map((step) => ({ step, left: step.times ?? 1 }))),
    close: () =>
      new Promise((resolve) => {
        timers.forEach((timer) => clearTimeout(timer));
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(reply: FakeReply, record: RecordedCall, response: ServerResponse): void {
  record.reply = reply.status;
  const type = typeof reply.body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(reply.status, { 'content-type': type, ...reply.headers });
  response.end(bodyText(reply));
}

function bodyText({ body }: FakeReply): string {
  return typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(text: string): unknown {
  if (text === '') {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
