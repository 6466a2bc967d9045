import type { LoadTest } from '../model/load-test';
import type { PlannedLoad } from '../model/run';

/** What k6 plans and the entry does not allow, for people; null where both go together. */
export function entryWarning(
  { deadlineSeconds }: Pick<LoadTest, 'deadlineSeconds'>,
  { planned }: { readonly planned: Pick<PlannedLoad, 'durationSeconds'> }
): string | null {
  const needed = planned.durationSeconds;
  return needed === null || needed <= deadlineSeconds
    ? null
    : `the scenarios of its script last ${needed} s, and k6 is ended after deadlineSeconds: ${deadlineSeconds}; raise it, ` +
        'or make the script shorter';
}
