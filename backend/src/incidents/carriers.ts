import type { Reason } from '../model/verdict';
import type { Verdict } from '../model/run';
import { isUnusable } from './transitions';

/** A judged run that counts. */
interface CountedRun {
  readonly verdict: Verdict | null;
  readonly incidentId: string | null;
  readonly reasons: readonly Reason[] | null;
}

/** Stopped by a person: it says nothing. */
export function isStoppedByPerson(run: Pick<CountedRun, 'reasons'>): boolean {
  return run.reasons?.some((reason) => reason.code === 'stoppedByPerson') ?? false;
}

/**
 * The runs without which the incident would not be open: every failed one that belongs to it, and every second unusable
 * run in a row that does. Empty: nothing carries it.
 *
 * @param runs of the load test, oldest first.
 */
export function carriersOf<Run extends CountedRun>(incidentId: string, runs: readonly Run[]): Run[] {
  const counted = runs.filter((run) => run.verdict !== null && !isStoppedByPerson(run));
  return counted.filter(
    (run, index) =>
      run.incidentId === incidentId &&
      (run.verdict === 'failed' || (isUnusable(run.verdict) && isUnusable(counted[index - 1]?.verdict ?? null)))
  );
}
