import path from 'node:path';
import { lastLine, runCommand, withHeartbeat } from './command';
import { findOnPath, provideProgram, type Program } from './find';
import { buildFolder, cacheFolder, shown, type Progress, type Provided } from './part';

/** Where a program from PyPI and its packages are kept. */
const pypiFolder = (name: string): string => path.join(cacheFolder, name);

export interface PypiProgram {
  /** Of the command and of its folder in `.cache`. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** Names the program where it is somewhere else. */
  readonly variable: string;
  /** The only major version that will do. */
  readonly major: string;
  /** What pip installs. */
  readonly requirements: string;
}

/** A program from its variable, PATH or `.cache`; else from PyPI into an environment of its own. */
export function providePypiProgram(
  { name, title, variable, major, requirements }: PypiProgram,
  progress: Progress
): Promise<Provided> {
  const program: Program = {
    variable,
    commands: [name],
    folders: [path.join(pypiFolder(name), 'bin')],
    async check(file) {
      const { exitCode, output } = await runCommand(file, ['--version']);
      const version = /(\d+)\.\d+\.\d+/.exec(output);
      if (exitCode !== 0 || version === null) {
        return { unusable: `it does not tell its version (${lastLine(output)})` };
      }
      return version[1] === major
        ? { version: version[0] }
        : { unusable: `it is ${version[0]}, not ${title} ${major}` };
    },
  };
  return provideProgram(program, progress, () => installFromPypi(name, requirements, variable, progress));
}

/**
 * Installs what a requirements file names into an environment of its own. Null when it is there, else what went wrong.
 */
async function installFromPypi(
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
