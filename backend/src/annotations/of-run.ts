import { isStoppedByPerson } from '../incidents';
import { pickFigures } from '../model/figures';
import type { RunRow } from '../runs';
import type { DiagnosisAnnotation } from './diagnosis-layer';
import { annotationFiguresSchema, renderAnnotation } from './render';
import { identityTags } from './tags';

/**
 * What dashboards show of a run, by its record as it is now; null: nothing. Shown is what people are told about: a run
 * that counts and has not passed, unless a person has stopped it.
 */
export function annotationOf(run: RunRow): DiagnosisAnnotation | null {
  const { verdict } = run;
  const isTold = run.counts && verdict !== null && verdict !== 'passed';
  if (!isTold || (verdict === 'errored' && isStoppedByPerson(run))) {
    return null;
  }
  const { severity, text } = renderAnnotation({
    test: run.test,
    verdict,
    reason: run.reasons?.[0]?.text ?? null,
    actionRequired: run.actionRequired,
    actionRequiredReason: run.actionRequiredReason,
    autoFixOutcome: run.autoFixApplied?.outcome ?? null,
    ...pickFigures(annotationFiguresSchema, run),
    breached: (run.thresholds ?? []).filter((threshold) => threshold.ok === false),
    diagnosisText: run.diagnosis?.text ?? null,
  });
  const from = run.startedAt ?? run.announcedAt;
  return {
    runId: run.id,
    severity,
    text,
    from,
    to: run.endedAt !== null && run.endedAt > from ? run.endedAt : from,
    tags: [...identityTags(run.id), `test:${run.test}`, `severity:${severity}`],
  };
}
