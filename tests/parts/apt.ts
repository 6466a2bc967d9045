import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lastLine, runCommand, withHeartbeat } from './command';
import { findOnPath } from './find';
import { buildFolder, shown, type Progress, type Provided } from './part';

/** apt holds a lock of its own; asking one after the other keeps its waiting out of our progress lines. */
let queue: Promise<unknown> = Promise.resolve();
let updated = false;

/**
 * Installs a Debian or Ubuntu package. Null when it is installed, else why not: only root may, and only where there is
 * an apt. Nothing is asked of sudo.
 */
export function aptInstall(packageName: string, progress: Progress): Promise<string | null> {
  const installed = queue.then(() => install(packageName, progress));
  queue = installed.catch(() => undefined);
  return installed;
}

/**
 * As `aptInstall`, for a package that would start a server of its own at once: Debian asks this file first, and for the
 * time of the call it says no.
 */
export async function aptInstallStopped(packageName: string, progress: Progress): Promise<string | null> {
  const policy = '/usr/sbin/policy-rc.d';
  const isOurs = await writeFile(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755, flag: 'wx' }).then(
    () => true,
    // Only root may write it; the machine's own policy stays.
    () => false
  );
  try {
    return await aptInstall(packageName, progress);
  } finally {
    if (isOurs) {
      await rm(policy, { force: true });
    }
  }
}

/** A command of the system from PATH or where Debian keeps what only root uses; else from the package that has it. */
export async function provideCommand(command: string, packageName: string, progress: Progress): Promise<Provided> {
  const find = () => findOnPath(command, { PATH: withSystemFolders(process.env.PATH) });
  const found = await find();
  if (found !== null) {
    return { path: found };
  }
  const problem = await aptInstallStopped(packageName, (line) => progress(`${command}: ${line}`));
  if (problem !== null) {
    return { missing: `${command}: ${problem}` };
  }
  const installed = await find();
  return installed === null
    ? { missing: `the package ${packageName} brings no command ${command}; install ${command}` }
    : { path: installed };
}

/** A PATH on which programs that only root uses are found too; people's own leave them out. */
export function withSystemFolders(searchPath = ''): string {
  return [...searchPath.split(path.delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin']
    .filter((folder, index, all) => folder !== '' && all.indexOf(folder) === index)
    .join(path.delimiter);
}

async function install(packageName: string, progress: Progress): Promise<string | null> {
  const asPerson = `install it (on Debian or Ubuntu: sudo apt-get install ${packageName})`;
  if ((await findOnPath('apt-get')) === null) {
    return `not on this machine and there is no apt-get; ${asPerson}`;
  }
  if (process.getuid?.() !== 0) {
    return `not on this machine, and only root may install packages; ${asPerson}`;
  }
  progress(`not on this machine; installing the package ${packageName}, usually about a minute`);
  const logFile = path.join(await buildFolder('logs'), `apt-${packageName}.log`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, timeoutSeconds: 900, logFile };
  if (!updated) {
    await rm(logFile, { force: true });
    const update = await runCommand('apt-get', ['update'], options);
    if (update.exitCode !== 0) {
      return `"apt-get update" failed: ${lastLine(update.output)} (log: ${shown(logFile)})`;
    }
    updated = true;
  }
  const args = ['install', '--yes', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', packageName];
  const result = await withHeartbeat(progress, 'installing', () => runCommand('apt-get', args, options));
  return result.exitCode === 0
    ? null
    : `"apt-get install ${packageName}" failed: ${lastLine(result.output)} (log: ${shown(logFile)})`;
}
