import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OwnerTimes } from '../../backend/src/loop';
import { createStackClient, type StackClient } from './client';
import type { StackSidecar } from './sidecar';
import { waitUntil } from './wait-until';

/** A sidecar in a process of its own. */
export interface SidecarProcess {
  readonly api: StackClient;
  /** Its JSON log so far. */
  logged(): string;
  /** SIGKILL ends it without a word; SIGSTOP and SIGCONT let it sleep. */
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Ends it if it still runs, and removes what is its own. */
  remove(): Promise<void>;
}

/**
 * Another sidecar, configured as the first one.
 *
 * @param options.dataDir kept when the process is removed. Default: one of its own.
 * @param options.env over that of the first one.
 */
export async function startSidecarBeside(
  first: StackSidecar,
  options: {
    readonly ownerTimes: OwnerTimes;
    readonly dataDir?: string;
    readonly env?: Readonly<Record<string, string>>;
  }
): Promise<SidecarProcess> {
  const ownFolder = options.dataDir === undefined ? await mkdtemp(join(tmpdir(), 'sidecar-')) : null;
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'sidecar-child.ts')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...first.env,
      ...options.env,
      DATA_DIR: options.dataDir ?? ownFolder ?? '',
      SIDECAR_CHILD_OWNER_TIMES: JSON.stringify(options.ownerTimes),
    },
  });
  let log = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (log += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (log += chunk));
  let hasEnded = false;
  const ended = new Promise<void>((done) =>
    child.once('close', () => {
      hasEnded = true;
      done();
    })
  );
  const url = await waitUntil(
    'another sidecar',
    () => {
      if (hasEnded) {
        throw new Error(`the other sidecar ended:\n${log}`);
      }
      return /"url":"([^"]+)"[^\n]*the sidecar is ready/.exec(log)?.[1];
    },
    { details: () => log }
  );
  return {
    api: createStackClient(url, first.keys, () => log),
    logged: () => log,
    signal: (name) => void child.kill(name),
    async remove() {
      child.kill('SIGKILL');
      await ended;
      if (ownFolder !== null) {
        await rm(ownFolder, { recursive: true, force: true });
      }
    },
  };
}
