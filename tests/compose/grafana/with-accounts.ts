import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { startFakeGrafana, type FakeGrafana } from '../../../backend/src/testing/fakes/grafana';

interface Options {
  readonly adminPassword: string;
  readonly port?: number;
  readonly host?: string;
}

export interface GrafanaWithAccounts {
  readonly url: string;
  /** Behind the accounts: annotations and alert rules, for the token that was made last. */
  readonly grafana: () => FakeGrafana;
  /** Names of the service accounts with their roles, and how many tokens each has. */
  readonly accounts: () => ReadonlyArray<{ readonly name: string; readonly role: string; readonly tokens: number }>;
  /** As when its volume is lost: nothing that was made is known any more. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

interface Account {
  readonly id: number;
  readonly name: string;
  readonly role: string;
  readonly tokens: Array<{ readonly id: number; readonly name: string; readonly key: string }>;
}

const newAccount = z.object({ name: z.string().min(1), role: z.enum(['Viewer', 'Editor', 'Admin']) });
const newToken = z.object({ name: z.string().min(1) });

/**
 * A Grafana with its administrator, `/api/health` and service accounts
 * (grafana.com/docs/grafana/latest/developers/http_api/serviceaccount); what a token may do is answered by the fake of
 * annotations and alert rules.
 */
export async function startGrafanaWithAccounts(options: Options): Promise<GrafanaWithAccounts> {
  let accounts: Account[] = [];
  let grafana = await startFakeGrafana({ token: 'none was made yet' });
  let lastId = 0;

  async function answer(asked: IncomingMessage, reply: ServerResponse): Promise<void> {
    const url = new URL(asked.url ?? '/', 'http://grafana.invalid');
    const send = (status: number, body: unknown) =>
      void reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (url.pathname === '/api/health') {
      return send(200, { database: 'ok', version: 'fake' });
    }
    if (!url.pathname.startsWith('/api/serviceaccounts')) {
      return pass(grafana.url, asked, reply);
    }
    const right = `Basic ${Buffer.from(`admin:${options.adminPassword}`).toString('base64')}`;
    if (asked.headers.authorization !== right) {
      return send(401, { message: 'Invalid username or password' });
    }
    const body = asked.method === 'POST' ? await json(asked) : null;
    const { status, body: said } = await manage(`${asked.method} ${url.pathname}`, url.searchParams, body);
    send(status, said);
  }

  async function manage(call: string, query: URLSearchParams, body: unknown) {
    if (call === 'GET /api/serviceaccounts/search') {
      const found = accounts.filter(({ name }) => name.includes(query.get('query') ?? ''));
      return {
        status: 200,
        body: {
          totalCount: found.length,
          serviceAccounts: found.map(({ tokens, ...each }) => ({ ...each, tokens: tokens.length })),
        },
      };
    }
    if (call === 'POST /api/serviceaccounts') {
      const account = { id: ++lastId, ...newAccount.parse(body), tokens: [] };
      accounts.push(account);
      return { status: 201, body: account };
    }
    const [, method, id, tokenId] = /^(\w+) \/api\/serviceaccounts\/(\d+)\/tokens(?:\/(\d+))?$/.exec(call) ?? [];
    const account = accounts.find((each) => each.id === Number(id));
    if (account === undefined) {
      return { status: 404, body: { message: 'service account not found' } };
    }
    if (method === 'POST') {
      const { name } = newToken.parse(body);
      if (account.tokens.some((each) => each.name === name)) {
        return { status: 409, body: { message: 'service account token already exists' } };
      }
      const made = { id: ++lastId, name, key: `glsa_made_${lastId}` };
      account.tokens.push(made);
      await renew(made.key);
      return { status: 200, body: made };
    }
    if (method === 'DELETE') {
      account.tokens.splice(0, account.tokens.length, ...account.tokens.filter((each) => each.id !== Number(tokenId)));
      return { status: 200, body: { message: 'Service account token deleted' } };
    }
    return { status: 200, body: account.tokens.map(({ id: own, name }) => ({ id: own, name })) };
  }

  async function renew(token: string): Promise<void> {
    await grafana.close();
    grafana = await startFakeGrafana({ token });
  }

  const server = createServer((asked, reply) => {
    answer(asked, reply).catch((error: unknown) => {
      reply.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ message: String(error) }));
    });
  });
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    grafana: () => grafana,
    accounts: () => accounts.map(({ name, role, tokens }) => ({ name, role, tokens: tokens.length })),
    async forget() {
      accounts = [];
      await renew('none was made yet');
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await Promise.all([closed, grafana.close()]);
    },
  };
}

function pass(to: string, asked: IncomingMessage, reply: ServerResponse): void {
  const { method, headers } = asked;
  const onwards = request(`${to}${asked.url}`, { method, headers }, (answered) => {
    reply.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(reply);
  });
  onwards.on('error', () => reply.writeHead(502).end());
  asked.pipe(onwards);
}
