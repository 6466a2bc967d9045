import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import type { Progress } from './part';

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Replaces this process's environment altogether. */
  readonly onlyEnv?: Readonly<Record<string, string>>;
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly timeoutSeconds?: number;
  /** Everything the command prints is appended here. */
  readonly logFile?: string;
}

export interface CommandResult {
  /** Null when the command could not be started or was ended by a signal. */
  readonly exitCode: number | null;
  /** Standard output and error together, the last 64 kB. */
  readonly output: string;
}

/** Commands under way; none goes on when this process ends, however it ends. */
const underWay = new Set<ChildProcess>();
process.on('exit', () => underWay.forEach((child) => child.kill()));

const keptCharacters = 64 * 1024;

/** Runs a command to its end. Never rejects: a command that cannot be started has exit code null and says why. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {}
): Promise<CommandResult> {
  return new Promise((resolve) => {
    let output = '';
    const log = options.logFile === undefined ? null : createWriteStream(options.logFile, { flags: 'a' });
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.onlyEnv ?? { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options.user,
    });
    underWay.add(child);
    const timer = setTimeout(
      () => {
        output += `\ngave up after ${options.timeoutSeconds} s`;
        child.kill('SIGKILL');
      },
      (options.timeoutSeconds ?? 60) * 1000
    );
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-keptCharacters);
      log?.write(chunk);
    };
    const finish = (exitCode: number | null) => {
      clearTimeout(timer);
      underWay.delete(child);
      log?.end();
      resolve({ exitCode, output });
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => {
      output += error.message;
      finish(null);
    });
    child.once('close', (exitCode) => finish(exitCode));
  });
}

/** The last line that says something, for a one-sentence reason. */
export function lastLine(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').at(-1) ?? 'no output';
}

/** Says every half a minute that a long step is still under way, so that nobody takes it for a hang. */
export async function withHeartbeat<Result>(progress: Progress, what: string, step: () => Promise<Result>) {
  const startedAt = Date.now();
  const timer = setInterval(() => progress(`still ${what}, ${secondsSince(startedAt)} s so far`), 30_000);
  try {
    return await step();
  } finally {
    clearInterval(timer);
  }
}

export function secondsSince(startedAt: number): number {
  return Math.round((Date.now() - startedAt) / 1000);
}
