import { spawn, type ChildProcess } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { maskOf } from '../lib/mask';
import type { GeneratorFacts, K6LogFacts } from '../model/protocol';
import { guardK6 } from './k6-guard';
import { watchGenerator, type UsageReader } from './generator-watch';
import { createK6LogReader } from './k6-log';

export interface K6Command {
  /** A path, or a name to be found on PATH. */
  readonly k6Bin: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The child's whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Relative paths start from `cwd`. Null: no summary will be written. */
  readonly summaryPath: string | null;
  /** False: k6's log goes elsewhere, so that nothing is known of it. */
  readonly logReadable: boolean;
  /** Values that must not reach the kept log lines. */
  readonly secrets: readonly string[];
}

export interface K6Streams {
  /** `inherit`: the person sees k6's own progress and summary; `stderr`: so they do, beside its log. */
  readonly stdout: 'inherit' | 'stderr' | 'ignore';
  /** Every piece of k6's log as it comes. */
  readonly onLog?: (chunk: string) => void;
  /** Ends k6 when this process is gone without a word. Default: it goes on, as any child does. Not on Windows. */
  readonly endsWithUs?: boolean;
  /** Told k6's resident memory in MB about every second. */
  readonly onMemory?: (memoryMb: number) => void;
  /** Where the load on k6's machine is read; default: the machine itself. */
  readonly usage?: UsageReader;
}

export type K6Outcome =
  | {
      readonly kind: 'ended';
      /** Null when a signal ended the process. */
      readonly exitCode: number | null;
      readonly signal: NodeJS.Signals | null;
      readonly startedAt: Date;
      readonly endedAt: Date;
      /** Null where k6's log could not be read. */
      readonly log: K6LogFacts | null;
      /** k6's own summary (`--summary-export`); null where it wrote none. */
      readonly summary: Record<string, unknown> | null;
      /** Null where k6 ended too soon for it, or the system does not tell. */
      readonly generator: GeneratorFacts | null;
    }
  | { readonly kind: 'notStarted'; readonly reason: string };

/** A k6 process, started. */
export interface RunningK6 {
  /** Also the id of its process group; null where none could be started. */
  readonly pid: number | null;
  /** The process that ends k6 when this one is gone; null where there is none. */
  readonly guardPid: number | null;
  /** Resolves when the process has ended; never rejects. */
  readonly ended: Promise<K6Outcome>;
  /** k6 takes a first SIGINT as "finish what runs, then report" and a second one as "exit now without a summary". */
  signal(name: NodeJS.Signals): void;
  /**
   * SIGINT, unless it was sent before, and SIGKILL when the process has not ended `graceMs` from now. Resolves when it
   * has ended.
   */
  stop(graceMs: number): Promise<K6Outcome>;
}

/** A summary of a hundred thousand checks is still below this. */
const largestSummaryBytes = 24 * 1024 * 1024;
/** Something that the script started may hold k6's stderr open after k6 itself has ended. */
const lateLogMs = 1000;

async function readSummary(path: string | null, cwd: string, notBefore: Date): Promise<Record<string, unknown> | null> {
  if (path === null) {
    return null;
  }
  try {
    const file = resolve(cwd, path);
    const { size, mtimeMs } = await stat(file);
    // A file of the user's may still be there from an earlier run; the clock of a file system may be coarse.
    if (size > largestSummaryBytes || mtimeMs < notBefore.getTime() - 2000) {
      return null;
    }
    const parsed: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Shorter ones would hit the names of metrics, and with them the figures. */
const shortestInSummary = 8;

/** A script can put a secret into the name of a check, a group or a tag. */
function withoutSecrets(
  summary: Record<string, unknown> | null,
  secrets: readonly string[]
): Record<string, unknown> | null {
  const masked = maskOf(secrets, { shortest: shortestInSummary });
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return masked(value);
    }
    if (Array.isArray(value)) {
      return value.map(clean);
    }
    return typeof value === 'object' && value !== null ? cleanRecord(value) : value;
  };
  const cleanRecord = (record: object): Record<string, unknown> =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [masked(name), clean(value)]));
  return summary === null || secrets.length === 0 ? summary : cleanRecord(summary);
}

