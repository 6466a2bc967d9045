import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface SidecarProcess {
  readonly url: string;
  /** With the scope `admin`. */
  readonly key: string;
  /** Holds that key, for its owner alone. */
  readonly keyFile: string;
  /** With the scope `banner`. */
  readonly bannerKey: string;
  /** SIGTERM, as an orchestrator does it. */
  stop(): Promise<void>;
}

const repository = resolve(__dirname, '..');
const startTimeoutMs = 60_000;

/** Starts the real sidecar as a process of its own, with its log in `folder`, and waits until it is ready. */
export async function startSidecarProcess(options: {
  readonly folder: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}): Promise<SidecarProcess> {
  const { folder, port, env } = options;
  await mkdir(folder, { recursive: true });
  const [key, bannerKey] = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')];
  const keyFile = join(folder, 'admin.key');
  await writeFile(keyFile, `${key}\n`, { mode: 0o600 });
  const logFile = join(folder, 'sidecar.log');
  const log = createWriteStream(logFile);
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', join(repository, 'backend/src/server.ts')], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Only what is named: nothing of this shell's own configuration may change what the demo shows.
    env: {
      PATH,
      HOME,
      ...(TMPDIR === undefined ? {} : { TMPDIR }),
      PORT: String(port),
      DATA_DIR: join(folder, 'data'),
      API_KEYS: `${key}:admin,${bannerKey}:banner`,
      ...env,
    },
  });
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  const url = `http://127.0.0.1:${port}`;
  const giveUpAt = Date.now() + startTimeoutMs;
  for (;;) {
    const exitCode = await Promise.race([ended, wait(100, 'running' as const)]);
    if (exitCode !== 'running') {
      throw new Error(`The sidecar did not start (exit code ${exitCode}):\n${await readFile(logFile, 'utf8')}`);
    }
    if (await isReady(url)) {
      break;
    }
    if (Date.now() > giveUpAt) {
      child.kill('SIGKILL');
      throw new Error(`The sidecar was not ready within ${startTimeoutMs / 1000} s, see ${logFile}`);
    }
  }
  return {
    url,
    key,
    keyFile,
    bannerKey,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
}
