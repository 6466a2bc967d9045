import type { RunSelection } from '../model/figures';
import type { RunRow } from './rows';

/** Samples can carry the clock of another machine. */
const clockSlackMs = 60 * 60 * 1000;

/** Where the samples of a run can lie in the metric store, when the last one was written at `until`. */
export function samplesOf(run: Pick<RunRow, 'id' | 'startedAt' | 'announcedAt'>, until: Date): RunSelection {
  return {
    runId: run.id,
    from: new Date((run.startedAt ?? run.announcedAt).getTime() - clockSlackMs),
    to: new Date(until.getTime() + clockSlackMs),
  };
}
