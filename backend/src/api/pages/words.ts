import type { Classification, RulesBecause } from '../../model/diagnosis';
import type { IncidentMove, IncidentState } from '../../model/incident';
import type { AutoFixApplied, RunStatus, Verdict } from '../../model/run';
import { formatInstant } from '../../lib/figures';
import { html, type Html } from './html';

/** How good the news is; the words beside the colour say it too. */
export type Tone = 'good' | 'bad' | 'doubt' | 'open';

/** What stands where nothing is known yet: never a zero. */
export const notKnown = '–';

const verdictTones: Readonly<Record<Verdict, Tone>> = {
  passed: 'good',
  failed: 'bad',
  inconclusive: 'doubt',
  errored: 'doubt',
  missed: 'doubt',
};

const toneMarks: Readonly<Record<Tone, string>> = { good: '✓', bad: '✕', doubt: '?', open: '…' };

const statusWords: Readonly<Record<RunStatus, string>> = {
  queued: 'queued',
  running: 'running',
  awaitingParts: 'being judged',
  judging: 'being judged',
  judged: 'being judged',
};

export function badge(tone: Tone, text: string): Html {
  return html`<span class="badge ${tone}"><span aria-hidden="true">${toneMarks[tone]}</span>${text}</span>`;
}

/** The verdict of a run, or where it is on the way to one. */
export function verdictBadge({
  verdict,
  status,
}: {
  readonly verdict: Verdict | null;
  readonly status: RunStatus;
}): Html {
  return verdict === null ? badge('open', statusWords[status]) : badge(verdictTones[verdict], verdict);
}

/** What was done by itself after a failed run, and whether it helped. */
export function autoFixText(autoFix: AutoFixApplied | null): string {
  const outcomes: Readonly<Record<AutoFixApplied['outcome'], string>> = {
    pending: 'not verified yet',
    fixed: 'fixed it',
    notFixed: 'did not fix it',
    unknown: 'outcome unknown',
  };
  return autoFix === null ? 'No' : `Yes: ${autoFix.action}, ${outcomes[autoFix.outcome]}`;
}

export const classificationWords: Readonly<Record<Classification, string>> = {
  autoFixable: 'auto-fixable',
  actionRequired: 'action required',
};

export const incidentWords: Readonly<Record<IncidentState, string>> = {
  diagnosing: 'being diagnosed',
  remediating: 'being redeployed',
  actionRequired: 'action required',
  resolved: 'resolved',
  closed: 'closed',
};

export const becauseWords: Readonly<Record<RulesBecause, string>> = {
  notConfigured: 'no model is configured',
  timeout: 'the model did not answer in time',
  unreachable: 'the model could not be reached',
  refusedByApi: "the model's API refused the request",
  refusedByModel: 'the model refused to answer',
  truncated: "the model's answer was cut off",
  unusableReply: "the model's answer could not be used",
  unknownEvidence: 'the model cited evidence that does not exist',
  lowConfidence: 'the model was not confident enough',
  notNeeded: 'no model was needed',
};

export const moveWords: Readonly<Record<IncidentMove, string>> = {
  opened: 'Opened',
  joined: 'Joined by a run',
  diagnosed: 'Diagnosed',
  redeployApproved: 'Redeploy approved',
  redeployRejected: 'Redeploy rejected',
  redeployPlanned: 'Redeploy planned',
  redeployJoined: 'Shares the redeploy of its project',
  redeployed: 'Redeployed',
  deploymentLive: 'In production',
  verificationStarted: 'Verification started',
  actionRequired: 'Action required',
  stillActionRequired: 'Still needs a person',
  alertDelivered: 'Alert delivered',
  alertNotDelivered: 'Alert not delivered',
  acknowledged: 'Acknowledged',
  takenBack: 'Taken back',
  resolved: 'Resolved',
  closed: 'Closed by a person',
};

/** An instant in UTC: the page is made where nobody knows the time zone of its reader. */
export function time(at: Date | null): Html | string {
  return at === null ? notKnown : html`<time class="nowrap" datetime="${at.toISOString()}">${formatInstant(at)}</time>`;
}

export function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}
