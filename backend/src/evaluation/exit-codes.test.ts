import { exitMeaning } from './exit-codes';

/** grafana/k6 errext/exitcodes/codes.go, and what a shell or container reports for a process that a signal has ended. */
const errored: ReadonlyArray<readonly [number, string, string]> = [
  [100, 'scriptError', 'setup() timed out'],
  [101, 'scriptError', 'teardown() timed out'],
  [103, 'aborted', 'REST API'],
  [104, 'invalidConfiguration', "script's options"],
  [105, 'aborted', 'interrupted'],
  [106, 'invalidConfiguration', "REST API's address"],
  [107, 'scriptError', 'exception'],
  [108, 'aborted', 'the script aborted the test'],
  [129, 'processKilled', 'SIGHUP'],
  [137, 'processKilled', 'SIGKILL'],
  [143, 'processKilled', 'SIGTERM'],
  [97, 'unknownExitCode', 'exit code 97'],
  [102, 'unknownExitCode', 'exit code 102'],
  [109, 'unknownExitCode', 'exit code 109'],
  [1, 'unknownExitCode', 'exit code 1'],
  [255, 'unknownExitCode', 'exit code 255'],
];

describe('exit codes of k6', () => {
  it.each([
    [0, 'completed'],
    [99, 'thresholdsCrossed'],
    [110, 'failedByScript'],
  ])('%d: %s', (code, kind) => {
    expect(exitMeaning(code, null)).toEqual({ kind });
  });

  it.each(errored)('%d: errored, %s', (code, reason, text) => {
    expect(exitMeaning(code, null)).toEqual({ kind: 'errored', code: reason, text: expect.stringContaining(text) });
  });

  it('only 0 is completed', () => {
    const completed = Array.from({ length: 256 }, (_, code) => code).filter(
      (code) => exitMeaning(code, null).kind === 'completed'
    );
    expect(completed).toEqual([0]);
  });

  it.each([
    ['SIGKILL', 'k6 was killed by SIGKILL before it could finish'],
    [null, 'k6 was killed before it could finish'],
  ])('none, signal %s', (signal, text) => {
    expect(exitMeaning(null, signal)).toEqual({ kind: 'errored', code: 'processKilled', text });
  });
});
