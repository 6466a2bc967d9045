import { formatCount, formatDuration, formatErrorRate, formatInstant, formatMs } from '../../lib/figures';
import { responseTimesMissing } from '../../model/verdict';
import type { RunRow } from '../../runs';
import { html, type Content, type Html } from './html';
import { type Column, table } from './table';
import { autoFixText, badge, notKnown, time, verdictBadge } from './words';

/** The figures of a run in words, as alerts and banner write them. */
export interface FigureTexts {
  readonly duration: string;
  readonly virtualUsers: string;
  readonly avgResponseTime: string;
  readonly p95ResponseTime: string;
  readonly errorRate: string;
}

/** In a run that is not judged yet no figure is missing: it is not known yet. */
export function figureTexts(run: RunRow): FigureTexts {
  const told = (value: number | null, text: string) => (run.verdict === null && value === null ? notKnown : text);
  const missing = responseTimesMissing(run.reasons ?? []);
  const ms = (value: number | null) =>
    told(value, value === null && missing !== null ? `${formatMs(null)}: ${missing}` : formatMs(value));
  return {
    duration: told(run.durationSeconds, formatDuration(run.durationSeconds)),
    virtualUsers: told(run.virtualUsers, formatCount(run.virtualUsers)),
    avgResponseTime: ms(run.avgResponseTimeMs),
    p95ResponseTime: ms(run.p95ResponseTimeMs),
    errorRate: told(run.errorRate, formatErrorRate(run.errorRate, run.errorRateSamples)),
  };
}

const columns: readonly Column[] = [
  { head: 'Run date and time' },
  { head: 'Load test' },
  { head: 'Pass/fail' },
  { head: 'Duration', kind: 'number' },
  { head: 'Virtual users', kind: 'number' },
  { head: 'Average response time', kind: 'number' },
  { head: 'p95 response time', kind: 'number' },
  { head: 'Error rate', kind: 'number' },
  { head: 'Diagnosis', kind: 'prose' },
  { head: 'Action required' },
  { head: 'Auto-fix applied' },
];

/** The results: a line per run, newest first. */
export function runTable(runs: readonly RunRow[]): Html {
  return table('Load test results', columns, runs.map(cellsOf));
}

function cellsOf(run: RunRow): Content[] {
  const figures = figureTexts(run);
  return [
    runLink(run),
    [run.test, html`<span class="note">${run.environment}</span>`],
    verdictCell(run),
    html`<span class="nowrap">${figures.duration}</span>`,
    figures.virtualUsers,
    figures.avgResponseTime,
    figures.p95ResponseTime,
    figures.errorRate,
    run.diagnosis === null ? notKnown : diagnosisCell(run.diagnosis.text),
    run.actionRequired ? [badge('bad', 'Yes'), html`<span class="note">${run.actionRequiredReason}</span>`] : 'No',
    autoFixText(run.autoFixApplied),
  ];
}

/** Of a run that has not started, when it was announced. */
function runLink(run: RunRow): Html {
  const started = run.startedAt ?? run.announcedAt;
  const note = run.startedAt !== null ? null : run.verdict === null ? 'not started yet' : 'never started';
  return html`<a href="${runPath('.', run.id)}" aria-label="Run of ${run.test}, ${formatInstant(started)}"
      >${time(started)}</a
    >
    ${note !== null && html`<span class="note">${note}</span>`}`;
}

function verdictCell(run: RunRow): Content[] {
  const reason = run.verdict === null || run.verdict === 'passed' ? undefined : run.reasons?.[0]?.text;
  return [
    verdictBadge(run),
    reason !== undefined && html`<span class="note">${reason}</span>`,
    run.verdict !== null && !run.counts && html`<span class="note">does not count</span>`,
  ];
}

const shortDiagnosis = 140;

function diagnosisCell(text: string): Content {
  if (text.length <= shortDiagnosis) {
    return text;
  }
  // The beginning by whole characters; the rest is on the page of the run.
  return `${[...text]
    .slice(0, shortDiagnosis)
    .join('')
    .replace(/\s+\S*$/, '')} …`;
}

/** @param root relative address of the root of the pages. */
export function runPath(root: '.' | '..', runId: string): string {
  return `${root}/runs/${encodeURIComponent(runId)}`;
}
