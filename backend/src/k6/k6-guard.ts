import { spawn, type ChildProcess } from 'node:child_process';

/** How long k6 may take for its last iterations and teardown() once nobody waits for it any more, in s. */
const graceSeconds = 30;

/**
 * Reads a line from us; the end of the pipe instead of it says that we are gone. k6 gets a SIGINT first, so that
 * teardown() still runs.
 */
const program = `
read -r ended && exit
kill -s INT -- -"$1"
seconds=0
while [ "$seconds" -lt ${graceSeconds} ] && kill -s 0 -- -"$1"; do sleep 1; seconds=$((seconds + 1)); done
kill -s KILL -- -"$1"
`;

/** Watches over one k6 until it has ended. */
export interface K6Guard {
  /** Null where it could not be started. */
  readonly pid: number | null;
  /** k6 has ended: nothing is to be done. */
  release(): void;
}

/**
 * A small process that ends k6's process group when this process is gone without a word (SIGKILL, out of memory): k6
 * would go on to load a target on which another sidecar then starts the next run. It outlives us on purpose. Where it
 * cannot be started, k6 goes unguarded.
 *
 * @param group of k6: the process id with which it was started detached.
 */
export function guardK6(group: number): K6Guard {
  let guard: ChildProcess;
  try {
    guard = spawn('sh', ['-c', program, 'guard', String(group)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: process.env.PATH },
      // What is sent to our process group, such as Ctrl-C, must not end it before us.
      detached: true,
    });
  } catch {
    return { pid: null, release: () => undefined };
  }
  guard.on('error', () => undefined);
  // There is no pipe where no process could be made.
  guard.stdin?.on('error', () => undefined);
  return { pid: guard.pid ?? null, release: () => void guard.stdin?.end('ended\n') };
}
