import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { CliContext } from '../../backend/src/cli/context';
import { main } from '../../backend/src/cli/main';

/** The command in this process, with an environment, signals and output of its own. */
export function createCommand(
  at: { readonly folder: string; readonly monitorUrl: string; readonly k6Bin: string; readonly cwd: string },
  change: Partial<CliContext> = {}
) {
  const { folder } = at;
  const signals = new EventEmitter();
  let stderr = '';
  let stdout = '';
  const context: CliContext = {
    cwd: at.cwd,
    fetch: globalThis.fetch,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        signal?.addEventListener('abort', () => resolve());
        setTimeout(resolve, Math.min(ms, 5));
      }),
    now: () => new Date(),
    k6Stdout: 'ignore',
    signals,
    ...change,
    environment: {
      PATH: process.env.PATH,
      HOME: folder,
      K6_BIN: at.k6Bin,
      LOADTESTS_URL: at.monitorUrl,
      LOADTESTS_KEY: 'ingest-key-of-the-test',
      LOADTESTS_SPOOL_DIR: join(folder, 'spool'),
      ...change.environment,
    },
    stderr: { write: (text) => (stderr += text), ...(change.stderr?.isTTY === true && { isTTY: true }) },
    stdout: { write: (text) => (stdout += text) },
    times: { request: 300, announce: 0, deliver: 2000, kill: 200, ...change.times },
  };
  return {
    signals,
    /** Standard error so far. */
    said: () => stderr,
    /** Standard output so far. */
    printed: () => stdout,
    /** Standard output, which is to be one line of JSON. */
    json: () => JSON.parse(stdout) as Record<string, unknown>,
    command: (...args: string[]) => main(args, context),
    run: (script: string, ...args: string[]) => main(['run', script, ...args], context),
    flush: (...args: string[]) => main(['flush', ...args], context),
  };
}
