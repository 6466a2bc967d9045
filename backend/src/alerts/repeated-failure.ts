import { formatCount } from '../lib/figures';
import type { RunAlert } from './run-alert';

/** From so many failed runs on, chance is not what a person should think of first. */
const several = 3;

/** Failed runs since the last pass, this one included; 0 where the message is not about a failure that still is. */
function failuresInARow({ kind, verdict, course }: RunAlert): number {
  const isFailure = verdict === 'failed' && (kind === 'actionRequired' || kind === 'autoFixApplied');
  return isFailure ? (course?.failed ?? 0) : 0;
}

/** The count and since when stand in the line before. */
export function repeatedLines(alert: RunAlert): string[] {
  return failuresInARow(alert) < several
    ? []
    : ['*Several failures in a row: a deeper issue is likely.* Do not wait for the next run.'];
}

/** ` (3 failures in a row, a deeper issue is likely)`, for a phone. */
export function repeatedInShort(alert: RunAlert): string {
  const failed = failuresInARow(alert);
  const atLeast = alert.course?.isMore === true ? 'at least ' : '';
  return failed < several ? '' : ` (${atLeast}${formatCount(failed)} failures in a row, a deeper issue is likely)`;
}

/**
 * Whether the channel shows a message that stands in the thread of its incident, as a new one. It does for a failure and
 * what a person has to do about it, and for its end, which people wait for. Of one failure after the other the first
 * three are shown, then those at each doubling (6, 12, 24): the rest is told in the thread.
 *
 * @param personAsked whether an earlier message of the incident has asked for a person.
 */
export function showsInChannel(alert: RunAlert, personAsked: boolean): boolean {
  switch (alert.kind) {
    case 'autoFixApplied':
    case 'recovered':
      return true;
    case 'corrected':
      return alert.correction?.incident === 'resolved' || alert.correction?.incident === 'takenBack';
    case 'actionRequired': {
      const failed = failuresInARow(alert);
      return !personAsked || failed <= several || Number.isInteger(Math.log2(failed / several));
    }
    default:
      return false;
  }
}
