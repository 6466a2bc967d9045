import { isBreach, responseTimesMissing } from '../model/verdict';
import { formatBreach } from '../evaluation';
import type { Verdict } from '../model/run';
import { formatCount, formatDuration, formatErrorRate, formatMs } from '../lib/figures';
import type { AlertKind, RunAlert } from './run-alert';
import { plainFromMrkdwn, slackDate, slackLimits, slackLink, slackText } from './slack-text';

interface Mrkdwn {
  readonly type: 'mrkdwn';
  readonly text: string;
  /** Always true: Slack must not turn bare text into links, channels or mentions. */
  readonly verbatim: true;
}

export type SlackBlock =
  | {
      readonly type: 'header';
      readonly text: { readonly type: 'plain_text'; readonly text: string; readonly emoji: false };
    }
  | { readonly type: 'section'; readonly text: Mrkdwn }
  | { readonly type: 'section'; readonly fields: readonly Mrkdwn[] }
  | { readonly type: 'context'; readonly elements: readonly Mrkdwn[] };

export interface SlackMessage {
  /** Shown in notifications and where blocks are not. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly metadata?: {
    readonly event_type: string;
    readonly event_payload: { readonly effect_id: string };
  };
}

/** `event_type` of every alert's metadata. */
const alertEventType = 'load_test_alert';

const titles: Readonly<Record<AlertKind, string>> = {
  autoFixApplied: 'Auto-fix applied, not verified yet',
  actionRequired: 'Action required',
  inconclusive: 'Inconclusive',
  errored: 'Run errored',
  missed: 'Run missed',
  recovered: 'Recovered',
  failedAndRecovered: 'Failed, recovered since',
  corrected: 'Corrected',
};

const verdictWords: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  failed: 'failed',
  inconclusive: 'was inconclusive',
  errored: 'ended in an error',
  missed: 'never completed',
};

/** The Slack message about a run: Block Kit with a plain `text` for notifications. Keeps every limit of Slack's. */
export function renderAlert(alert: RunAlert): SlackMessage {
  const title = slackText(`${titles[alert.kind]}: ${alert.test}`, slackLimits.headerText);
  const blocks: Array<SlackBlock | null> = [
    { type: 'header', text: { type: 'plain_text', text: title, emoji: false } },
    section([happened(alert), ...correction(alert), ...whyLines(alert)].join('\n')),
    diagnosis(alert),
    section(whatNext(alert)),
    { type: 'section', fields: fields(alert) },
    { type: 'context', elements: [`Run ${slackText(alert.runId, 150)}`, ...labelTexts(alert)].map(mrkdwn) },
  ];
  return {
    text: fallbackText(alert),
    blocks: blocks.filter((block) => block !== null),
    metadata: { event_type: alertEventType, event_payload: { effect_id: alert.effectId } },
  };
}

/** The message as plain text, for a console: what a reader in Slack sees, line by line. */
export function renderPlain(message: SlackMessage): string {
  return message.blocks
    .map((block) => {
      if (block.type === 'header') {
        return plainFromMrkdwn(block.text.text);
      }
      if (block.type === 'context') {
        return block.elements.map((element) => plainFromMrkdwn(element.text)).join(' · ');
      }
      if ('text' in block) {
        return plainFromMrkdwn(block.text.text);
      }
      return block.fields.map((field) => `  ${plainFromMrkdwn(field.text).replace('\n', ': ')}`).join('\n');
    })
    .join('\n');
}

