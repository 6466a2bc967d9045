import type { CliContext } from './context';
import type { SignalDesk } from './k6-session';
import type { RunSettings } from './settings';
import type { Sidecar } from './sidecar';
import type { Spool } from './spool';

/** One `loadtests run`, with what it talks to. */
export interface Session {
  readonly settings: RunSettings;
  readonly context: CliContext;
  readonly sidecar: Sidecar;
  readonly spool: Spool;
  readonly desk: SignalDesk;
  /** A line for the person. */
  readonly say: (line: string) => void;
}

/** Whether a run of which the monitor has not heard is a failure: where it decides something, it has to know. */
export function mustBeTold({ strict, wait, mustCount }: RunSettings): boolean {
  return strict || wait || mustCount;
}
