import { formatCount } from '../lib/figures';
import type { AlertKind, RunAlert } from './run-alert';
import { instantText, slackLink, slackText } from './slack-text';

/** How an incident stands, for its first message. Instants are ISO 8601. */
export interface IncidentNow {
  readonly state: 'diagnosing' | 'redeploying' | 'redeployed' | 'actionRequired' | 'escalated' | 'resolved' | 'closed';
  readonly since: string;
  /** Why a person is needed; null: none is. */
  readonly reason: string | null;
  /** How many runs have failed since the last pass. */
  readonly failed: number;
  /** Who takes care of it; null: nobody has said so. */
  readonly seen: { readonly by: string; readonly at: string } | null;
  /** The run that has resolved it; null: none has. */
  readonly run: { readonly id: string; readonly url: string | null } | null;
  /** Who has closed it and why; null: nobody has. */
  readonly person: { readonly by: string; readonly said: string | null } | null;
  readonly lastRunId: string;
}

const titles: Readonly<Record<IncidentNow['state'], string>> = {
  diagnosing: 'Being diagnosed',
  redeploying: 'Auto-fix under way',
  redeployed: 'Auto-fix applied, verifying',
  actionRequired: 'Action required',
  escalated: 'Escalated, action required',
  resolved: 'Resolved',
  closed: 'Closed by a person',
};

export function titleNow({ state }: IncidentNow): string {
  return titles[state];
}

/** How the incident stands, and that the rest of the message is older than that. */
export function nowLines(now: IncidentNow): string[] {
  return [nowLine(now), 'Below is what was told first; what came since is in the thread.'];
}

/** `Now: resolved since 2026-11-30 03:02 UTC, by the run checkout-4.` */
function nowLine(now: IncidentNow): string {
  const since = `since ${instantText(now.since)}`;
  switch (now.state) {
    case 'diagnosing':
      return `*Now:* being diagnosed ${since}${failures(now)}.`;
    case 'redeploying':
      return `*Now:* a redeploy is under way ${since}.`;
    case 'redeployed':
      return `*Now:* redeployed ${since}, and being verified.`;
    case 'actionRequired':
    case 'escalated': {
      const lead = now.state === 'escalated' ? 'escalated' : 'action required';
      return `*Now:* ${lead} ${since}${failures(now)}.${sentence(now.reason)}${seenBy(now)}`;
    }
    case 'resolved':
      return `*Now:* resolved ${since}${now.run === null ? '' : `, by the run ${slackLink(now.run.url, now.run.id)}`}.`;
    case 'closed': {
      const by = now.person === null ? '' : `, by ${slackText(now.person.by, 250)}`;
      const said = slackText(now.person?.said ?? '', 500);
      return `*Now:* closed ${since}${by}${said === '' ? '.' : `: “${said}”`}`;
    }
  }
}

/** The same for a phone, without marks. */
export function nowInShort(now: IncidentNow, { test, environment }: RunAlert): string {
  return slackText(`${titles[now.state]}: ${test} on ${environment}, since ${instantText(now.since)}`, 1000);
}

/** What a message says of the state by its kind alone. */
const saidByKind: Readonly<Partial<Record<AlertKind, ReadonlyArray<IncidentNow['state']>>>> = {
  autoFixApplied: ['redeployed'],
  actionRequired: ['actionRequired'],
  recovered: ['resolved'],
  failedAndRecovered: ['resolved'],
  closed: ['closed'],
};

/** Whether the message, as it was sent, still tells all of it: then there is nothing to edit. */
export function isStillTrue(alert: RunAlert, now: IncidentNow): boolean {
  const isOver = now.state === 'resolved' || now.state === 'closed';
  const nothingNew = isOver || (now.seen === null && now.lastRunId === alert.runId);
  const isEscalated = now.state === 'escalated' && alert.kind === 'actionRequired' && alert.autoFix !== null;
  return nothingNew && (isEscalated || (saidByKind[alert.kind]?.includes(now.state) ?? false));
}

function failures({ failed }: IncidentNow): string {
  return failed < 2 ? '' : `, ${formatCount(failed)} failed runs so far`;
}

function sentence(reason: string | null): string {
  const text = slackText(reason ?? '', 300);
  const [first = '', ...rest] = text;
  return text === '' ? '' : ` ${first.toUpperCase()}${rest.join('')}${/[.!?…]$/.test(text) ? '' : '.'}`;
}

function seenBy({ seen }: IncidentNow): string {
  return seen === null ? '' : ` Seen by ${slackText(seen.by, 250)} at ${instantText(seen.at)}.`;
}
