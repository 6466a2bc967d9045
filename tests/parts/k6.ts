import path from 'node:path';
import { lastLine, runCommand } from './command';
import { provideProgram, type Program } from './find';
import { goInstall } from './go';
import { cacheBin, type Progress, type Provided } from './part';

const builtVersion = 'v1.8.1';

const k6: Program = {
  variable: 'K6_BIN',
  commands: ['k6'],
  folders: [cacheBin],
  async check(file) {
    const { output } = await runCommand(file, ['version']);
    const version = /\bv(\d+)\.\d+\.\d+\S*/.exec(output);
    if (version === null) {
      return { unusable: `it does not tell its version (${lastLine(output)})` };
    }
    const major = Number(version[1]);
    return major === 1 || major === 2 ? { version: version[0] } : { unusable: `it is ${version[0]}, not k6 1 or 2` };
  },
};

/** k6 from `K6_BIN`, PATH or `.cache/bin`; else built from source with Go (one to three minutes, once). */
export function provideK6(progress: Progress): Promise<Provided> {
  return provideProgram(k6, progress, async () => {
    progress(`building ${builtVersion} from source with Go, usually 1 to 3 minutes, once`);
    const problem = await goInstall(
      { package: 'go.k6.io/k6', version: builtVersion, binary: path.join(cacheBin, 'k6'), minutes: 15 },
      progress
    );
    return problem === null
      ? null
      : `${problem}. Install k6 (https://grafana.com/docs/k6/latest/set-up/install-k6/) or set K6_BIN`;
  });
}
