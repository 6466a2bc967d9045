import { formatCount, formatCountOf, formatMs, formatSeconds } from '../lib/figures';
import type { Features } from './features';
import { maximumCoverage, minimumCoverage, type PolicyRow, type PolicyRule, refuse } from './policy-row';
import type { NotRecovered } from './recovery';
import { notRecovered, notRecoveredSentence } from './recovery-text';

/** A row for each way in which the recovery of an endpoint is not shown. */
const rowFor = (rule: PolicyRule, why: NotRecovered): PolicyRow =>
  refuse(
    rule,
    (f) => notRecovered(f)?.notRecovered === why,
    (f) => {
      const trouble = notRecovered(f);
      return trouble === null ? 'No endpoint has shown that it recovered.' : notRecoveredSentence(f, trouble);
    }
  );

/**
 * The rows of the table on recovery per endpoint and offered load: a cold start or a passing slowdown permits a redeploy
 * only where each endpoint that was outside its limits was later called again, inside them, under the same load or more.
 */
export const recoveryRows: readonly PolicyRow[] = [
  refuse(
    'climbedUntilItEnded',
    (f) => f.climb !== null,
    ({ climb }) =>
      `Response times climbed from ${formatMs(climb?.fromMs ?? null)} to ${formatMs(climb?.toMs ?? null)} p95 between ` +
      `${formatSeconds(climb?.fromSeconds ?? null)} and ${formatSeconds(climb?.toSeconds ?? null)} and were good again at once: ` +
      'something filled up until it was emptied, and will fill up again.'
  ),
  refuse(
    'noEndpointSeries',
    (f) => !isCovered(f),
    (f) =>
      f.recovery.requests === null
        ? 'The metric store gave no series per endpoint, so nothing shows that each of them recovered.'
        : `The series per endpoint hold ${formatCount(f.recovery.requests)} of ${formatCountOf(f.errors.requests, 'request')}, ` +
          'so nothing shows that each endpoint recovered.'
  ),
  rowFor('setupOutside', 'frame'),
  rowFor('slowWheneverCalled', 'always'),
  rowFor('notCalledAgain', 'notCalledAgain'),
  rowFor('recoveredUnderLessLoad', 'lessLoad'),
  rowFor('recoveryTooShort', 'tooLittle'),
  refuse(
    'loadPlanUnknown',
    (f) => !f.recovery.planKnown || notRecovered(f) !== null,
    () => 'The planned load over time is not known: the target may be good again because the load fell.'
  ),
];

/** The series per endpoint holds the requests of the run. */
function isCovered({ recovery, errors }: Features): boolean {
  const share = recovery.requests === null || errors.requests === 0 ? 0 : recovery.requests / errors.requests;
  return share >= minimumCoverage && share <= maximumCoverage;
}
