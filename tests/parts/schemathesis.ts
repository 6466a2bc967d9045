import path from 'node:path';
import { lastLine, runCommand, withHeartbeat } from './command';
import { findOnPath, provideProgram, type Program } from './find';
import { buildFolder, cacheFolder, shown, type Progress, type Provided } from './part';

const environment = path.join(cacheFolder, 'schemathesis');
const requirements = path.resolve(__dirname, '../contract/requirements.txt');

const schemathesis: Program = {
  variable: 'SCHEMATHESIS_BIN',
  commands: ['schemathesis'],
  folders: [path.join(environment, 'bin')],
  async check(file) {
    const { exitCode, output } = await runCommand(file, ['--version']);
    const version = /(\d+)\.\d+\.\d+/.exec(output);
    if (exitCode !== 0 || version === null) {
      return { unusable: `it does not tell its version (${lastLine(output)})` };
    }
    return version[1] === '4' ? { version: version[0] } : { unusable: `it is ${version[0]}, not Schemathesis 4` };
  },
};

/** Schemathesis 4 from `SCHEMATHESIS_BIN`, PATH or `.cache/schemathesis`; else from PyPI into an environment of its own. */
export function provideSchemathesis(progress: Progress): Promise<Provided> {
  return provideProgram(schemathesis, progress, async () => {
    const python = await findOnPath('python3');
    if (python === null) {
      return 'there is no python3 on PATH; install Python 3.10 or newer, or set SCHEMATHESIS_BIN';
    }
    progress('not on this machine; installing it from PyPI into .cache/schemathesis, usually less than a minute');
    const logFile = path.join(await buildFolder('logs'), 'schemathesis.log');
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
  });
}
