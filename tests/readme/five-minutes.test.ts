import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeWith, realPart } from '../../backend/src/testing/real-parts';
import { freePort } from '../parts/server';
import { waitUntil } from '../stack/wait-until';
import { cloneHere } from './clone';
import { commandsOf } from './commands';

interface Ran {
  readonly command: string;
  readonly exitCode: number;
  readonly printed: string;
}

describeWith(['K6_BIN'], "README's first run, on a fresh clone", () => {
  let clone: Awaited<ReturnType<typeof cloneHere>>;
  let env: NodeJS.ProcessEnv;
  let blocks: readonly string[][];
  const ports = { shop: 0, sidecar: 0 };
  const left: ChildProcess[] = [];

  beforeAll(async () => {
    [clone, blocks] = [await cloneHere(), await commandsOf('Your first run, in five minutes')];
    ports.shop = await freePort();
    ports.sidecar = await freePort();
    // Other ports than README's, which somebody may use at this moment; all else is as there.
    env = {
      PATH: process.env.PATH,
      HOME: clone.folder,
      K6_BIN: realPart('K6_BIN'),
      SHOP_PORT: String(ports.shop),
      PORT: String(ports.sidecar),
      DEMO_TARGET: `http://127.0.0.1:${ports.shop}`,
      LOADTESTS_URL: `http://127.0.0.1:${ports.sidecar}`,
    };
  }, 240_000);
  afterAll(async () => {
    for (const child of left) {
      const ended = new Promise((done) => child.once('close', done));
      // npm, its shell and what they started.
      process.kill(-(child.pid ?? 0), 'SIGTERM');
      await ended;
    }
    await clone.remove();
  });

  const withPorts = (command: string) =>
    command.replaceAll(':3333', `:${ports.shop}`).replaceAll(':8090', `:${ports.sidecar}`);

  /** One that goes on in its terminal. */
  async function leaveRunning(command: string, ready: RegExp): Promise<void> {
    const child = spawn('bash', ['-c', withPorts(command)], { cwd: clone.folder, env, detached: true });
    let printed = '';
    [child.stdout, child.stderr].forEach((stream) =>
      stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    );
    left.push(child);
    await waitUntil(
      `"${command}" to say that it is ready`,
      () => {
        if (child.exitCode !== null) {
          throw new Error(`"${command}" ended:\n${printed}`);
        }
        return ready.test(printed) || undefined;
      },
      { withinMs: 150_000, details: () => printed }
    );
  }

  /** The lines of a block in the third terminal, which keeps what the ones before it have exported. */
  const exported: string[] = [];
  async function type(lines: readonly string[]): Promise<Ran[]> {
    const ran: Ran[] = [];
    for (const command of lines) {
      if (command.startsWith('export ')) {
        exported.push(command);
        continue;
      }
      ran.push(
        await new Promise<Ran>((done) =>
          execFile(
            'bash',
            ['-c', [...exported, withPorts(command)].join('\n')],
            { cwd: clone.folder, env },
            (error, stdout, stderr) =>
              done({ command, exitCode: typeof error?.code === 'number' ? error.code : 0, printed: stdout + stderr })
          )
        )
      );
    }
    return ran;
  }
  const page = async () =>
    (await fetch(`http://127.0.0.1:${ports.sidecar}/`, { headers: { accept: 'text/html' } })).text();

  it('is green, red once the shop is broken, and green again, with a page that says so', async () => {
    const [shop = [], sidecar = [], first = [], breaking = [], repairing = []] = blocks;
    await leaveRunning(shop.join('\n'), /A shop answers at/);
    await leaveRunning(sidecar.join('\n'), /the sidecar is ready/);

    const [doctor, green] = await type(first);
    expect(doctor).toMatchObject({ command: 'npx loadtests doctor', exitCode: 0 });
    expect(green).toMatchObject({ exitCode: 0, printed: expect.stringContaining('passed') as string });
    const [runPage = ''] = /http:\/\/127\.0\.0\.1:\d+\/runs\/\S+/.exec(green?.printed ?? '') ?? [];
    const shown = await fetch(runPage, { headers: { accept: 'text/html' } });
    expect([shown.status, await shown.text()]).toEqual([200, expect.stringMatching(/passed/i)]);

    expect((await type(breaking)).map(({ exitCode }) => exitCode)).toEqual([0, 1]);
    expect(await page()).toMatch(/action required/i);

    const [, repaired] = await type(repairing);
    expect(repaired).toMatchObject({ exitCode: 0, printed: expect.stringContaining('passed') as string });
    expect(await page()).not.toMatch(/action required:/i);
  }, 300_000);

  it('keeps its key where README says', async () => {
    expect(await readFile(join(clone.folder, 'data/admin.key'), 'utf8')).not.toBe('');
  });
});
