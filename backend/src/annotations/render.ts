import type { z } from 'zod';
import { formatBreach } from '../evaluation';
import { formatCount, formatErrorRate, formatMs } from '../lib/figures';
import { runFiguresSchema } from '../model/figures';
import type { ThresholdResult } from '../model/verdict';
import type { AutoFixApplied, Verdict } from '../model/run';

/** The tag `severity:<x>`; a dashboard may give each a colour. */
export const annotationSeverities = ['critical', 'warning', 'info'] as const;
export type AnnotationSeverity = (typeof annotationSeverities)[number];

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
  /** Its first reason, in words; null where there is none. */
  readonly reason: string | null;
  readonly actionRequired: boolean;
  readonly actionRequiredReason: string | null;
  /** Null: no auto-fix was applied. */
  readonly autoFixOutcome: AutoFixApplied['outcome'] | null;
  readonly breached: readonly ThresholdResult[];
  readonly diagnosisText: string | null;
}

/** Characters (code points) of an annotation's text: a tooltip, not a report. */
const annotationTextLimit = 500;
/** Characters of one reason, so that the diagnosis has its place beside it. */
const reasonLimit = 150;

const autoFixWords: Readonly<Record<AutoFixApplied['outcome'], string>> = {
  pending: 'redeploy, not verified yet',
  fixed: 'redeploy fixed it',
  notFixed: 'redeploy did not fix it',
  unknown: 'redeploy, outcome unknown',
};

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
  const sentences = [
    `${run.test}: ${run.verdict}.`,
    `${figures}${users}.`,
    ...(run.autoFixOutcome === null ? [] : [`Auto-fix applied: ${autoFixWords[run.autoFixOutcome]}.`]),
    ...(run.actionRequired ? [actionRequired(run.actionRequiredReason)] : []),
    why(run),
  ];
  return { severity: severityOf(run), text: shorten(sentences.join(' '), annotationTextLimit) };
}

function actionRequired(reason: string | null): string {
  return reason === null ? 'Action required.' : `Action required: ${sentence(reason)}`;
}

/** The diagnosis; a run that could not be used has none, and its reason says what was wrong. */
function why({ diagnosisText, verdict, reason }: AnnotatedRun): string {
  const isUnusable = verdict !== 'failed' && verdict !== 'passed';
  return diagnosisText ?? (isUnusable && reason !== null ? sentence(reason) : '');
}

function sentence(reason: string): string {
  const text = shorten(reason, reasonLimit);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function severityOf(run: AnnotatedRun): AnnotationSeverity {
  if (run.verdict === 'passed') {
    return 'info';
  }
  return run.actionRequired ? 'critical' : 'warning';
}

/** One line of at most `limit` characters. */
function shorten(text: string, limit: number): string {
  const points = [...text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim()];
  return points.length <= limit
    ? points.join('')
    : `${points
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}
