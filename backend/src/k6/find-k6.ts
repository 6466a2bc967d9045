import { execFile } from 'node:child_process';
import { systemErrorCode } from '../lib/error-code';

/** k6 cannot be started; the message says why and what would be right. */
export class K6MissingError extends Error {
  override readonly name = 'K6MissingError';
}

const remedy = 'Install k6 1 or 2 (grafana.com/docs/k6/latest/set-up/install-k6), or set K6_BIN to where it is';

/**
 * The version of this k6, without its `v`.
 *
 * @throws K6MissingError where there is none, it cannot be run, or it is something else.
 */
export function findK6(k6Bin: string, timeoutMs = 10_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const no = (why: string) => reject(new K6MissingError(`K6_BIN is ${k6Bin}: ${why}. ${remedy}`));
    execFile(k6Bin, ['version'], { timeout: timeoutMs, killSignal: 'SIGKILL' }, (error, stdout) => {
      const version = /\bv(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1];
      if (error !== null) {
        const code = systemErrorCode(error);
        return no(code === 'ENOENT' ? 'there is no such program' : `it cannot be run (${code ?? 'it failed'})`);
      }
      return version === undefined ? no('it does not tell a version, so it is no k6') : resolve(version);
    });
  });
}
