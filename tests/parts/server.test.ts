import { access } from 'node:fs/promises';
import { freePort, startServer, temporaryFolder, type ServerProcess } from './server';

async function nodeServer(script: string): Promise<ServerProcess & { readonly url: string }> {
  const url = `http://127.0.0.1:${await freePort()}`;
  return {
    name: 'Test server',
    command: process.execPath,
    args: ['-e', script],
    folder: await temporaryFolder('test'),
    env: { PORT: new URL(url).port },
    stopSignal: 'SIGTERM',
    isReady: async () => (await fetch(url)).ok,
    url,
  };
}

const answering = `require('http').createServer((_, reply) => reply.end()).listen(process.env.PORT, '127.0.0.1')`;

describe('startServer', () => {
  it('answers once it is started, and leaves neither port nor folder when stopped', async () => {
    const server = await nodeServer(answering);
    const stop = await startServer(server);
    expect((await fetch(server.url)).status).toBe(200);
    await stop();
    await expect(fetch(server.url)).rejects.toThrow();
    await expect(access(server.folder)).rejects.toThrow('ENOENT');
  });

  it('tells the last line that a server printed before it ended', async () => {
    const server = await nodeServer(`console.log('the disk is full'); process.exit(1)`);
    await expect(startServer(server)).rejects.toThrow('Test server ended while starting: the disk is full');
    await expect(access(server.folder)).rejects.toThrow('ENOENT');
  });

  it('tells that the program cannot be started', async () => {
    const server = { ...(await nodeServer('')), command: '/no/such/program' };
    await expect(startServer(server)).rejects.toThrow('ENOENT');
  });
});
