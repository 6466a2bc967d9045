import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { chaosVariables, type Armed, type FaultAct, type FromChild, type ToChild } from './protocol';

/** One sidecar that is started again whenever it dies, as a supervisor would. */
export interface Replica {
  readonly name: string;
  /** Null while it is down. */
  url(): string | null;
  /** The process that runs now breaks off at one of these points, the next one does not. Null: it does not any more. */
  arm(armed: Armed | null): void;
  /** Resolves when it is at work; rejects when it ends in any other way than by a fault. */
  ready(): Promise<string>;
  /** SIGTERM, and another one is started; both are armed, for the way down and for the way up. */
  restart(armed: Armed | null): void;
  /** `kill -9` now, whatever it does. */
  kill(): void;
  /** Lets it sleep for so long, in ms, by SIGSTOP. */
  sleep(ms: number): Promise<void>;
  /** SIGTERM, and no further start. @returns how long it took, in ms */
  stop(): Promise<number>;
  /** The end of its log. */
  logged(): string;
}

export interface ReplicaOptions {
  readonly name: string;
  /** That of `buildReplica`. */
  readonly program: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly times: object;
  readonly onSeen: (point: string) => void;
  /** It has died, at this instant. */
  readonly onDeath: (at: Date, name: string) => void;
  /** It breaks off at this point, for which it was armed; where it waits there, it goes on when this resolves. */
  readonly onBroken: (point: string, act: FaultAct) => Promise<void>;
}

/** A start takes a second or two; on a machine that does much else, many more. */
const startWithinMs = 90_000;

/** child.ts as JavaScript in this folder: a start that translates all it loads takes twice as long. @returns the file */
export async function buildReplica(folder: string): Promise<string> {
  const outfile = join(folder, 'child.cjs');
  await build({
    entryPoints: [join(__dirname, 'child.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    logLevel: 'error',
  });
  return outfile;
}

export function startReplica(options: ReplicaOptions): Replica {
  const { name } = options;
  let child: ChildProcess | null = null;
  let url: string | null = null;
  let log = '';
  /** Of the process that runs now, or ran last: how it ended is read from its own words alone. */
  let ownLog = '';
  let isAsleep = false;
  let isStopped = false;
  let isRestarting = false;
  let armedAtStart: Armed | null = null;
  let failure: Error | null = null;
  let stopped: () => void = () => undefined;

  const say = (message: ToChild) => {
    if (child?.connected === true) {
      child.send(message, () => undefined);
    }
  };

  function hear(message: FromChild): void {
    if (message.kind === 'seen') {
      options.onSeen(message.point);
      return;
    }
    if (message.act === 'kill') {
      // Nobody is to call what is about to be gone.
      url = null;
    }
    void options.onBroken(message.point, message.act).then(() => say({ kind: 'goOn' }));
  }

  function start(): void {
    const env = {
      ...options.env,
      [chaosVariables.times]: JSON.stringify(options.times),
      [chaosVariables.armed]: JSON.stringify(armedAtStart),
      [chaosVariables.sidecar]: join(__dirname, '../../backend/dist'),
    };
    armedAtStart = null;
    ownLog = '';
    const started = spawn(process.execPath, [options.program], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env,
    });
    child = started;
    const note = (chunk: string) => {
      log = `${log}${chunk}`.slice(-60_000);
      ownLog = `${ownLog}${chunk}`.slice(-60_000);
      url ??= /"url":"([^"]+)"[^\n]*the sidecar is ready/.exec(chunk)?.[1] ?? null;
    };
    started.stdout?.setEncoding('utf8').on('data', note);
    started.stderr?.setEncoding('utf8').on('data', note);
    started.on('message', hear);
    started.once('close', (code, signal) => {
      url = null;
      child = null;
      if (isStopped) {
        stopped();
        return;
      }
      // Exit code 1: a step of it took too long on a busy machine. One that has not come up yet knows of no way down.
      const wentDown = code === 0 || (code === 1 && ownLog.includes('"msg":"shut down"'));
      if (isRestarting && (wentDown || signal === 'SIGTERM')) {
        isRestarting = false;
        start();
        return;
      }
      isRestarting = false;
      if (code === 1 && ownLog.includes('StartError: The database of DATABASE_URL ')) {
        // Said, and exit code 1: the supervisor tries again.
        setTimeout(start, 300);
        return;
      }
      if (signal !== 'SIGKILL') {
        failure = new Error(`${name} ended by itself (${signal ?? code}):\n${log.slice(-4000)}`);
        return;
      }
      options.onDeath(new Date(), name);
      start();
    });
  }
  start();

  async function ready(): Promise<string> {
    const giveUpAt = performance.now() + startWithinMs;
    while (url === null) {
      if (failure !== null) {
        throw failure;
      }
      if (performance.now() > giveUpAt) {
        throw new Error(`${name} was not ready within ${startWithinMs} ms:\n${log.slice(-4000)}`);
      }
      await sleep(20);
    }
    return url;
  }

  /** It may sleep by its own will, at a point that it was armed for. */
  async function wakeSleepers(): Promise<void> {
    while (!isStopped) {
      await sleep(200);
      const state = child?.pid === undefined ? '' : await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '');
      if (/\) T /.test(state) && !isAsleep) {
        await sleep(sleptMs);
        child?.kill('SIGCONT');
      }
    }
  }
  void wakeSleepers();

  return {
    name,
    url: () => url,
    arm: (armed) => say({ kind: 'arm', armed }),
    ready,
    restart(armed) {
      say({ kind: 'arm', armed });
      armedAtStart = armed;
      isRestarting = true;
      child?.kill('SIGTERM');
    },
    kill: () => void child?.kill('SIGKILL'),
    async sleep(ms) {
      isAsleep = true;
      child?.kill('SIGSTOP');
      await sleep(ms);
      child?.kill('SIGCONT');
      isAsleep = false;
    },
    async stop() {
      const startedAt = performance.now();
      isStopped = true;
      if (child !== null) {
        const ended = new Promise<void>((done) => (stopped = done));
        child.kill('SIGTERM');
        await ended;
      }
      if (failure !== null) {
        throw failure;
      }
      return performance.now() - startedAt;
    },
    logged: () => log,
  };
}

/** Longer than the leases of a chaos run. */
export const sleptMs = 5_000;
