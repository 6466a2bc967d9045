import { formatCount, formatMs, formatPercent } from '../lib/figures';
import { nowInShort, nowLines, titleNow, type IncidentNow } from './incident-now';
import { alertFields, isMeasured } from './message-fields';
import { courseLines, happenedLine, isOver, lookFirstLines, verdictWords, whyInShort, whyLines } from './message-lines';
import { repeatedInShort, repeatedLines } from './repeated-failure';
import type { AlertKind, RunAlert } from './run-alert';
import { context, fields, header, section, type SlackBlock, type SlackMessage } from './slack-blocks';
import { instantText, slackLink, slackText } from './slack-text';

/** `event_type` of every alert's metadata. */
const alertEventType = 'load_test_alert';

const titles: Readonly<Record<AlertKind, string>> = {
  autoFixApplied: 'Auto-fix applied, verifying',
  actionRequired: 'Action required',
  inconclusive: 'Inconclusive',
  errored: 'Run errored',
  missed: 'Run missed',
  recovered: 'Recovered',
  failedAndRecovered: 'Failed, recovered since',
  corrected: 'Corrected',
  regression: 'Passed, and worse than before',
  closed: 'Closed by a person',
  acknowledged: 'Seen',
};

/** What a message has to say beyond its alert. */
export interface AlertExtras {
  /** For the first message of an incident, once more has happened: its headline and a line at its top. */
  readonly now?: IncidentNow;
  /**
   * An earlier try may have arrived: nobody can look it up (`cannotLookUp`), the bot may not read the channel (Slack's name
   * for that), or it is not there (`notFound`).
   */
  readonly doubt?: string | null;
}

/** The Slack message about a run: Block Kit with a plain `text` for notifications. Keeps every limit of Slack's. */
export function renderAlert(alert: RunAlert, { now, doubt = null }: AlertExtras = {}): SlackMessage {
  const said = alert.kind === 'acknowledged' ? [section([seenLine(alert)])] : alertBlocks(alert, now);
  const blocks = doubt === null ? said : [...said, context([doubtText(doubt)])];
  return {
    text: now === undefined ? fallbackText(alert) : nowInShort(now, alert),
    blocks: blocks.filter((block) => block !== null),
    metadata: { event_type: alertEventType, event_payload: { effect_id: alert.effectId } },
  };
}

/** In the order in which somebody who was woken up asks: what, since when, why, where to look, what now, where to go on. */
function alertBlocks(alert: RunAlert, now: IncidentNow | undefined): Array<SlackBlock | null> {
  return [
    header(`${now === undefined ? titles[alert.kind] : titleNow(now)}: ${alert.test}`),
    section(now === undefined ? [] : nowLines(now)),
    section([happenedLine(alert), ...correction(alert), ...courseLines(alert), ...repeatedLines(alert)]),
    section([...whyLines(alert), ...lookFirstLines(alert)]),
    section([consequence(alert)]),
    section(isOver(alert) ? [] : diagnosisLines(alert)),
    section([whereToGoOn(alert)]),
    fields(alertFields(alert)),
    context([`Run ${slackText(alert.runId, 150)}`, ...labelTexts(alert)]),
  ];
}

function doubtText(doubt: string): string {
  const why =
    doubt === 'cannotLookUp' || doubt === 'notFound'
      ? ''
      : `, and the bot may not look it up (${slackText(doubt, 100)})`;
  return `Possible duplicate: Slack has not confirmed an earlier try of this message${why}.`;
}

/** One element for all of them: Slack takes ten. */
function labelTexts({ labels = {} }: RunAlert): string[] {
  const texts = Object.entries(labels).map(([name, value]) => `${name}: ${value}`);
  return texts.length === 0 ? [] : [slackText(texts.join(' · '), 1000)];
}

/** What has changed. */
function correction(alert: RunAlert): string[] {
  if (!alert.correction) {
    return [];
  }
  const { verdict, reason, notCounted = null } = alert.correction;
  const why = reason === '' ? '' : `: ${slackText(reason, 300)}`;
  return [
    `Its report came after the deadline. Until then this run counted as *${verdict}*${why}.`,
    ...(notCounted === null ? [] : [`It does not count any more: ${slackText(notCounted, 300)}.`]),
  ];
}

function consequence(alert: RunAlert): string {
  switch (alert.kind) {
    case 'autoFixApplied':
      return `${redeployed(alert)} ${verifiedByRun(alert)}`;
    case 'actionRequired': {
      const reason = alert.actionRequiredReason === null ? '' : slackText(alert.actionRequiredReason, 800);
      const lead = reason === '' ? '*A person is needed.*' : `*A person is needed:* ${reason}`;
      return alert.autoFix === null ? lead : `${redeployed(alert)} ${lead}`;
    }
    case 'inconclusive':
      return 'The run could not be judged. This is not a pass.';
    case 'errored':
      return 'The run itself went wrong, so it says nothing about the system under test.';
    case 'missed':
      return 'A scheduled run did not complete, so the state of the system under test is not known.';
    case 'recovered':
      return alert.fixedBy ? fixedBy(alert, alert.fixedBy) : 'The incident is resolved.';
    case 'failedAndRecovered':
      return 'A later run has passed already. Nothing to do unless it comes back.';
    case 'corrected':
      return correctedIncident(alert);
    case 'regression':
      return 'No limit is broken: nothing is redeployed, no incident is opened, and the banner stays as it is.';
    case 'closed':
      return `${closedBy(alert)} No run has shown that all is well: the next failed run opens another incident.`;
    case 'acknowledged':
      return seenLine(alert);
  }
}

