import path from 'node:path';
import { lastLine, runCommand } from './command';
import { provideProgram, type Program } from './find';
import { goInstall } from './go';
import { cacheBin, type Progress, type Provided } from './part';

const built = 'v1.7.12';

const actionlint: Program = {
  variable: 'ACTIONLINT_BIN',
  commands: ['actionlint'],
  folders: [cacheBin],
  async check(file) {
    const { output } = await runCommand(file, ['-version']);
    const version = /^v?(1\.\d+\.\d+)/.exec(output)?.[1];
    return version === undefined ? { unusable: `it is not actionlint 1 (${lastLine(output)})` } : { version };
  },
};

/** actionlint 1 from `ACTIONLINT_BIN`, PATH or `.cache/bin`; else built from source with Go (half a minute, once). */
export function provideActionlint(progress: Progress): Promise<Provided> {
  return provideProgram(actionlint, progress, async () => {
    progress(`building ${built} from source with Go, usually half a minute, once`);
    const problem = await goInstall(
      {
        package: 'github.com/rhysd/actionlint/cmd/actionlint',
        version: built,
        binary: path.join(cacheBin, 'actionlint'),
        minutes: 10,
      },
      progress
    );
    return problem === null ? null : `${problem}. Install actionlint or set ACTIONLINT_BIN`;
  });
}
