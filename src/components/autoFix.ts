import { t } from '../translations';
import type { Schemas } from '../api/request';
import type { RunRecord } from '../api/runRecord';
import { ofWord } from '../api/tolerant';

/** What was done by itself after a failed run, and whether it helped. */
export function autoFixText(autoFix: RunRecord['autoFixApplied']): string {
  if (autoFix === null) {
    return t('auto-fix.none', 'No');
  }
  if (autoFix.outcome === '') {
    return t('auto-fix.outcome-not-told', 'Yes: {{action}}', { action: autoFix.action });
  }
  const outcomes: Record<Schemas['AutoFixApplied']['outcome'], string> = {
    pending: t('auto-fix.pending', 'not verified yet'),
    fixed: t('auto-fix.fixed', 'fixed it'),
    notFixed: t('auto-fix.not-fixed', 'did not fix it'),
    unknown: t('auto-fix.unknown', 'outcome unknown'),
  };
  return t('auto-fix.applied', 'Yes: {{action}}, {{outcome}}', {
    action: autoFix.action,
    outcome: ofWord(outcomes, autoFix.outcome) ?? autoFix.outcome,
  });
}
