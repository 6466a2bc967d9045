import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buildElements } from '../../demo/elements';
import { builtOnce } from '../plugin/host/once';

/** The strictest policy that lets a site load its own files. */
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'";

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Admin</title>
    <link rel="stylesheet" href="/page.css">
    <script type="module" src="/embed.js"></script>
  </head>
  <body>
    <load-test-banner endpoint="/admin/load-test-banner" environment="production" interval="5"></load-test-banner>
    <main>
      <h1>System Health</h1>
      <load-test-results endpoint="/admin/load-test-banner/results" environment="production" limit="20"></load-test-results>
    </main>
  </body>
</html>`;

const css = `:root { color-scheme: light dark } body { font: 16px/1.5 sans-serif; margin: 0 } main { padding: 16px }`;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** An admin site of static pages that answers the elements with what it is told. */
export interface AdminSite {
  readonly url: string;
  /** What the path of the banner answers from now on. */
  banner: Answer;
  results: Answer;
  close(): Promise<void>;
}

/** Folder with the built embed.js; built once for its sources. */
export function builtElements(): Promise<string> {
  const sources = ['admin/src', 'admin/build.ts', 'admin/tsconfig.json', 'admin/tsconfig.build.json'];
  return builtOnce(
    'admin',
    [...sources, 'backend/src/lib/figures.ts', 'src/api/openapi.ts', 'package-lock.json'],
    async (folder) => void (await buildElements(folder))
  );
}

/** Starts it with the elements of this repository. */
export async function startAdminSite(): Promise<AdminSite> {
  const embed = await readFile(path.join(await builtElements(), 'embed.js'), 'utf8');
  const files: Readonly<Record<string, readonly [type: string, content: string]>> = {
    '/embed.js': ['text/javascript', embed],
    '/page.css': ['text/css', css],
  };
  const answers = { banner: { status: 404, body: null }, results: { status: 404, body: null } };
  const server = createServer((request, response) => {
    response.setHeader('content-security-policy', policy);
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    if (pathname.startsWith('/admin/load-test-banner')) {
      sendAnswer(request, response, pathname.endsWith('/results') ? answers.results : answers.banner);
      return;
    }
    const [type, content] = files[pathname] ?? ['text/html', page];
    response.writeHead(200, { 'content-type': type }).end(content);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(answers, {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  });
}

function sendAnswer(request: IncomingMessage, response: ServerResponse, { status, body }: Answer): void {
  const content = JSON.stringify(body);
  const etag = `"${createHash('sha256').update(content).digest('hex')}"`;
  if (status === 200 && request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json', etag }).end(content);
}
