import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/**
 * What the listening end answers: a status with problem details (400 with a list of what is wrong), `'page'`, as a server
 * that is something else, or `'never'`.
 */
export type Answer = number | 'page' | 'never';

/** Stands in for the sidecar's two routes; `answers` are given one after the other, then 202. `more` is in each body. */
export async function startSidecar(answers: readonly Answer[] = [], more: object = {}) {
  const received: Received[] = [];
  const left = [...answers];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      received.push({ path: request.url ?? '', authorization: request.headers.authorization, body });
      const answer = left.shift() ?? 202;
      if (answer === 'page') {
        response.end('<h1>Welcome</h1>');
      } else if (answer !== 'never') {
        response.writeHead(answer, { 'content-type': 'application/problem+json' });
        const errors =
          answer === 400 ? [{ where: 'body.target', what: 'has the wrong form', right: 'a URL' }] : undefined;
        response.end(JSON.stringify({ detail: `answered ${answer} on purpose`, errors, ...more }));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
