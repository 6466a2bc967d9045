import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { lastLine, runCommand, secondsSince, withHeartbeat } from './command';
import { findOnPath } from './find';
import { buildFolder, shown, type Progress } from './part';

export interface GoProgram {
  /** Import path of the main package. */
  readonly package: string;
  readonly version: string;
  /** Absolute path that the binary is to have. */
  readonly binary: string;
  /** Give up after this many minutes. */
  readonly minutes: number;
  readonly linkerFlags?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** `go install <package>@<version>`. Null when the binary is in place, else what went wrong. */
export async function goInstall(program: GoProgram, progress: Progress): Promise<string | null> {
  const folder = await buildFolder(`${path.basename(program.binary)}-${process.pid}`);
  const flags = program.linkerFlags === undefined ? [] : ['-ldflags', program.linkerFlags];
  return goBuild(
    {
      args: ['install', ...flags, `${program.package}@${program.version}`],
      folder,
      env: { ...program.env, GOBIN: folder },
      output: path.join(folder, path.basename(program.package)),
      binary: program.binary,
      minutes: program.minutes,
    },
    progress
  );
}

export interface GoBuild {
  /** Arguments of `go`. */
  readonly args: readonly string[];
  /** The build's own folder; removed when it succeeds. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where the command leaves the binary. */
  readonly output: string;
  /** Where the binary is to be. */
  readonly binary: string;
  readonly minutes: number;
}

/**
 * Runs a Go build and moves its binary into place in one step, so that an interrupted build, or a second one at the
 * same time, never leaves half a program there. Null when it is in place, else what went wrong.
 */
export async function goBuild(build: GoBuild, progress: Progress): Promise<string | null> {
  if ((await findOnPath('go')) === null) {
    return 'building it needs Go, which is not on PATH';
  }
  const startedAt = Date.now();
  const logFile = path.join(await buildFolder('logs'), `${path.basename(build.folder)}.log`);
  const result = await withHeartbeat(progress, 'building', () =>
    runCommand('go', build.args, { cwd: build.folder, env: build.env, timeoutSeconds: build.minutes * 60, logFile })
  );
  if (result.exitCode !== 0) {
    return `"go ${build.args[0]}" failed: ${lastLine(result.output)} (log: ${shown(logFile)})`;
  }
  await mkdir(path.dirname(build.binary), { recursive: true });
  await rename(build.output, build.binary);
  await rm(build.folder, { recursive: true, force: true });
  progress(`built in ${secondsSince(startedAt)} s`);
  return null;
}
