import type { Database } from '../db';
import type { EndpointFigures, RecordedFigures } from '../model/figures';
import type { Regression } from '../model/regression';
import { endpointsOfRuns, passedRunsBefore, pinnedBaselineOf, type RunRow } from '../runs';
import { findRegressions, isBaselineFor, isComparable, regressionText } from '../trend';

/** So many passed runs are read, and so many of those that may be compared say how much runs differ by themselves. */
const read = 60;
const compared = 20;

/**
 * Holds a run that counts against its baseline: the pinned one, or the last passed one before it, if it may be compared.
 *
 * @param figures of the run, which its record may not have yet.
 * @param endpoints null: the metric store had no answer.
 * @returns null where there is no baseline, the load test looks for no regressions, or the run verifies a redeploy: a fresh deployment
 *   is cold.
 */
export async function heldAgainstBaseline(
  db: Database,
  run: RunRow,
  figures: Omit<RecordedFigures, 'durationSeconds' | 'virtualUsers' | 'virtualUsersSource' | 'failedRequests'>,
  endpoints: readonly EndpointFigures[] | null
): Promise<Regression | null> {
  const policy = run.limits.regression ?? null;
  if (policy === null || policy.mode === 'off' || !run.counts || run.trigger === 'verification') {
    return null;
  }
  const history = (await passedRunsBefore(db, run, read)).filter((each) => isComparable(each, run)).slice(0, compared);
  const pinned = await pinnedRun(db, run);
  const baseline = pinned ?? history[0] ?? null;
  if (baseline === null) {
    return null;
  }
  // Nothing is to be held against those of the others where the run has none.
  const others = (endpoints ?? []).length === 0 ? [] : [baseline.id, ...history.map(({ id }) => id)];
  const known = await endpointsOfRuns(db, others);
  const measured = (row: RunRow) => ({ ...row, endpoints: known.get(row.id) ?? null });
  const found = {
    mode: policy.mode,
    baselineRunId: baseline.id,
    isPinned: pinned !== null,
    findings: findRegressions(
      policy,
      { ...figures, endpoints },
      { baseline: measured(baseline), isPinned: pinned !== null, history: history.reverse().map(measured) }
    ),
    hasEndpoints: endpoints !== null,
  };
  return { ...found, text: regressionText(found) };
}

/** Null: none is pinned, or it may not be compared with the run. */
async function pinnedRun(db: Database, run: RunRow): Promise<RunRow | null> {
  const pinned = (await pinnedBaselineOf(db, run.test))?.run ?? null;
  return pinned !== null && isBaselineFor(pinned, run) ? pinned : null;
}
