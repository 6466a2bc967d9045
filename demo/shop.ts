import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/**
 * How the demo's shop behaves. `healthy`: a few ms; `slowStart`: the first seconds after it was idle are slow, as after a
 * cold start, then it is fast; `overloaded`: slow whenever several requests are under way; `brokenCheckout`: one endpoint
 * answers 500; `down`: all of them answer 503.
 */
export type ShopMode = 'healthy' | 'slowStart' | 'overloaded' | 'brokenCheckout' | 'down';

export interface Shop {
  readonly url: string;
  setMode(mode: ShopMode): void;
  close(): Promise<void>;
}

/** How long a shop is cold, and how long it then takes for an answer; whoever measures on a busy machine wants more. */
const usualSlowness = { slowStartMs: 3500, slowAnswerMs: 600 };
/** So slow that a busy machine is not taken for a cold shop: for a limit on the p95 of `busyMachineLimitMs`. */
export const forBusyMachines = { slowStartMs: 5000, slowAnswerMs: 1500 };
export const busyMachineLimitMs = 1400;
/** Without a request for this long the shop is cold again. */
const coldAfterMs = 3000;

/** More requests than this at once are too many for an overloaded shop. */
const atOnce = 2;

const shopModes: readonly string[] = [
  'healthy',
  'slowStart',
  'overloaded',
  'brokenCheckout',
  'down',
] satisfies readonly ShopMode[];
export const isShopMode = (mode: string): mode is ShopMode => shopModes.includes(mode);

/**
 * A small system under test, by default on a free loopback port, with switches. `GET /mode` tells how they stand,
 * `PUT /mode` sets them.
 */
export async function startShop(
  initialMode: ShopMode,
  {
    port = 0,
    host = '127.0.0.1',
    slowStartMs = usualSlowness.slowStartMs,
    slowAnswerMs = usualSlowness.slowAnswerMs,
  }: {
    readonly port?: number;
    readonly host?: string;
    readonly slowStartMs?: number;
    readonly slowAnswerMs?: number;
  } = {}
): Promise<Shop> {
  let mode = initialMode;
  let warmingSince = 0;
  let lastRequestAt = 0;
  let underWay = 0;

  const server = createServer((request, response) => {
    if (request.url === '/mode') {
      void text(request).then((asked) => {
        mode = request.method === 'PUT' && isShopMode(asked) ? asked : mode;
        response.end(mode);
      });
      return;
    }
    request.resume();
    const at = performance.now();
    if (at - lastRequestAt > coldAfterMs) {
      warmingSince = at;
    }
    lastRequestAt = at;
    const path = request.url ?? '/';
    const status = statusOf(mode, path);
    underWay += 1;
    const cold = mode === 'slowStart' && at - warmingSince < slowStartMs;
    const isSlow = cold || (mode === 'overloaded' && underWay > atOnce);
    setTimeout(
      () => {
        underWay -= 1;
        answer(response, status);
      },
      isSlow ? slowAnswerMs : 5
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
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

function statusOf(mode: ShopMode, path: string): number {
  if (mode === 'down') {
    return 503;
  }
  const known = /^\/(?:$|checkout$|basket$|search(?:\?|$)|item\/)/.test(path);
  return !known ? 404 : mode === 'brokenCheckout' && path === '/checkout' ? 500 : 200;
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ status }));
}
