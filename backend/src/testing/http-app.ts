import { connect } from 'node:net';
import { type ApiKeyRecord, hashApiKey, type Scope } from '../model/api-key';
import { fixedApiKeys } from './fixed-api-keys';
import { buildHttp, createLogger, type HttpApp, type HttpOptions } from '../http';

/** A key for tests: long enough, and recognisable in a log. */
export const testKey = (scope: string) => `test-key-of-scope-${scope}`;

export function testKeyRecord(scope: Scope, more: Partial<ApiKeyRecord> = {}): ApiKeyRecord {
  return {
    id: scope,
    name: `the ${scope} key`,
    hash: hashApiKey(testKey(scope)),
    scopes: [scope],
    grafana: false,
    ...more,
  };
}

export const bearer = (scope: string) => ({ authorization: `Bearer ${testKey(scope)}` });

export interface TestHttp {
  readonly app: HttpApp;
  /** What the server has logged so far. */
  logged(): string;
}

/** The HTTP shell with one key per scope and its log in memory. The caller adds routes and closes it. */
export async function testHttp(options: Partial<HttpOptions> & { readonly level?: string } = {}): Promise<TestHttp> {
  const lines: string[] = [];
  const { level = 'debug', ...rest } = options;
  const app = await buildHttp({
    config: { http: { host: '127.0.0.1', port: 0, loopback: true, publicUrl: null, trustedProxies: [], apiKeys: [] } },
    logger: createLogger({ level, secrets: [], destination: { write: (line) => lines.push(line) } }),
    apiKeys: fixedApiKeys(
      (['banner', 'ingest', 'read', 'operate', 'admin'] as const).map((scope) => testKeyRecord(scope))
    ),
    readiness: [],
    version: '1.2.3',
    ...rest,
  });
  return { app, logged: () => lines.join('') };
}

/**
 * Sends raw bytes and returns all that comes back until the server closes the connection. `onOpen` gets a function to
 * send more on the same connection.
 */
export async function rawRequest(
  app: HttpApp,
  bytes: string,
  onOpen?: (send: (more: string) => void) => void
): Promise<string> {
  const address = app.server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The server does not listen on a port.');
  }
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(address.port, '127.0.0.1', () => {
      onOpen?.((more) => socket.write(more));
      socket.write(bytes);
    });
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (answer += chunk));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
