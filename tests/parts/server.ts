import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, rmSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLine } from './command';

export interface ServerProcess {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The server's own temporary folder: data and log; removed when it stops. */
  readonly folder: string;
  /** Default: `folder`. */
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly stopSignal: NodeJS.Signals;
  /** What it gets when this process ends without having stopped it; SIGKILL when not said. */
  readonly exitSignal?: NodeJS.Signals;
  /** True once the server answers; a rejection counts as not yet. */
  isReady(): Promise<boolean>;
}

/** With `keepFolder` the same server can be started again on its data. */
export type StopServer = (options?: { readonly keepFolder?: boolean }) => Promise<void>;

const startDeadlineMs = 60_000;
const stopDeadlineMs = 10_000;

/** Servers and folders of this process; none may outlive it, however it ends. */
const running = new Map<ChildProcess, NodeJS.Signals>();
const folders = new Set<string>();
process.on('exit', () => {
  running.forEach((signal, child) => child.kill(signal));
  // What was killed a moment ago may still be writing.
  folders.forEach((folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
});

/** A new folder in the system's temporary one, for one server's data. */
export async function temporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), `loadtests-${name}-`));
  folders.add(folder);
  return folder;
}

export async function removeTemporaryFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  folders.delete(folder);
}

/** A loopback TCP port that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('The system gave no TCP port on 127.0.0.1');
  }
  return address.port;
}

/**
 * Starts a server and waits until it answers. Rejects with the last line of its log when it ends or stays silent. It
 * gets a process group of its own, so that Ctrl-C reaches the tests first and the server is stopped in order.
 */
export async function startServer(server: ServerProcess): Promise<StopServer> {
  const logFile = path.join(server.folder, 'server.log');
  const log = openSync(logFile, 'a');
  const child = spawn(server.command, server.args, {
    cwd: server.cwd ?? server.folder,
    env: server.env,
    stdio: ['ignore', log, log],
    detached: true,
    ...server.user,
  });
  closeSync(log);
  running.set(child, server.exitSignal ?? 'SIGKILL');
  let startError: Error | null = null;
  child.once('error', (error) => (startError = error));

  const stop: StopServer = async ({ keepFolder = false } = {}) => {
    await endProcess(child, server.stopSignal);
    running.delete(child);
    if (!keepFolder) {
      await removeTemporaryFolder(server.folder);
    }
  };

  const deadline = Date.now() + startDeadlineMs;
  while (!(await answers(server))) {
    const ended = startError !== null || hasEnded(child);
    if (ended || Date.now() > deadline) {
      const said = startError === null ? lastLine(await readFile(logFile, 'utf8')) : String(startError);
      await stop();
      throw new Error(`${server.name} ${ended ? 'ended while starting' : 'did not answer within 60 s'}: ${said}`);
    }
    await sleep(50);
  }
  return stop;
}

async function answers(server: ServerProcess): Promise<boolean> {
  try {
    return await server.isReady();
  } catch {
    return false;
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) {
    return;
  }
  const closed = once(child, 'close');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs);
  await closed;
  clearTimeout(timer);
}
