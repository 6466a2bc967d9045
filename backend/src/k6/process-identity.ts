import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { procStat } from './proc-stat';

/** Which process it is. A process id alone says little: when its process has ended, another one gets it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the system writes it: the same text for the same process, whenever it is asked. */
  readonly startTime: string;
}

/** A process as the system shows it. */
export interface SeenProcess extends ProcessIdentity {
  /** Its command line, the arguments one space apart. */
  readonly command: string;
}

/** The process with this id, and null where none runs or nobody can tell (Windows); a zombie runs no more. */
export async function seeProcess(
  pid: number,
  platform: NodeJS.Platform = process.platform
): Promise<SeenProcess | null> {
  try {
    return platform === 'linux' ? await fromProc(pid) : platform === 'win32' ? null : await fromPs(pid);
  } catch {
    return null;
  }
}

/** Whether that very process still runs. */
export async function stillRuns({ pid, startTime }: ProcessIdentity): Promise<boolean> {
  return (await seeProcess(pid))?.startTime === startTime;
}

/**
 * On what process ids and start times are good: since its last boot on Linux, where containers share it and start times
 * count from it; elsewhere, where start times are dates, the machine.
 */
export async function machineIdentity(): Promise<string> {
  try {
    return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  } catch {
    return hostname();
  }
}

async function fromProc(pid: number): Promise<SeenProcess | null> {
  const field = await procStat(pid);
  const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replace(/\0$/, '').replaceAll('\0', ' ');
  const [state, startTime] = [field(3), field(22)];
  return startTime === undefined || state === 'Z' ? null : { pid, startTime, command };
}

async function fromPs(pid: number): Promise<SeenProcess | null> {
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'stat=,lstart=,command=', '-p', String(pid)], {
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
  });
  // `Ss   Mon Nov 30 02:10:22 2026 k6 run script.js`
  const [, state = '', startTime = '', command = ''] =
    /^\s*(\S+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]{8}\s+\d{4})\s+(.*?)\s*$/.exec(stdout) ?? [];
  return startTime === '' || state.startsWith('Z') ? null : { pid, startTime, command };
}
