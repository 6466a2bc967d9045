import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * How the demo's shop behaves. `healthy`: a few ms; `slowStart`: the first seconds after it was idle are slow, as after a
 * cold start, then it is fast; `brokenCheckout`: one endpoint answers 500.
 */
export type ShopMode = 'healthy' | 'slowStart' | 'brokenCheckout';

export interface Shop {
  readonly url: string;
  setMode(mode: ShopMode): void;
  close(): Promise<void>;
}

const slowStartMs = 3500;
const slowAnswerMs = 600;
/** Without a request for this long the shop is cold again. */
const coldAfterMs = 3000;

/** A small system under test on a free loopback port, with switches. `/mode` tells how they stand. */
export async function startShop(initialMode: ShopMode): Promise<Shop> {
  let mode = initialMode;
  let warmingSince = 0;
  let lastRequestAt = 0;

  const server = createServer((request, response) => {
    request.resume();
    if (request.url === '/mode') {
      response.end(mode);
      return;
    }
    const at = performance.now();
    if (at - lastRequestAt > coldAfterMs) {
      warmingSince = at;
    }
    lastRequestAt = at;
    const path = request.url ?? '/';
    const known = path === '/' || path === '/checkout' || path.startsWith('/item/');
    const status = !known ? 404 : mode === 'brokenCheckout' && path === '/checkout' ? 500 : 200;
    const cold = mode === 'slowStart' && at - warmingSince < slowStartMs;
    setTimeout(() => answer(response, status), cold ? slowAnswerMs : 5);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setMode(next) {
      mode = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ status }));
}
