import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** Takes connections and whatever is sent, and never answers a byte. */
export interface SilentServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Open now. */
  connections(): number;
  /** Breaks every connection that is open now. */
  drop(): void;
  close(): Promise<void>;
}

/** On a free port of 127.0.0.1. */
export async function startSilentServer(): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const drop = () => sockets.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => sockets.size,
    drop,
    async close() {
      drop();
      server.close();
      await once(server, 'close');
    },
  };
}
