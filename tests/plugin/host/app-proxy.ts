import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { PluginRoute } from './plugin-json';
import { isAtLeast, type Session } from './session';
import type { PluginSettings } from './settings';

/** What the proxy decides about a request, before it is sent on. */
export type ProxyDecision =
  | { readonly forward: string; readonly headers: Readonly<Record<string, string>> }
  | { readonly status: 403 | 404 | 502; readonly message: string | null };

/**
 * Grafana's app proxy (pkg/api/pluginproxy/pluginproxy.go): the first route whose method and path fit decides. A path
 * fits exactly, or as a whole folder where it ends in `/*`.
 *
 * @param path what follows `/api/plugin-proxy/:id/`, without the query.
 */
export function decide(
  routes: readonly PluginRoute[],
  { method, path, query }: { readonly method: string; readonly path: string; readonly query: string },
  session: Session,
  settings: PluginSettings
): ProxyDecision {
  const route = routes.find((one) => (one.method ?? method) === method && restOf(path, one.path) !== null);
  if (route === undefined) {
    return { status: 404, message: 'plugin route match not found' };
  }
  if (route.reqRole !== undefined && !isAtLeast(session.role, route.reqRole)) {
    return { status: 403, message: 'plugin proxy route access denied' };
  }
  const address = `${fillIn(route.url, settings)}${restOf(path, route.path) ?? ''}${query}`;
  if (!URL.canParse(address)) {
    return { status: 502, message: null };
  }
  const headers = route.headers.map(({ name, content }) => [name, fillIn(content, settings)]);
  return { forward: address, headers: Object.fromEntries(headers) };
}

/** The part of the path that the wildcard of the pattern stands for; null where it does not fit. */
function restOf(path: string, pattern: string): string | null {
  if (!pattern.endsWith('/*')) {
    return path === pattern ? '' : null;
  }
  const folder = pattern.slice(0, -1);
  return path.startsWith(folder) && path.length > folder.length ? path.slice(folder.length) : null;
}

/** `{{ .JsonData.x }}` and `{{ .SecureJsonData.y }}`; what is missing is what Go's templates write for it. */
function fillIn(template: string, { jsonData, secureJsonData }: PluginSettings): string {
  return template
    .replace(/\{\{\s*\.JsonData\.(\w+)\s*\}\}/g, (_, name: string) => String(jsonData[name] ?? '<no value>'))
    .replace(/\{\{\s*\.SecureJsonData\.(\w+)\s*\}\}/g, (_, name: string) => secureJsonData[name] ?? '');
}

/** Sends a request on and its answer back, chunk by chunk. Answers 502 without a body when nobody is there. */
export function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  to: { readonly forward: string; readonly headers: Readonly<Record<string, string>> },
  session: Session
): void {
  const upstream = httpRequest(
    to.forward,
    { method: incoming.method, headers: { ...passedOn(incoming), ...to.headers, ...identity(session) } },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, 'content-security-policy': 'sandbox' });
      response.flushHeaders();
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    }
  );
  upstream.on('error', () => {
    if (response.headersSent) {
      response.destroy();
    } else {
      response.writeHead(502).end();
    }
  });
  response.on('close', () => upstream.destroy());
  incoming.pipe(upstream);
}

/** Grafana keeps the browser's cookies to itself. */
function passedOn({ headers }: IncomingMessage): OutgoingHttpHeaders {
  const { cookie: _cookie, host: _host, connection: _connection, ...rest } = headers;
  return rest;
}

function identity({ role }: Session): Readonly<Record<string, string>> {
  return {
    'x-grafana-context': JSON.stringify({ UserID: 1, OrgID: 1, OrgRole: role }),
    'x-grafana-id': 'token-of-the-browser-tests',
  };
}
