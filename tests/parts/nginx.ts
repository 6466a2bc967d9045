import { rm, writeFile } from 'node:fs/promises';
import { aptInstall } from './apt';
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
    const problem = await installPackage(progress);
    return problem === null ? null : `${problem}, or set NGINX_BIN`;
  });
}

/** Debian's package would start a server on port 80 at once; this file tells it not to, for the time of the call. */
async function installPackage(progress: Progress): Promise<string | null> {
  const policy = '/usr/sbin/policy-rc.d';
  const isOurs = await writeFile(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755, flag: 'wx' }).then(
    () => true,
    // Only root may write it; the machine's own policy stays.
    () => false
  );
  try {
    return await aptInstall('nginx-light', progress);
  } finally {
    if (isOurs) {
      await rm(policy, { force: true });
    }
  }
}
