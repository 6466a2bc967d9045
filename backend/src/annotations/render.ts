import type { z } from 'zod';
import { formatBreach } from '../evaluation';
import { formatCount, formatErrorRate, formatMs } from '../lib/figures';
import { runFiguresSchema } from '../model/figures';
import type { ThresholdResult } from '../model/verdict';
import type { Verdict } from '../model/run';

/** The tag `severity:<x>`; a dashboard may give each a colour. */
export type AnnotationSeverity = 'critical' | 'warning' | 'info';

export const annotationFiguresSchema = runFiguresSchema.pick({
  virtualUsers: true,
  p95ResponseTimeMs: true,
  errorRate: true,
  errorRateSamples: true,
});

/** What an annotation says about a run. */
export interface AnnotatedRun extends Readonly<z.infer<typeof annotationFiguresSchema>> {
  readonly test: string;
  readonly verdict: Verdict;
  readonly actionRequired: boolean;
  readonly breached: readonly ThresholdResult[];
  readonly diagnosisText: string | null;
}

/** Characters (code points) of an annotation's text: a tooltip, not a report. */
const annotationTextLimit = 500;

/** Severity (it picks the layer's colour) and the plain text of a run's annotation. */
export function renderAnnotation(run: AnnotatedRun): { readonly severity: AnnotationSeverity; readonly text: string } {
  const breaches = run.breached
    .filter((breach) => breach.ok === false)
    .slice(0, 3)
    .map((breach) => formatBreach(breach, run.errorRateSamples));
  const figures =
    breaches.length > 0
      ? breaches.join(', ')
      : `p95 ${formatMs(run.p95ResponseTimeMs)}, error rate ${formatErrorRate(run.errorRate, run.errorRateSamples)}`;
  const users = run.virtualUsers === null ? '' : `, ${formatCount(run.virtualUsers)} virtual users`;
  const next = run.actionRequired ? ' Action required.' : '';
  const diagnosis = run.diagnosisText === null ? '' : ` ${run.diagnosisText}`;
  return {
    severity: severityOf(run),
    text: shorten(`${run.test}: ${run.verdict}. ${figures}${users}.${next}${diagnosis}`),
  };
}

function severityOf(run: AnnotatedRun): AnnotationSeverity {
  if (run.verdict === 'passed') {
    return 'info';
  }
  return run.actionRequired ? 'critical' : 'warning';
}

function shorten(text: string): string {
  const points = [...text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim()];
  return points.length <= annotationTextLimit
    ? points.join('')
    : `${points
        .slice(0, annotationTextLimit - 1)
        .join('')
        .trimEnd()}…`;
}
