import type { ReasonCode } from '../model/verdict';

/**
 * What an exit code of k6 says about the run, from grafana/k6 errext/exitcodes/codes.go (v1.8.1; unchanged in v2.2).
 * A run error hides 99: k6 reports one code only, so thresholds are also read from the summary.
 */
export type ExitMeaning =
  | { readonly kind: 'completed' }
  | { readonly kind: 'thresholdsCrossed' }
  | { readonly kind: 'failedByScript' }
  | { readonly kind: 'errored'; readonly code: ReasonCode; readonly text: string };

const errored = (code: ReasonCode, text: string): ExitMeaning => ({ kind: 'errored', code, text });

/** @param exitCode null when a signal ended k6, then `signal` names it where it is known. */
export function exitMeaning(exitCode: number | null, signal: string | null): ExitMeaning {
  if (exitCode === null) {
    return errored('processKilled', `k6 was killed${signal === null ? '' : ` by ${signal}`} before it could finish`);
  }
  switch (exitCode) {
    case 0:
      return { kind: 'completed' };
    case 99:
      return { kind: 'thresholdsCrossed' };
    case 110:
      return { kind: 'failedByScript' };
    case 100:
    case 101:
      return errored(
        'scriptError',
        `${exitCode === 100 ? 'setup()' : 'teardown()'} timed out (k6 exit code ${exitCode})`
      );
    case 103:
      return errored('aborted', 'k6 was stopped through its REST API (exit code 103)');
    case 104:
      return errored('invalidConfiguration', "k6 refused the script's options (exit code 104)");
    case 105:
      return errored('aborted', 'k6 was interrupted before the end of the test (exit code 105)');
    case 106:
      return errored('invalidConfiguration', "k6 could not listen on its REST API's address (exit code 106)");
    case 107:
      return errored(
        'scriptError',
        'the script threw an exception outside an iteration, or has a syntax error (exit code 107)'
      );
    case 108:
      return errored('aborted', 'the script aborted the test (exit code 108)');
    case 129:
      return errored('processKilled', 'k6 was killed by SIGHUP (exit code 129)');
    case 137:
      return errored('processKilled', 'k6 was killed by SIGKILL, often for lack of memory (exit code 137)');
    case 143:
      return errored('processKilled', 'k6 was killed by SIGTERM (exit code 143)');
    default:
      return errored('unknownExitCode', `k6 ended with exit code ${exitCode}`);
  }
}
