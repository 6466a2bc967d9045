import { limitKind } from '../diagnosis';
import { formatBreach } from '../evaluation';
import { formatCount, formatCountOf, formatDuration } from '../lib/figures';
import { baselineText } from '../model/regression';
import type { Verdict } from '../model/run';
import { isBreach, responseTimesMissing, type ThresholdResult } from '../model/verdict';
import type { RunAlert } from './run-alert';
import { instantText, slackText } from './slack-text';

export const verdictWords: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  failed: 'failed',
  inconclusive: 'was inconclusive',
  errored: 'ended in an error',
  missed: 'never completed',
};

/** Nothing is wrong any more, or nothing new: these messages tell the past in one line. */
export function isOver({ kind }: RunAlert): boolean {
  return kind === 'recovered' || kind === 'closed';
}

/** Load test, environment and target: what a message is about. */
export function happenedLine(alert: RunAlert): string {
  const test = slackText(alert.test, 150);
  const where = `on ${slackText(alert.environment, 100)} (${slackText(alert.target, 300)})`;
  return alert.kind === 'closed' ? `*${test}* ${where}` : `*${test} ${verdictWords[alert.verdict]}* ${where}`;
}

/** Since when, in UTC, and how many runs; of what is over also how long it lasted and what it was. */
export function courseLines(alert: RunAlert): string[] {
  const { course } = alert;
  if (course === null || course === undefined) {
    return [];
  }
  if (!isOver(alert)) {
    const passed = course.lastPassedAt === null ? '' : ` The last pass was at ${instantText(course.lastPassedAt)}.`;
    return [`Since ${instantText(course.since)}: ${runsText(course)}.${passed}`];
  }
  const lasted = formatDuration((Date.parse(course.until ?? '') - Date.parse(course.since)) / 1000);
  const from = `from ${instantText(course.since)} to ${instantText(course.until)}`;
  return [
    `It lasted ${lasted}, ${from}: ${runsText(course)}.`,
    ...(course.cause === null ? [] : [`What it was: ${slackText(course.cause, 350)}`]),
  ];
}

/** `1 run failed`, `3 runs failed in a row`, `3 runs in a row without a pass, 1 of them failed`. */
function runsText({ runs, failed, isMore }: NonNullable<RunAlert['course']>): string {
  const atLeast = isMore ? 'at least ' : '';
  const row = runs === 1 ? '' : ' in a row';
  if (failed === runs) {
    return `${atLeast}${formatCountOf(runs, 'run')} failed${row}`;
  }
  const some = failed === 0 ? '' : `, ${atLeast}${formatCount(failed)} of them failed`;
  return `${atLeast}${formatCountOf(runs, 'run')}${row} without a pass${some}`;
}

/** The first place to look at. */
export function lookFirstLines(alert: RunAlert): string[] {
  const { lookFirst = null } = alert;
  return lookFirst === null || isOver(alert) ? [] : [`*Look first:* ${slackText(lookFirst, 400)}`];
}

const whyLimit = 6;

export function whyLines(alert: RunAlert): string[] {
  if (alert.kind === 'closed') {
    return [];
  }
  if (alert.kind === 'regression' && alert.regression) {
    return [`Worse than ${slackText(baselineText(alert.regression), 300)}:`, ...bullets(alert.regression.findings)];
  }
  const breaches = breachLines(alert);
  const others = alert.kind === 'recovered' ? [] : alert.reasons;
  return bullets([
    ...breaches,
    ...others
      .filter((reason) => !isToldElsewhere(alert, reason) && (breaches.length === 0 || !isBreach(reason)))
      .map((reason) => reason.text),
    ...regressionLine(alert),
  ]);
}

/** What is worse than in the baseline, beside what the message is about. */
function regressionLine({ regression, reasons }: RunAlert): string[] {
  const isReason = reasons.some(({ code }) => code === 'regression');
  return !regression || regression.findings.length === 0 || isReason
    ? []
    : [`worse than ${baselineText(regression)}: ${regression.findings.join('; ')}`];
}

function bullets(lines: readonly string[]): string[] {
  const shown = lines.slice(0, whyLimit).map((line) => `• ${slackText(line, 350)}`);
  return lines.length <= whyLimit ? shown : [...shown, `• and ${lines.length - whyLimit} more`];
}

/** That no request got an answer is what the breached error rate and the first place to look at say. */
function isToldElsewhere(alert: RunAlert, { code }: RunAlert['reasons'][number]): boolean {
  return code === 'targetDidNotAnswer' && alert.breached.some(({ metric }) => metric === 'errorRate');
}

/** A limit of the script on a figure that the catalogue limits too is the same breach a second time. */
export function toldBreaches({ breached }: RunAlert): ThresholdResult[] {
  const broken = breached.filter(({ ok }) => ok === false);
  const ofCatalogue = new Set(broken.filter(({ source }) => source === 'catalogue').map(limitKind));
  return broken.filter((each) => {
    const kind = limitKind(each);
    return each.source === 'catalogue' || kind === 'other' || !ofCatalogue.has(kind);
  });
}

function breachLines(alert: RunAlert): string[] {
  return toldBreaches(alert).map((breach) => formatBreach(breach, alert.errorRateSamples));
}

/** What is wrong in one line, for a phone. */
export function whyInShort(alert: RunAlert): string {
  if (alert.kind === 'regression') {
    return (alert.regression?.findings ?? []).join('; ');
  }
  const dead = responseTimesMissing(alert.reasons);
  const told = [...(dead === null ? [] : [dead]), ...breachLines(alert)];
  const why = told.length > 0 ? told : alert.reasons.slice(0, 1).map((reason) => reason.text);
  return why.join('; ');
}
