import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { OwnerTimes } from '../../backend/src/loop';
import { createStackClient, type StackClient, type StackKeys } from './client';
import { waitUntil } from './wait-until';

/** A sidecar in a process of its own. */
export interface SidecarProcess {
  readonly url: string;
  readonly api: StackClient;
  /** Its JSON log so far. */
  logged(): string;
  /** SIGTERM ends it in order, and SIGKILL without a word; SIGSTOP and SIGCONT let it sleep. */
  signal(name: 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Its exit code once it is gone; null: a signal has ended it. */
  readonly ended: Promise<number | null>;
  /** SIGKILL, and waits until it is gone. */
  end(): Promise<void>;
}

/**
 * Starts one and waits until it is ready.
 *
 * @param env all of its environment, such as that of a sidecar beside which it is to work, with another `DATA_DIR`.
 * @param options.keys those of `env`.
 */
export async function startSidecarProcess(
  env: Readonly<Record<string, string | undefined>>,
  options: { readonly keys: StackKeys; readonly ownerTimes?: OwnerTimes }
): Promise<SidecarProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'sidecar-child.ts')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, SIDECAR_CHILD_OWNER_TIMES: JSON.stringify(options.ownerTimes ?? null) },
  });
  let log = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (log += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (log += chunk));
  let hasEnded = false;
  const ended = new Promise<number | null>((done) =>
    child.once('close', (code) => {
      hasEnded = true;
      done(code);
    })
  );
  const url = await waitUntil(
    'the sidecar to be ready',
    () => {
      if (hasEnded) {
        throw new Error(`the sidecar ended:\n${log}`);
      }
      return /"url":"([^"]+)"[^\n]*the sidecar is ready/.exec(log)?.[1];
    },
    // Several that start at once share the processors.
    { withinMs: 120_000, details: () => log }
  ).catch(async (error: unknown) => {
    // Nobody else knows of it, and it would keep its data folder.
    child.kill('SIGKILL');
    await ended;
    throw error;
  });
  return {
    url,
    api: createStackClient(url, options.keys, () => log),
    logged: () => log,
    signal: (name) => void child.kill(name),
    ended,
    async end() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
