import type { Tx } from '../../db';
import { isStoppedByPerson } from '../../incidents';
import { earlierCountingRuns, type RunRow } from '../../runs';
import type { Planning } from './plan';
import { planAlert } from './slack-message';

/**
 * Tells that a run has passed and is worse than its baseline. A run that failed, or ended an incident, has a message of its own
 * that says so; and where the run before it was told to be worse than the same baseline, which only a pinned one can be, nothing is new.
 */
export async function planRegressionAlert(tx: Tx, planning: Planning, run: RunRow): Promise<void> {
  const { regression } = run;
  if (run.verdict !== 'passed' || run.judgement > 1 || run.incidentId !== null) {
    return;
  }
  if (regression === null || regression.findings.length === 0) {
    return;
  }
  const before = (await earlierCountingRuns(tx, run, 10)).find((each) => !isStoppedByPerson(each))?.regression ?? null;
  const isKnown = before?.baselineRunId === regression.baselineRunId && before.findings.length > 0;
  if (!isKnown) {
    await planAlert(tx, planning, run, null, { kind: 'regression' });
  }
}
