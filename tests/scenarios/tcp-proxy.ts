import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and a server, and can be cut like a cable or fall silent. */
export interface TcpProxy {
  readonly port: number;
  /** Ends every connection and refuses new ones until `mend`. */
  cut(): void;
  /** Takes connections and requests, and answers nothing until `mend`. */
  hang(): void;
  /** As `hang`, and neither side hears that the other one closes: a machine without power, a cut route. */
  vanish(): void;
  mend(): void;
  close(): Promise<void>;
}

/** On a free port of 127.0.0.1, to this server. */
export async function startTcpProxy(to: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  /** Of which one side has closed and the other has not heard of it, and never will. */
  const deaf = new Set<readonly [Socket, Socket]>();
  let state: 'through' | 'cut' | 'silent' | 'vanished' = 'through';
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
        if (state === 'vanished') {
          deaf.add(pair);
          return;
        }
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
  const fallSilent = (how: 'silent' | 'vanished') => {
    state = how;
    pairs.forEach((pair) => pair.forEach((socket) => socket.unpipe().pause()));
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    hang: () => fallSilent('silent'),
    vanish: () => fallSilent('vanished'),
    mend() {
      if (state === 'silent' || state === 'vanished') {
        [...pairs].filter((pair) => !deaf.has(pair)).forEach(join);
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
