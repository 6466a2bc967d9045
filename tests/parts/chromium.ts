import { aptInstall } from './apt';
import { lastLine, runCommand } from './command';
import { provideProgram, type Program } from './find';
import type { Progress, Provided } from './part';

const chromium: Program = {
  variable: 'CHROMIUM_BIN',
  commands: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
  folders: [],
  async check(file) {
    const { exitCode, output } = await runCommand(file, ['--version']);
    const version = /(?:Chromium|Chrome) (\d[\d.]*)/.exec(output)?.[1];
    return exitCode === 0 && version !== undefined
      ? { version }
      : { unusable: `"--version" does not answer (${lastLine(output)})` };
  },
};

/** Chromium from `CHROMIUM_BIN` or PATH; else the system's package where this process may install one. */
export function provideChromium(progress: Progress): Promise<Provided> {
  return provideProgram(chromium, progress, async () => {
    const problem = await aptInstall('chromium', progress);
    return problem === null ? null : `${problem}, or set CHROMIUM_BIN`;
  });
}
