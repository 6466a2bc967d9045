import { execFile } from 'node:child_process';

/** What `k6 version` says; `version` is null where it says none. `problem` is for people. */
export type K6VersionAnswer =
  { readonly ok: true; readonly version: string | null } | { readonly ok: false; readonly problem: string };

const timeoutMs = 10_000;

/** The number in what `k6 version` prints, such as `1.8.1`; null without one. */
export function versionIn(printed: string): string | null {
  return /\bv(\d[^\s]*)/.exec(printed)?.[1] ?? null;
}

/** Asks a k6 for its version. Never rejects. */
export function k6VersionOf(
  k6Bin: string,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string
): Promise<K6VersionAnswer> {
  return new Promise((resolve) => {
    execFile(
      k6Bin,
      ['version'],
      { cwd, env: { ...env }, timeout: timeoutMs, killSignal: 'SIGKILL' },
      (error, stdout) => {
        if (error === null) {
          resolve({ ok: true, version: versionIn(stdout) });
        } else {
          const why = String(error.code ?? error.signal ?? error.message);
          const problem = `${k6Bin} cannot be started (${why}): install k6, or set K6_BIN to its binary`;
          resolve({ ok: false, problem });
        }
      }
    );
  });
}