function mrkdwn(text: string): Mrkdwn {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** One element for all of them: Slack takes ten. */
function labelTexts({ labels = {} }: RunAlert): string[] {
  const texts = Object.entries(labels).map(([name, value]) => `${name}: ${value}`);
  return texts.length === 0 ? [] : [slackText(texts.join(' · '), 1000)];
}

/** Null for an empty text, which Slack refuses. */
function section(text: string): SlackBlock | null {
  return text === '' ? null : { type: 'section', text: mrkdwn(text) };
}

function happened(alert: RunAlert): string {
  const test = slackText(alert.test, 150);
  const environment = slackText(alert.environment, 100);
  return `*${test} ${verdictWords[alert.verdict]}* on ${environment} (${slackText(alert.target, 300)})`;
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

function whatNext(alert: RunAlert): string {
  const link = alert.runUrl === null ? [] : [slackLink(alert.runUrl, 'Open the run')];
  return [consequence(alert), ...link].join('\n');
}

function consequence(alert: RunAlert): string {
  switch (alert.kind) {
    case 'autoFixApplied':
      return `${redeployed(alert)} ${verifiedByNextRun(alert)}`;
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
      return 'The incident is resolved.';
    case 'failedAndRecovered':
      return 'A later run has passed already. Nothing to do unless it comes back.';
    case 'corrected':
      return correctedIncident(alert);
  }
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
  return `Production of ${slackText(alert.autoFix.projectId, 100)} was redeployed as ${deployment}.`;
}

/** Nothing starts a run to verify a redeploy: nobody is promised one. */
function verifiedByNextRun({ autoFix, test }: RunAlert): string {
  const lead = `No run is started to verify it: it counts as fixed when the next run of ${slackText(test, 150)} passes.`;
  return autoFix?.personAskedAt === undefined
    ? lead
    : `${lead} If none has passed by ${slackDate(autoFix.personAskedAt)}, the banner comes on and a person is asked.`;
}

const whyLimit = 6;

function whyLines(alert: RunAlert): string[] {
  const breaches = breachLines(alert);
  const others = alert.kind === 'recovered' ? [] : alert.reasons;
  const lines = [
    ...deadTargetLines(alert),
    ...breaches,
    ...others
      .filter((reason) => reason.code !== 'targetDidNotAnswer' && (breaches.length === 0 || !isBreach(reason)))
      .map((reason) => reason.text),
  ];
  const shown = lines.slice(0, whyLimit).map((line) => `• ${slackText(line, 350)}`);
  return lines.length <= whyLimit ? shown : [...shown, `• and ${lines.length - whyLimit} more`];
}

/** A target that never answered is the first thing to know: every other figure follows from it. */
function deadTargetLines(alert: RunAlert): string[] {
  return alert.kind === 'recovered'
    ? []
    : alert.reasons.filter(({ code }) => code === 'targetDidNotAnswer').map(({ text }) => text);
}

function breachLines(alert: RunAlert): string[] {
  return alert.breached
    .filter((breach) => breach.ok === false)
    .map((breach) => formatBreach(breach, alert.errorRateSamples));
}

function fields(alert: RunAlert): Mrkdwn[] {
  const when: Array<[string, string]> = [
    ['Verdict', alert.verdict],
    [alert.kind === 'missed' ? 'Due' : 'Run date', slackDate(alert.runDate)],
  ];
  // Nothing was measured of a run that never completed; six times "not measured" would only hide that.
  const figures: Array<[string, string]> =
    alert.verdict === 'missed' && alert.requests === null
      ? []
      : [
          ['Virtual users', formatCount(alert.virtualUsers)],
          ['Requests', formatCount(alert.requests)],
          ['p95 response time', responseTime(alert, alert.p95ResponseTimeMs)],
          ['Error rate', formatErrorRate(alert.errorRate, alert.errorRateSamples)],
          ['Average response time', responseTime(alert, alert.avgResponseTimeMs)],
          ['Duration', formatDuration(alert.durationSeconds)],
        ];
  return [...when, ...figures].map(([name, value]) =>
    mrkdwn(`*${name}*\n${value.startsWith('<!date^') ? value : slackText(value, 200)}`)
  );
}

function responseTime({ reasons }: RunAlert, ms: number | null): string {
  const missing = responseTimesMissing(reasons);
  return ms === null && missing !== null ? `${formatMs(ms)}: ${missing}` : formatMs(ms);
}

function diagnosis(alert: RunAlert): SlackBlock | null {
  if (alert.diagnosis === null) {
    return null;
  }
  const { madeBy, model } = alert.diagnosis;
  const maker = madeBy === 'haiku' ? `by ${slackText(model ?? 'Claude Haiku', 100)}` : 'by rules, without a model';
  return section(`*Diagnosis* (${maker})\n${slackText(alert.diagnosis.text, 1500)}`);
}

/** One line, most important first, because a phone shows only its beginning. */
function fallbackText(alert: RunAlert): string {
  const breaches = breachLines(alert);
  const dead = deadTargetLines(alert);
  const told = [...dead, ...breaches];
  const why = told.length > 0 ? told : alert.reasons.slice(0, 1).map((reason) => reason.text);
  const because = why.length === 0 || alert.kind === 'recovered' ? '' : `: ${why.join('; ')}`;
  const users = alert.virtualUsers === null ? '' : ` with ${formatCount(alert.virtualUsers)} virtual users`;
  const said = `${alert.test} ${verdictWords[alert.verdict]} on ${alert.environment}${users}${because}`;
  return slackText(`${titles[alert.kind]}: ${said}`, 1000);
}