async function whyNotStarted(error: NodeJS.ErrnoException, { k6Bin, cwd }: K6Command): Promise<string> {
  // Node says ENOENT for a missing working directory as well.
  const cwdExists = await stat(cwd).then(
    () => true,
    () => false
  );
  if (!cwdExists) {
    return `the folder to run k6 in does not exist: ${cwd}`;
  }
  if (error.code === 'ENOENT') {
    return `k6 not found at ${k6Bin}: install it (https://grafana.com/docs/k6/latest/set-up/install-k6/) or set K6_BIN`;
  }
  return error.code === 'EACCES'
    ? `k6 at ${k6Bin} is not an executable file: set K6_BIN to the k6 binary`
    : `k6 at ${k6Bin} could not be started (${error.code ?? error.message})`;
}

function waitForEnd(child: ChildProcess): Promise<{ exitCode: number | null; signal: NodeJS.Signals | null } | Error> {
  return new Promise((done) => {
    child.once('error', (error) => done(error));
    child.once('exit', (exitCode, signal) => {
      const end = (): void => done({ exitCode, signal });
      const late = setTimeout(end, lateLogMs);
      child.once('close', () => {
        clearTimeout(late);
        end();
      });
    });
  });
}

/**
 * Starts k6 without a shell, in a process group of its own: a Ctrl-C in the terminal reaches only us, and we hand it
 * on once. Otherwise k6 would get it twice and leave without its summary.
 */
export function startK6(command: K6Command, streams: K6Streams, now: () => Date = () => new Date()): RunningK6 {
  const startedAt = now();
  // Compared with times of files, which know nothing of an injected clock.
  const wallClock = new Date();
  const log = createK6LogReader(command.secrets);
  let child: ChildProcess;
  try {
    child = spawn(command.k6Bin, command.args, {
      cwd: command.cwd,
      env: { ...command.environment },
      stdio: ['ignore', streams.stdout === 'stderr' ? 2 : streams.stdout, 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (error) {
    // Arguments that no process can be given, such as one with a zero byte.
    const reason = `k6 could not be started: ${error instanceof Error ? error.message : String(error)}`;
    const ended = Promise.resolve<K6Outcome>({ kind: 'notStarted', reason });
    return { pid: null, guardPid: null, ended, signal: () => undefined, stop: () => ended };
  }
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    log.push(chunk);
    streams.onLog?.(chunk);
  });

  const isGuarded = streams.endsWithUs === true && process.platform !== 'win32';
  const guard = isGuarded && child.pid !== undefined ? guardK6(child.pid) : null;
  const watch = child.pid === undefined ? null : watchGenerator(child.pid, streams);

  const finish = async (): Promise<K6Outcome> => {
    const end = await waitForEnd(child);
    guard?.release();
    const generator = watch?.stop() ?? null;
    if (end instanceof Error) {
      return { kind: 'notStarted', reason: await whyNotStarted(end, command) };
    }
    return {
      kind: 'ended',
      ...end,
      startedAt,
      endedAt: now(),
      log: command.logReadable ? log.facts() : null,
      summary: withoutSecrets(await readSummary(command.summaryPath, command.cwd, wallClock), command.secrets),
      generator,
    };
  };
  const ended = finish();

  let interrupted = false;
  const signal = (name: NodeJS.Signals): void => {
    interrupted ||= name === 'SIGINT' || name === 'SIGTERM';
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    try {
      // The group, because K6_BIN may be a script around k6.
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, name);
    } catch {
      // It has ended in this moment.
    }
  };
  return {
    pid: child.pid ?? null,
    guardPid: guard?.pid ?? null,
    ended,
    signal,
    async stop(graceMs) {
      if (!interrupted) {
        signal('SIGINT');
      }
      const escalation = setTimeout(() => signal('SIGKILL'), graceMs);
      try {
        return await ended;
      } finally {
        clearTimeout(escalation);
      }
    },
  };
}

/** 128 + n, as a shell reports a process that signal n has ended. */
export function exitCodeOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
