import { execFile, type ExecFileException, type ExecFileOptions } from 'node:child_process';
import { systemErrorCode } from '../lib/error-code';

/** What `k6 version` says; `version` is null where it says none. `problem` is for people. */
export type K6VersionAnswer =
  { readonly ok: true; readonly version: string | null } | { readonly ok: false; readonly problem: string };

const timeoutMs = 10_000;

/** The number in what `k6 version` prints, such as `1.8.1`; null without one. */
export function versionIn(printed: string): string | null {
  return /\bv(\d[^\s]*)/.exec(printed)?.[1] ?? null;
}

/** Asks a k6 for its version. Never rejects. */
export async function k6VersionOf(
  k6Bin: string,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string
): Promise<K6VersionAnswer> {
  const { error, stdout } = await printedBy(k6Bin, { cwd, env: { ...env } });
  if (error === null) {
    return { ok: true, version: versionIn(stdout) };
  }
  const why = String(error.code ?? error.signal ?? error.message);
  return { ok: false, problem: `${k6Bin} cannot be started (${why}): install k6, or set K6_BIN to its binary` };
}

/** k6 cannot be started; the message says why and what would be right. */
export class K6MissingError extends Error {
  override readonly name = 'K6MissingError';
}

const remedy = 'Install k6 1 or 2 (grafana.com/docs/k6/latest/set-up/install-k6), or set K6_BIN to where it is';

/**
 * The version of the k6 that a sidecar is to run, without its `v`.
 *
 * @throws K6MissingError where there is none, it cannot be run, or it is something else.
 */
export async function findK6(k6Bin: string): Promise<string> {
  const { error, stdout } = await printedBy(k6Bin, {});
  const version = versionIn(stdout);
  if (error === null && version !== null && /^\d+\.\d+\.\d+/.test(version)) {
    return version;
  }
  const code = systemErrorCode(error);
  const why =
    error === null
      ? 'it does not tell a version, so it is no k6'
      : code === 'ENOENT'
        ? 'there is no such program'
        : `it cannot be run (${code ?? 'it failed'})`;
  throw new K6MissingError(`K6_BIN is ${k6Bin}: ${why}. ${remedy}`);
}

/** What `k6 version` prints, or why it does not. Never rejects. */
function printedBy(
  k6Bin: string,
  options: Pick<ExecFileOptions, 'cwd' | 'env'>
): Promise<{ readonly error: ExecFileException | null; readonly stdout: string }> {
  return new Promise((resolve) => {
    execFile(k6Bin, ['version'], { ...options, timeout: timeoutMs, killSignal: 'SIGKILL' }, (error, stdout) =>
      resolve({ error, stdout })
    );
  });
}
