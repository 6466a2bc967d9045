import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const repository = resolve(__dirname, '../..');

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'demo-test-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A real demo whose temporary files are in `folder`, and which replays a recording where there is no k6. */
function startDemo(args: readonly string[] = []): { readonly demo: ChildProcess; readonly said: () => string } {
  const demo = spawn(process.execPath, ['--import', 'tsx', join(repository, 'demo/main.ts'), ...args], {
    cwd: repository,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: folder,
      K6_BIN: join(repository, 'demo/replay/k6.js'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [demo.stdout, demo.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  return { demo, said: () => said };
}

async function untilItSays({ demo, said }: ReturnType<typeof startDemo>, text: string): Promise<void> {
  while (!said().includes(text)) {
    await once(demo.stdout ?? demo, 'data');
  }
}

/** Processes that were told of the folder: the sidecar, k6, and what they have started. */
async function processesOf(place: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const told = await Promise.all(
    ids.map(async (id) => ((await readFile(`/proc/${id}/environ`, 'utf8').catch(() => '')).includes(place) ? [id] : []))
  );
  return told.flat();
}

async function ended(demo: ChildProcess): Promise<number | null> {
  const [code] = await once(demo, 'close');
  return code as number | null;
}

it.each([
  ['the sidecar starts', 'Starting the sidecar'],
  ['k6 runs', 'k6 is running'],
])(
  'says that it stops while %s, and leaves no process and no folder behind',
  async (_when, text) => {
    const started = startDemo();
    await untilItSays(started, text);
    started.demo.kill('SIGINT');
    expect(await ended(started.demo)).toBe(130);
    expect(started.said()).toContain('Stopping…');
    expect(started.said()).not.toMatch(/Error|could not/);
    expect(await processesOf(folder)).toEqual([]);
    expect((await readdir(folder)).filter((name) => name.startsWith('loadtests-'))).toEqual([]);
  },
  180_000
);

it('ends quietly when nobody reads on', async () => {
  const started = startDemo();
  await untilItSays(started, 'Starting four shops');
  started.demo.stdout?.destroy();
  expect(await ended(started.demo)).toBe(141);
  expect(started.said()).not.toContain('EPIPE');
  expect(await processesOf(folder)).toEqual([]);
}, 180_000);