function closedBy({ person }: RunAlert): string {
  const by = slackText(person?.by ?? '', 250);
  const said = slackText(person?.said ?? '', 500);
  return `Closed by ${by === '' ? 'a person' : by}${said === '' ? '' : `: “${said}”`}.`;
}

/** Below the message that it is about, so it needs no more. */
function seenLine({ person }: RunAlert): string {
  const said = slackText(person?.said ?? '', 500);
  const by = slackText(person?.by ?? '', 250);
  return `${by === '' ? 'Somebody' : by} has seen this and takes care of it${said === '' ? '.' : `: “${said}”`}`;
}

function correctedIncident({ correction: corrected }: RunAlert): string {
  switch (corrected?.incident ?? null) {
    case 'takenBack':
      return 'The incident that only its silence had opened is taken back.';
    case 'resolved':
      return 'The incident is resolved.';
    case 'stays':
      return 'The open incident stays as it is: other runs carry it.';
    case null:
      return 'Nothing else changes.';
  }
}

function redeployed(alert: RunAlert): string {
  if (alert.autoFix === null) {
    return 'The production deployment was redeployed.';
  }
  const deployment = slackLink(alert.autoFix.deploymentUrl, alert.autoFix.deploymentId);
  const by = alert.autoFix.approvedBy ?? null;
  const approved = by === null ? '' : `, which ${slackText(by, 250)} has approved`;
  return `Production of ${slackText(alert.autoFix.projectId, 100)} was redeployed as ${deployment}${approved}.`;
}

function verifiedByRun({ autoFix, test }: RunAlert): string {
  const lead = `A run of ${slackText(test, 150)} verifies it as soon as it is in production.`;
  const otherwise = 'the banner comes on and a person is asked.';
  return autoFix?.personAskedAt === undefined
    ? `${lead} If that does not pass, ${otherwise}`
    : `${lead} If that does not pass, or does not begin by ${instantText(autoFix.personAskedAt)}, ${otherwise}`;
}

/** `Fixed by the redeploy dpl_1, and verified by this run: p95 1,840 ms before, 120 ms now; …`. */
function fixedBy(alert: RunAlert, { deploymentId, before }: NonNullable<RunAlert['fixedBy']>): string {
  const lead = `*Fixed* by the redeploy ${slackText(deploymentId, 100)}, and verified by this run. The incident is resolved.`;
  const figures = [
    ['p95', formatMs(before?.p95ResponseTimeMs ?? null), formatMs(alert.p95ResponseTimeMs)],
    ['error rate', formatPercent(before?.errorRate ?? null), formatPercent(alert.errorRate)],
  ].map(([name, was, is]) => `${name} ${was} before, ${is} now`);
  return before === null ? lead : `${lead} ${figures.join('; ')}.`;
}

function diagnosisLines(alert: RunAlert): string[] {
  if (alert.diagnosis === null || alert.diagnosis.text === '') {
    return [];
  }
  const { madeBy, model } = alert.diagnosis;
  const maker = madeBy === 'haiku' ? `by ${slackText(model ?? 'Claude Haiku', 100)}` : 'by rules, without a model';
  return [`*Diagnosis* (${maker})`, slackText(alert.diagnosis.text, 1500)];
}

/** The run's page; where there is none, the command that shows the run. */
function whereToGoOn(alert: RunAlert): string {
  const what = [...(isMeasured(alert) ? ['its figures'] : []), ...(hasLog(alert) ? ["k6's log"] : [])].join(' and ');
  if (alert.runUrl !== null) {
    return `${slackLink(alert.runUrl, 'Open the run')}${what === '' ? '' : ` for ${what}`}.`;
  }
  return `${what === '' ? 'To see the run' : `For ${what}`}, type: loadtests show ${slackText(alert.runId, 150)}`;
}

/** Whoever wraps the process has its log. */
function hasLog({ verdict, reporter }: RunAlert): boolean {
  return verdict !== 'missed' && (reporter === 'runner' || reporter === 'cli');
}

/** One line, most important first, because a phone shows only its beginning. */
function fallbackText(alert: RunAlert): string {
  if (alert.kind === 'acknowledged') {
    return seenLine(alert);
  }
  if (alert.kind === 'closed') {
    const by = alert.person?.by ?? 'a person';
    return slackText(`${titles.closed}: ${alert.test} on ${alert.environment}, by ${by}`, 1000);
  }
  const why = alert.kind === 'recovered' ? '' : whyInShort(alert);
  const users = alert.virtualUsers === null ? '' : ` with ${formatCount(alert.virtualUsers)} virtual users`;
  const said = `${alert.test} ${verdictWords[alert.verdict]} on ${alert.environment}${users}${repeatedInShort(alert)}${why === '' ? '' : `: ${why}`}`;
  return slackText(`${titles[alert.kind]}: ${said}`, 1000);
}
