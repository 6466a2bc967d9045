import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyText } from 'node:stream/consumers';
import { proxyBanner } from '../../admin/examples/load-test-banner-proxy';
import { css, type DemoStep, healthPage, loginPage, ordersPage, overviewPage } from './pages';

export interface AdminSiteOptions {
  readonly sidecarUrl: string;
  /** With the scope `banner`; it stays in this process. */
  readonly bannerKey: string;
  /** The built embed.js. */
  readonly embed: string;
  /** Buttons on the overview. Default: none. */
  readonly steps?: ReadonlyArray<DemoStep & { readonly take: () => Promise<unknown> }>;
  /** Default: a free one. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
}

export interface AdminSite {
  readonly url: string;
  /** Paths that were asked for, oldest first. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Nothing from elsewhere, nothing inline: what the elements must get along with. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'";
const cookieName = 'admin_session';
const bannerPath = '/admin/load-test-banner';

/** A small admin site with a login, three pages, and the banner of the load tests on each of them. */
export async function startDemoAdminSite(options: AdminSiteOptions): Promise<AdminSite> {
  /** Names by session. */
  const sessions = new Map<string, string>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '/');
    response.setHeader('content-security-policy', policy);
    response.setHeader('x-content-type-options', 'nosniff');
    answer(options, sessions, request, response).catch((error: unknown) => {
      process.stderr.write(`demo admin site: ${String(error)}\n`);
      response.writeHead(500).end();
    });
  });
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  options: AdminSiteOptions,
  sessions: Map<string, string>,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://site.invalid');
  const session = sessionOf(request);
  const user = sessions.get(session);
  const isPost = request.method === 'POST';
  if (pathname.startsWith(bannerPath)) {
    await passBanner(options, request, response, user !== undefined);
  } else if (pathname === '/site.css') {
    send(response, 'text/css', css);
  } else if (pathname === '/embed.js') {
    send(response, 'text/javascript', options.embed);
  } else if (pathname === '/login') {
    if (isPost) {
      const name = new URLSearchParams(await bodyText(request)).get('name')?.slice(0, 100) ?? '';
      const opened = randomBytes(24).toString('hex');
      sessions.set(opened, name);
      response.setHeader('set-cookie', `${cookieName}=${opened}; HttpOnly; SameSite=Strict; Path=/`);
      redirect(response, '/admin');
    } else {
      send(response, 'text/html', loginPage());
    }
  } else if (user === undefined) {
    redirect(response, '/login');
  } else if (pathname === '/logout' && isPost) {
    sessions.delete(session);
    redirect(response, '/login');
  } else if (pathname === '/admin/demo' && isPost) {
    const id = new URLSearchParams(await bodyText(request)).get('step');
    await options.steps?.find((step) => step.id === id)?.take();
    redirect(response, '/admin');
  } else {
    sendPage(response, pathname, user, options.steps ?? []);
  }
}

function sendPage(response: ServerResponse, pathname: string, user: string, steps: readonly DemoStep[]): void {
  switch (pathname) {
    case '/admin':
      return send(response, 'text/html', overviewPage(user, steps));
    case '/admin/orders':
      return send(response, 'text/html', ordersPage());
    case '/admin/operations/health':
      return send(response, 'text/html', healthPage());
    default:
      return redirect(response, '/admin');
  }
}

/** As any site does it: the handler of `admin/examples` behind its own login. */
async function passBanner(
  { sidecarUrl, bannerKey }: AdminSiteOptions,
  request: IncomingMessage,
  response: ServerResponse,
  isLoggedIn: boolean
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://site.invalid');
  const passed = await proxyBanner(
    {
      method: request.method ?? 'GET',
      url: url.href,
      headers: new Headers({ 'if-none-match': request.headers['if-none-match'] ?? '' }),
    },
    {
      path: url.pathname.slice(bannerPath.length),
      isLoggedIn: () => isLoggedIn,
      env: { SIDECAR_URL: sidecarUrl, SIDECAR_BANNER_KEY: bannerKey },
    }
  );
  response.writeHead(passed.status, Object.fromEntries(passed.headers)).end(await passed.text());
}

function sessionOf({ headers }: IncomingMessage): string {
  return new RegExp(`(?:^|; )${cookieName}=([0-9a-f]+)`).exec(headers.cookie ?? '')?.[1] ?? '';
}

function send(response: ServerResponse, type: string, content: string): void {
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(content);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location }).end();
}
