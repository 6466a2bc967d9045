import { aptInstallStopped } from './apt';
import { lastLine, runCommand } from './command';
import { provideProgram, type Program } from './find';
import type { Progress, Provided } from './part';

const nginx: Program = {
  variable: 'NGINX_BIN',
  commands: ['nginx'],
  // Debian keeps it off the PATH of those who are not root.
  folders: ['/usr/sbin', '/usr/local/sbin'],
  async check(file) {
    const { exitCode, output } = await runCommand(file, ['-V']);
    const version = /nginx\/(\d[\d.]*)/.exec(output)?.[1];
    if (exitCode !== 0 || version === undefined) {
      return { unusable: `"-V" does not answer (${lastLine(output)})` };
    }
    return output.includes('--with-http_auth_request_module')
      ? { version }
      : { unusable: 'it was built without auth_request' };
  },
};

/** nginx from `NGINX_BIN`, PATH or where Debian keeps it; else the system's package where this process may install one. */
export function provideNginx(progress: Progress): Promise<Provided> {
  return provideProgram(nginx, progress, async () => {
    const problem = await aptInstallStopped('nginx-light', progress);
    return problem === null ? null : `${problem}, or set NGINX_BIN`;
  });
}
