import { readdir, readFile, readlink, realpath, writeFile } from 'node:fs/promises';

/** What Linux tells of a process in proc(5); null on other systems. */

/** USER_HZ of proc(5): 100 on every architecture that Node runs on. */
const ticksPerSecond = 100;

/** Processor time that the process has taken so far, in ms. */
export async function cpuMsOf(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // Fields 14 and 15, counted after the command's name, which may hold spaces.
  const fields = stat?.split(') ')[1]?.split(' ');
  return fields === undefined ? null : ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1000;
}

/** Resident memory, in MB of 1024² bytes: `now`, and the most since the start or the last `forgetPeak`. */
export async function memoryMbOf(pid: number): Promise<{ readonly now: number | null; readonly peak: number | null }> {
  const status = (await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null)) ?? '';
  const megabytes = (field: string) => {
    const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  };
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

/** From here on `memoryMbOf` tells the most from this moment on. */
export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** The child of this process that runs this program. */
export async function childOf(program: string): Promise<number | null> {
  const file = await realpath(program);
  const threads = await readdir('/proc/self/task').catch(() => []);
  for (const thread of threads) {
    const children = await readFile(`/proc/self/task/${thread}/children`, 'utf8').catch(() => '');
    for (const pid of children.split(' ').filter((each) => each !== '')) {
      if ((await readlink(`/proc/${pid}/exe`).catch(() => '')) === file) {
        return Number(pid);
      }
    }
  }
  return null;
}
