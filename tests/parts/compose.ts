import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lastLine, runCommand, withHeartbeat } from './command';
import { provideProgram, type Program } from './find';
import { goBuild } from './go';
import { buildFolder, cacheBin, type Progress, type Provided } from './part';

const builtVersion = 'v2.40.3';
const composeModule = 'github.com/docker/compose/v2';

const compose: Program = {
  variable: 'COMPOSE_BIN',
  commands: ['docker-compose'],
  // Where Docker looks for its plugins: https://docs.docker.com/compose/install/linux/
  folders: [
    '/usr/local/lib/docker/cli-plugins',
    '/usr/libexec/docker/cli-plugins',
    '/usr/lib/docker/cli-plugins',
    cacheBin,
  ],
  async check(file) {
    const { output } = await runCommand(file, ['version', '--short']);
    const version = lastLine(output).replace(/^v/, '');
    return /^2\.\d+/.test(version) ? { version } : { unusable: `it is no Docker Compose v2 (${lastLine(output)})` };
  },
};

/** Docker Compose v2 from `COMPOSE_BIN`, PATH, Docker's plugins or `.cache/bin`; else built from source with Go. */
export function provideCompose(progress: Progress): Promise<Provided> {
  return provideProgram(compose, progress, async () => {
    progress(`building Compose ${builtVersion} from source with Go, usually 2 to 4 minutes, once`);
    const problem = await build(progress);
    return problem === null
      ? null
      : `${problem}. Install Docker Compose v2 (https://docs.docker.com/compose/install/linux/) or set COMPOSE_BIN`;
  });
}

async function build(progress: Progress): Promise<string | null> {
  const folder = await buildFolder(`compose-${process.pid}`);
  await writeFile(path.join(folder, 'go.mod'), 'module tools\n\ngo 1.24\n');
  const env = { GOFLAGS: '-mod=mod' };
  const get = ['get', '-tool', `${composeModule}/cmd@${builtVersion}`];
  const fetched = await withHeartbeat(progress, 'fetching sources', () =>
    runCommand('go', get, { cwd: folder, env, timeoutSeconds: 600 })
  );
  if (fetched.exitCode !== 0) {
    return `"go get" failed: ${lastLine(fetched.output)}`;
  }
  const output = path.join(folder, 'docker-compose');
  const flags = ['-ldflags', `-X ${composeModule}/internal.Version=${builtVersion}`];
  return goBuild(
    {
      args: ['build', ...flags, '-o', output, `${composeModule}/cmd`],
      folder,
      env,
      output,
      binary: path.join(cacheBin, 'docker-compose'),
      minutes: 15,
    },
    progress
  );
}
