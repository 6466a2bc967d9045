import { readFile } from 'node:fs/promises';

/**
 * The fields of /proc/<pid>/stat by their number, from the state (3) on
 * (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html). The name before them, in brackets, may hold anything.
 */
export async function procStat(pid: number): Promise<(field: number) => string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (field) => fields[field - 3];
}
