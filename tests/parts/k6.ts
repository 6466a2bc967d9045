import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lastLine, runCommand, withHeartbeat } from './command';
import { provideProgram, type Program } from './find';
import { goBuild, goInstall } from './go';
import { buildFolder, cacheBin, type Progress, type Provided } from './part';

const install = 'Install k6 (https://grafana.com/docs/k6/latest/set-up/install-k6/)';

/** A k6 of one of these majors, found by this variable, on PATH under these names, or in `.cache/bin`. */
function k6Program(variable: string, commands: readonly string[], majors: readonly number[]): Program {
  return {
    variable,
    commands,
    folders: [cacheBin],
    async check(file) {
      const { output } = await runCommand(file, ['version']);
      const version = /\bv(\d+)\.\d+\.\d+\S*/.exec(output);
      if (version === null) {
        return { unusable: `it does not tell its version (${lastLine(output)})` };
      }
      return majors.includes(Number(version[1]))
        ? { version: version[0] }
        : { unusable: `it is ${version[0]}, not k6 ${majors.join(' or ')}` };
    },
  };
}

/** k6 2 from `K6_BIN`, PATH or `.cache/bin`; else built from source with Go (two to four minutes, once). */
export function provideK6(progress: Progress): Promise<Provided> {
  return provideK6Of([2], progress);
}

/** As `provideK6`, but a k6 1 that is already on this machine does as well. */
export function provideAnyK6(progress: Progress): Promise<Provided> {
  return provideK6Of([1, 2], progress);
}

/** k6 1, the previous major, from `K6_1_BIN`, PATH or `.cache/bin`; else built from source with Go. */
export function provideK6Major1(progress: Progress): Promise<Provided> {
  const version = 'v1.8.1';
  return provideProgram(k6Program('K6_1_BIN', ['k6-1', 'k6'], [1]), progress, async () => {
    progress(`building ${version} from source with Go, usually 1 to 3 minutes, once`);
    const problem = await goInstall(
      { package: 'go.k6.io/k6', version, binary: path.join(cacheBin, 'k6-1'), minutes: 15 },
      progress
    );
    return problem === null ? null : `${problem}. ${install} 1 or set K6_1_BIN`;
  });
}

function provideK6Of(majors: readonly number[], progress: Progress): Promise<Provided> {
  return provideProgram(k6Program('K6_BIN', ['k6'], majors), progress, async () => {
    progress(`building ${builtVersion} from source with Go, usually 2 to 4 minutes, once`);
    const problem = await buildK6(progress);
    return problem === null ? null : `${problem}. ${install} or set K6_BIN`;
  });
}

const builtVersion = 'v2.2.0';
const k6Package = 'go.k6.io/k6/v2';

/**
 * By a module that requires exactly this version: `go install` would first ask for the newest one's deprecation notice,
 * which not every module proxy serves.
 */
async function buildK6(progress: Progress): Promise<string | null> {
  const folder = await buildFolder(`k6-${process.pid}`);
  await writeFile(path.join(folder, 'go.mod'), `module tools\n\ngo 1.26\n\nrequire ${k6Package} ${builtVersion}\n`);
  const env = { GOFLAGS: '-mod=mod' };
  const fetched = await withHeartbeat(progress, 'fetching sources', () =>
    runCommand('go', ['mod', 'download', k6Package], { cwd: folder, env, timeoutSeconds: 600 })
  );
  if (fetched.exitCode !== 0) {
    return `"go mod download" failed: ${lastLine(fetched.output)}`;
  }
  const output = path.join(folder, 'k6');
  return goBuild(
    {
      args: ['build', '-o', output, k6Package],
      folder,
      env,
      output,
      binary: path.join(cacheBin, 'k6'),
      minutes: 15,
    },
    progress
  );
}
