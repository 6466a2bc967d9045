import path from 'node:path';
import { lastLine, runCommand } from './command';
import { provideProgram, type Program } from './find';
import type { Progress, Provided } from './part';
import { installFromPypi, pypiFolder } from './pypi';

const requirements = path.resolve(__dirname, '../contract/requirements.txt');

const schemathesis: Program = {
  variable: 'SCHEMATHESIS_BIN',
  commands: ['schemathesis'],
  folders: [path.join(pypiFolder('schemathesis'), 'bin')],
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
  return provideProgram(schemathesis, progress, () =>
    installFromPypi('schemathesis', requirements, 'SCHEMATHESIS_BIN', progress)
  );
}
