import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { decide, forward } from './app-proxy';
import type { PublicFile } from './files';
import { pageHtml } from './html';
import type { PluginJson } from './plugin-json';
import { isAtLeast, sessionOf } from './session';
import { savedSettings, shownSettings, type PluginSettings } from './settings';

export interface ServerOptions {
  readonly plugin: PluginJson;
  /** As in Grafana's root_url, such as `/grafana`; empty for none. */
  readonly subPath: string;
  readonly grafanaVersion: string;
  readonly publicFile: (name: string) => Promise<PublicFile | null>;
  /** Read for every request, and replaced when somebody saves. */
  readonly settings: { current: PluginSettings };
}

export interface RunningServer {
  /** Without the sub-path and without a slash at its end. */
  readonly origin: string;
  close(): Promise<void>;
}

/** A Grafana as far as a plugin notices it: its page, its files, the settings and the app proxy. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => close(server) };
}

async function answer(options: ServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://grafana');
  if (!pathname.startsWith(`${options.subPath}/`)) {
    response.writeHead(404).end(`not below ${options.subPath}/`);
    return;
  }
  const path = pathname.slice(options.subPath.length + 1);
  const { plugin } = options;
  const proxied = `api/plugin-proxy/${plugin.id}/`;
  if (path.startsWith(proxied)) {
    throughProxy(options, request, response, { path: path.slice(proxied.length), query: search });
  } else if (path === `api/plugins/${plugin.id}/settings`) {
    await settings(options, request, response);
  } else if (path.startsWith('api/')) {
    sendJson(response, 404, { message: 'Not found' });
  } else if (path.startsWith('public/')) {
    await sendFile(options, response, path);
  } else {
    const session = sessionOf(request);
    const theme = new URLSearchParams(search).get('theme');
    const html = pageHtml(plugin, theme === 'light' || theme === 'dark' ? { ...session, theme } : session, options);
    response.writeHead(200, { 'content-type': 'text/html' }).end(html);
  }
}

function throughProxy(
  { plugin, settings: { current } }: ServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  to: { readonly path: string; readonly query: string }
): void {
  const session = sessionOf(request);
  const decision = decide(plugin.routes, { method: request.method ?? 'GET', ...to }, session, current);
  if ('forward' in decision) {
    forward(request, response, decision, session);
  } else if (decision.message === null) {
    response.writeHead(decision.status).end();
  } else {
    sendJson(response, decision.status, { message: decision.message });
  }
}

async function settings(
  { plugin, settings: stored }: ServerOptions,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  if (request.method === 'GET') {
    sendJson(response, 200, shownSettings(plugin, stored.current));
  } else if (!isAtLeast(sessionOf(request).role, 'Admin')) {
    sendJson(response, 403, { message: "You'll need additional permissions to perform this action." });
  } else {
    stored.current = savedSettings(stored.current, await json(request));
    sendJson(response, 200, { message: 'Plugin settings updated' });
  }
}

async function sendFile({ publicFile }: ServerOptions, response: ServerResponse, name: string): Promise<void> {
  const file = await publicFile(name);
  if (file === null) {
    // Grafana's own answer; host.css is there only when a package brings style sheets.
    response.writeHead(name === 'public/host/host.css' ? 204 : 404, { 'content-type': 'text/css' }).end();
    return;
  }
  response.writeHead(200, { 'content-type': file.contentType, 'cache-control': 'max-age=3600' }).end(file.content);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
