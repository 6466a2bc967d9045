import type { Fetch, Sidecar, Sleep } from './sidecar';
import type { Environment } from './settings';

/** Everything outside that a command touches, so that tests can bring their own. */
export interface CliContext {
  readonly environment: Environment;
  readonly cwd: string;
  readonly fetch: Fetch;
  readonly sleep: Sleep;
  readonly now: () => Date;
  /** Our words. */
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  /** Results for programs and pipes: JSON, lists, help. While `run` goes on it belongs to k6. */
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  /** `ignore` where a test has no use for k6's own screen. */
  readonly k6Stdout: 'inherit' | 'ignore';
  /** Ctrl-C and the like. */
  readonly signals: {
    on(name: NodeJS.Signals, listener: (name: NodeJS.Signals) => void): unknown;
    off(name: NodeJS.Signals, listener: (name: NodeJS.Signals) => void): unknown;
  };
  readonly times: CliTimes;
}

/** All in ms. */
export interface CliTimes {
  /** One request. */
  readonly request: number;
  /** All attempts to announce a run before k6 starts regardless, and to deliver it where the monitor has not been there. */
  readonly announce: number;
  /** All attempts to deliver after the run. */
  readonly deliver: number;
  /** After a second Ctrl-C, until k6 is killed. */
  readonly kill: number;
}

export const usualTimes: CliTimes = { request: 10_000, announce: 5_000, deliver: 60_000, kill: 2_000 };

/** Exit codes of our own; all others are k6's. k6 itself uses 97 to 110 and 255. */
export const exitCodes = {
  /** `--wait`: k6 ended with 0, and the verdict is not `passed` or did not come. `--must-count`: the run does not count. */
  notPassed: 1,
  /** Of a command that asks the monitor for something: it cannot be reached now, or somebody whom it asked. */
  notDone: 1,
  /** Wrong command line, or the monitor refused what was asked, or the run would not count; nothing was started. */
  usage: 2,
  /** The monitor could not be told, or asked: not reachable, no monitor, or the key is refused. EX_UNAVAILABLE. */
  notTold: 69,
  /** Something of ours broke, such as a full disk under the spool. EX_SOFTWARE of sysexits.h. */
  internal: 70,
  /** As a shell says it. */
  k6NotFound: 127,
} as const;

/** Whether the sidecar keeps samples itself: only then does it answer what k6's influxdb output asks first. */
export async function metricStoreOf(sidecar: Sidecar): Promise<'embedded' | 'influxdb' | null> {
  const answer = await sidecar.get(`/query?q=${encodeURIComponent('CREATE DATABASE k6')}`);
  if (answer.kind === 'unreachable') {
    return null;
  }
  return answer.status === 200 && answer.body !== null ? 'embedded' : answer.status === 404 ? 'influxdb' : null;
}
