import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and a server, and can be cut like a cable or fall silent. */
export interface TcpProxy {
  readonly port: number;
  /** Ends every connection and refuses new ones until `mend`. */
  cut(): void;
  /** Takes connections and requests, and answers nothing until `mend`. */
  hang(): void;
  mend(): void;
  close(): Promise<void>;
}

/** On a free port of 127.0.0.1, to this server. */
export async function startTcpProxy(to: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let state: 'through' | 'cut' | 'silent' = 'through';
  const join = ([client, upstream]: readonly [Socket, Socket]) => {
    client.pipe(upstream);
    upstream.pipe(client);
  };
  const server = createServer((client) => {
    if (state === 'cut') {
      client.destroy();
      return;
    }
    const pair = [client, connect(to)] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        pair.forEach((each) => each.destroy());
      });
    }
    if (state === 'through') {
      join(pair);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    state = 'cut';
    pairs.forEach((pair) => pair.forEach((socket) => socket.destroy()));
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    hang() {
      state = 'silent';
      pairs.forEach((pair) => pair.forEach((socket) => socket.unpipe().pause()));
    },
    mend() {
      if (state === 'silent') {
        pairs.forEach(join);
      }
      state = 'through';
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
