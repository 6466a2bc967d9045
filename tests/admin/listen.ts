import { type AddressInfo } from 'node:net';
import { type Server } from 'node:http';

/** Listens on a free port of 127.0.0.1. `stop` hangs up on whoever is still connected. */
export async function listen(server: Server): Promise<{ readonly url: string; stop(): Promise<void> }> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
