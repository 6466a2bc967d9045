import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { waitUntil } from './wait-until';

/** The sidecar as a process of its own: what its first start takes, and what a kill in the middle of it leaves. */
const repository = resolve(__dirname, '../..');
jest.setTimeout(300_000);

interface SidecarProcess {
  readonly child: ChildProcess;
  readonly output: () => string;
  end(signal: NodeJS.Signals): Promise<void>;
}

let folder: string;
let running: SidecarProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'first start-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((sidecar) => sidecar.end('SIGKILL')));
  await rm(folder, { recursive: true, force: true });
});

function startProcess(dataDir: string): SidecarProcess {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'backend/src/server.ts'], {
    cwd: repository,
    env: { PATH, HOME, DATA_DIR: dataDir, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer) => void (output += chunk.toString());
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const closed = once(child, 'close');
  const started: SidecarProcess = {
    child,
    output: () => output,
    async end(signal) {
      child.kill(signal);
      await closed;
    },
  };
  running.push(started);
  return started;
}

async function untilReady(sidecar: SidecarProcess): Promise<void> {
  await waitUntil('the sidecar', () => (sidecar.output().includes('the sidecar is ready') ? true : undefined), {
    withinMs: 120_000,
    details: sidecar.output,
  });
}

/** The most that the process ever had in memory, in MB; NaN where the system is not Linux. */
async function peakMemoryOf({ child }: SidecarProcess): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

it('makes its records whole or not at all, in no more memory than any later start takes', async () => {
  // Relative and with a space, as an operator may well write it.
  const dataDir = relative(repository, folder);
  const names = () => readdir(folder);

  // Killed in the middle, it leaves nothing that the next one takes for its records.
  const killed = startProcess(dataDir);
  await waitUntil('the start of initdb', async () =>
    (await names()).some((name) => name.startsWith('records.making-')) ? true : undefined
  );
  await killed.end('SIGKILL');
  expect(await names()).not.toContain('records');
  // Another one, killed while it was writing: PGlite takes every folder with this file for a database.
  await mkdir(join(folder, 'records.making-half', 'records'), { recursive: true });
  await writeFile(join(folder, 'records.making-half', 'records', 'PG_VERSION'), '18\n');

  const first = startProcess(dataDir);
  await untilReady(first);
  const firstMb = await peakMemoryOf(first);
  expect(await names()).toContain('records');
  expect(await names()).not.toContain('records.making-half');
  await first.end('SIGTERM');

  const second = startProcess(dataDir);
  await untilReady(second);
  const secondMb = await peakMemoryOf(second);
  if (process.platform === 'linux') {
    expect(firstMb).toBeLessThan(450);
    expect(firstMb).toBeLessThan(secondMb * 1.15);
  }
});
