import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startServer } from '../tests/parts/server';

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

/**
 * Starts the real sidecar as a process of its own and waits until it is ready. It never outlives this process.
 *
 * @param options.folder for its data, its log and its keys; removed when it stops.
 */
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
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const url = `http://127.0.0.1:${port}`;
  const stop = await startServer({
    name: 'The sidecar',
    command: process.execPath,
    args: ['--import', 'tsx', join(repository, 'backend/src/server.ts')],
    folder,
    cwd: repository,
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
    stopSignal: 'SIGTERM',
    isReady: async () => (await fetch(`${url}/health/ready`)).ok,
  });
  return { url, key, keyFile, bannerKey, stop };
}
