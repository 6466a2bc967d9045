import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { promisify } from 'node:util';
import { procStat } from './proc-stat';

/** What a process has used so far. MB are 1024² bytes. */
export interface ProcessUsage {
  /** Processor time, all threads together, in ms. */
  readonly cpuMs: number;
  /** Resident memory now. */
  readonly memoryMb: number;
  /** The most it has had so far, as far as the system keeps that. */
  readonly peakMemoryMb: number;
}

/** What all processors of the machine have done since it started, in ms of one processor. */
export interface MachineUsage {
  readonly busyMs: number;
  /** Busy and idle: grows by the number of processors in every ms. */
  readonly totalMs: number;
  readonly processors: number;
}

/** Ticks of a second in /proc: 100 on every Linux that Node runs on (`getconf CLK_TCK`). */
const ticksPerSecond = 100;

/** What the process has used; null where it has ended or nobody can tell (Windows). */
export async function processUsage(
  pid: number,
  platform: NodeJS.Platform = process.platform
): Promise<ProcessUsage | null> {
  try {
    return platform === 'linux' ? await fromProc(pid) : platform === 'win32' ? null : await fromPs(pid);
  } catch {
    return null;
  }
}

/** The machine's processors; in a container, those of the machine around it. */
export function machineUsage(): MachineUsage {
  const times = cpus().map((each) => each.times);
  const busyMs = times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, 0);
  const totalMs = times.reduce((sum, { idle }) => sum + idle, busyMs);
  return { busyMs, totalMs, processors: times.length };
}

async function fromProc(pid: number): Promise<ProcessUsage | null> {
  const [field, status] = await Promise.all([procStat(pid), readFile(`/proc/${pid}/status`, 'utf8')]);
  // utime and stime.
  const ticks = Number(field(14)) + Number(field(15));
  const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
  const memoryMb = kilobytes('VmRSS') / 1024;
  // A zombie has no memory any more.
  return Number.isNaN(memoryMb) || Number.isNaN(ticks)
    ? null
    : { cpuMs: (ticks * 1000) / ticksPerSecond, memoryMb, peakMemoryMb: kilobytes('VmHWM') / 1024 };
}

async function fromPs(pid: number): Promise<ProcessUsage | null> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=,time=', '-p', String(pid)], {
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  });
  // `51234 1-02:03:04.56`: the days and hours are there only when there are some.
  const [, rss, days = '0', time = ''] = /^\s*(\d+)\s+(?:(\d+)-)?([\d:.]+)\s*$/.exec(stdout) ?? [];
  if (rss === undefined) {
    return null;
  }
  const seconds = time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  const memoryMb = Number(rss) / 1024;
  return { cpuMs: (Number(days) * 86_400 + seconds) * 1000, memoryMb, peakMemoryMb: memoryMb };
}
