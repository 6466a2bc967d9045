import type { RunDetailRecord } from '../../api/runDetail';
import { t } from '../../translations';

/** Why endpoints and codes, which the metric store tells, are not there; null: for none of the usual reasons. */
export function detailsMissingText(
  run: RunDetailRecord,
  field: 'endpoints' | 'statusCodes' | 'errorCodes'
): string | null {
  if (run.unreadable.includes(field)) {
    return t('missing.unreadable', 'The sidecar sent something else than this app knows. Are both of one version?');
  }
  if (run.verdict === null) {
    return t('missing.not-judged', 'Known as soon as the run is judged.');
  }
  switch (run.storeCheck?.kind) {
    case 'pending':
      return t('missing.pending', 'Added as soon as the metric store answers.');
    case 'unavailable':
      return t('missing.unavailable', 'The metric store could not be read when the run was judged: {{reason}}', {
        reason: run.storeCheck.reason,
      });
    default:
      return null;
  }
}
