import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { procStat } from '../../../backend/src/k6/proc-stat';
import { machineIdentity, seeProcess, stillRuns } from '../../../backend/src/k6/process-identity';
import { lastLine, runCommand } from '../../parts/command';
import { firewallRules, undoDocker } from './firewall';

/** What an engine of ours leaves on the machine unless somebody takes it away, kept in a file while it runs. */
const tracesSchema = z.object({
  /** The process that started it. */
  owner: z.object({ pid: z.number(), startTime: z.string(), machine: z.string() }),
  /** Its temporary folder: socket, pid files, mounts; named in the command line of each of its processes. */
  folder: z.string(),
  dataRoot: z.string(),
  bridge: z.string(),
  /** /proc/sys/net/ipv4/ip_forward and the firewall's rules as they were before. */
  ipForward: z.string(),
  firewall: z.string(),
});
export type Traces = z.infer<typeof tracesSchema>;

const forwardFile = '/proc/sys/net/ipv4/ip_forward';
const endDeadlineMs = 30_000;

/** Notes what is about to be there and how the machine is before. Rejects where another run has just done so. */
export async function noteTraces(
  file: string,
  places: Pick<Traces, 'folder' | 'dataRoot' | 'bridge'>,
  env: NodeJS.ProcessEnv
): Promise<Traces> {
  const own = await seeProcess(process.pid);
  const traces: Traces = {
    ...places,
    owner: { pid: process.pid, startTime: own?.startTime ?? '', machine: await machineIdentity() },
    ipForward: (await readFile(forwardFile, 'utf8')).trim(),
    firewall: await firewallRules(env),
  };
  await writeFile(file, JSON.stringify(traces), { flag: 'wx', mode: 0o600 });
  return traces;
}

/** The traces of an earlier engine; null where there are none. A file that nobody can read is no trace. */
export async function readTraces(file: string): Promise<Traces | null> {
  try {
    return tracesSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    await rm(file, { force: true });
    return null;
  }
}

/** Whether the process that started that engine still runs. */
export async function isOwned({ owner }: Traces): Promise<boolean> {
  return owner.machine === (await machineIdentity()) && (await stillRuns(owner));
}

/** Brings the machine back to what it was before the engine, whatever of it is still there. */
export async function removeTraces(file: string, traces: Traces, env: NodeJS.ProcessEnv): Promise<void> {
  await endProcesses(traces.folder);
  await unmountBelow([traces.folder, traces.dataRoot]);
  await command('ip', ['link', 'delete', traces.bridge], env).catch(() => undefined);
  await restoreFirewall(traces, env);
  if ((await readFile(forwardFile, 'utf8')).trim() !== traces.ipForward) {
    await writeFile(forwardFile, traces.ipForward);
  }
  await rm(traces.folder, { recursive: true, force: true });
  await rm(file, { force: true });
}

async function restoreFirewall(traces: Traces, env: NodeJS.ProcessEnv): Promise<void> {
  const undo = undoDocker(traces.firewall, await firewallRules(env), traces.bridge);
  if (undo === '') {
    return;
  }
  const undoFile = path.join(traces.folder, 'firewall');
  await mkdir(traces.folder, { recursive: true });
  await writeFile(undoFile, undo);
  await command('iptables-restore', ['--noflush', undoFile], env);
}

/** dockerd first, which ends its containers in order; then what a crashed one has left. */
async function endProcesses(folder: string): Promise<void> {
  const dockerd = (await processesOf(folder)).filter(({ name }) => name === 'dockerd');
  dockerd.forEach(({ pid }) => send(pid, 'SIGTERM'));
  await ended(async () => (await processesOf(folder)).every(({ name }) => name !== 'dockerd'));
  const left = await processesOf(folder);
  const shims = left.filter(({ name }) => name.startsWith('containerd-shim')).map(({ pid }) => pid);
  // Without its shim a container would go on by itself.
  const containers = (await processIds()).map(async (pid) => ({ pid, parent: await parentOf(pid) }));
  (await Promise.all(containers))
    .filter(({ parent }) => shims.includes(parent))
    .forEach(({ pid }) => send(pid, 'SIGKILL'));
  left.forEach(({ pid }) => send(pid, 'SIGKILL'));
  await ended(async () => (await processesOf(folder)).length === 0);
}

const engineProcesses = /^(dockerd|containerd|containerd-shim\S*|docker-proxy|runc)$/;

/** The processes of the engine in this folder, which no other engine names. */
async function processesOf(folder: string): Promise<ReadonlyArray<{ readonly pid: number; readonly name: string }>> {
  const seen = await Promise.all((await processIds()).map((pid) => seeProcess(pid)));
  return seen
    .filter((one) => one !== null)
    .map(({ pid, command }) => ({ pid, command, name: path.basename(command.split(' ')[0] ?? '') }))
    .filter(({ command, name }) => engineProcesses.test(name) && command.includes(`${folder}/`));
}

async function processIds(): Promise<readonly number[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
}

async function parentOf(pid: number): Promise<number> {
  return procStat(pid).then(
    (field) => Number(field(4)),
    () => 0
  );
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

async function ended(isOver: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + endDeadlineMs;
  while (!(await isOver()) && Date.now() < deadline) {
    await sleep(100);
  }
}

/** The deepest first. */
async function unmountBelow(folders: readonly string[]): Promise<void> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '');
  const below = mounts.filter((mount) => folders.some((folder) => mount === folder || mount.startsWith(`${folder}/`)));
  for (const mount of below.reverse()) {
    await runCommand('umount', ['--lazy', mount]);
  }
}

/** Runs a command of the system. Rejects with what it says when it fails. */
export async function command(name: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { exitCode, output } = await runCommand(name, args, { env: { PATH: env.PATH ?? '' } });
  if (exitCode !== 0) {
    throw new Error(`"${name} ${args.join(' ')}" failed: ${lastLine(output)}`);
  }
  return output;
}
