import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { putEmptyRecords } from '../../backend/src/testing/empty-records';
import { createStackClient, type StackClient, type StackKeys } from '../../tests/stack/client';
import { sidecarEnvironment } from '../../tests/stack/sidecar';
import { waitUntil } from '../../tests/stack/wait-until';

/** The compiled sidecar, as it is shipped, in a process of its own. */
export interface BenchSidecar {
  readonly url: string;
  readonly pid: number;
  readonly api: StackClient;
  readonly keys: StackKeys;
  readonly dataDir: string;
  logged(): string;
  /** In order, as on SIGTERM; its folder stays. */
  stop(): Promise<void>;
}

export interface SidecarSetting {
  readonly catalogueFile: string;
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Never started unless it is named. */
  readonly k6Bin?: string;
  /** True: its first start makes the records, as it does in earnest, which takes seconds. Else it finds empty ones. */
  readonly makesRecords?: boolean;
  /** Those of an earlier start on the same records. */
  readonly keys?: StackKeys;
}

const program = join(__dirname, '../../backend/dist/server.js');
const stopDeadlineMs = 30_000;

export async function startBenchSidecar({ k6Bin = 'k6', ...setting }: SidecarSetting): Promise<BenchSidecar> {
  const isServer = setting.env?.DATABASE_URL !== undefined;
  if (!isServer && setting.makesRecords !== true && !existsSync(join(setting.dataDir, 'records'))) {
    await putEmptyRecords(setting.dataDir);
  }
  const { env, keys } = sidecarEnvironment({ ...setting, k6Bin });
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...env } });
  let log = '';
  let hasEnded = false;
  // However the benchmark ends, its sidecars do not outlive it.
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (log += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (log += chunk));
  const ended = new Promise<void>((done) =>
    child.once('close', () => {
      hasEnded = true;
      process.off('exit', kill);
      done();
    })
  );
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(kill, stopDeadlineMs);
    await ended;
    clearTimeout(timer);
  };
  try {
    const url = await waitUntil(
      'the sidecar to be ready',
      () => {
        if (hasEnded) {
          throw new Error(`the sidecar ended:\n${log}`);
        }
        return /"url":"([^"]+)"[^\n]*the sidecar is ready/.exec(log)?.[1];
      },
      { details: () => log }
    );
    const logged = () => log;
    return {
      url,
      pid: child.pid ?? 0,
      keys,
      dataDir: setting.dataDir,
      api: createStackClient(url, keys, logged),
      logged,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A temporary folder, and how to remove it. */
export async function benchFolder(name: string): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `bench-${name}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
