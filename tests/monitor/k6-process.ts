import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const scripts = join(__dirname, '../fixtures/k6/scripts');

export interface K6Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What k6/lib/monitor.js said about the report, without k6's log decoration. */
  readonly said: string[];
}

/** Runs `k6 run` with only these variables; `interruptWhen` sends the signal once when it first holds. */
export function runK6(
  k6Bin: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  interruptWhen?: () => boolean,
  signal: NodeJS.Signals = 'SIGINT'
): Promise<K6Outcome> {
  return new Promise((resolve, reject) => {
    const k6 = spawn(k6Bin, ['run', '--quiet', '--address', '', '--log-format', 'raw', ...args], {
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    k6.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    k6.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const watch = setInterval(() => {
      if (interruptWhen?.() === true) {
        clearInterval(watch);
        k6.kill(signal);
      }
    }, 20);
    k6.on('error', reject);
    k6.on('close', (exitCode) => {
      clearInterval(watch);
      const said = stderr.split('\n').filter((line) => line.startsWith('load test monitor: '));
      resolve({ exitCode, stdout, stderr, said: said.map((line) => line.replace('load test monitor: ', '')) });
    });
  });
}
