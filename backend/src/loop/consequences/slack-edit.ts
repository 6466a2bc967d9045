import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type IncidentNow, isStillTrue, renderAlert, type SlackClient } from '../../alerts';
import type { Database, Tx } from '../../db';
import { effectKind, effectsOfIncident, planLatest, type EffectRow } from '../../effects';
import { incidentWithTimeline, type IncidentRow, type IncidentWithTimeline } from '../../incidents';
import type { Breakers } from '../../lib/outbound/breaker';
import { findRun } from '../../runs';
import { alertFacts } from './alert-facts';
import { notConfigured } from './not-configured';
import type { Planning } from './plan';
import { editPace } from './slack-pace';
import { alertEffect, alertOf, firstMessageOf } from './slack-thread';

const name = 'slackEdit';

export interface Editing extends Pick<Planning, 'now' | 'runUrl'> {
  readonly db: Database;
  /** Null: not configured. */
  readonly slack: SlackClient | null;
  readonly breakers: Pick<Breakers, 'slack'>;
}

/**
 * The first message of an incident, brought to how the incident stands when this is sent, whatever it was when it was
 * planned. One that is lost changes nothing: what has happened stands in the thread as well.
 */
export const slackEdit = (editing: Editing) =>
  effectKind({
    name,
    payload: z.object({}),
    leaseSeconds: 60,
    longestTrySeconds: 10,
    tries: { limit: 20, giveUpBeyondSeconds: null },
    breaker: editing.breakers.slack,
    whilePaused: 'wait',
    whenUnknown: 'resend',
    onePerRun: true,
    overtaken: async (tx, { incidentId }) => {
      if (incidentId !== null) {
        await planEdit(tx, editing, incidentId);
      }
    },
    pace: editPace(editing.slack),
    async send({ incidentId }) {
      const own = editing.slack?.own ?? null;
      if (own === null) {
        return notConfigured('a bot in Slack', 'SLACK_BOT_TOKEN');
      }
      const found = incidentId === null ? null : await incidentWithTimeline(editing.db, incidentId);
      const messages = found === null ? [] : await effectsOfIncident(editing.db, found.incident.id, alertEffect);
      const first = firstMessageOf(messages);
      if (found === null || first === null) {
        return { kind: 'skipped', code: 'noMessage', reason: 'there is no message to edit' };
      }
      return own.edit(
        renderAlert(first.alert, { now: await incidentNow(editing.db, editing, found, messages) }),
        first.at
      );
    },
    settled: () => Promise.resolve(),
  });

/**
 * Plans that the first message of the incident says how it stands. To be called after whatever changes that, in the same
 * transaction; where the message is not there yet, or still true as it was sent, nothing is planned.
 */
export async function planEdit(tx: Tx, planning: Pick<Planning, 'now' | 'runUrl'>, incidentId: string): Promise<void> {
  const messages = await effectsOfIncident(tx, incidentId, alertEffect);
  const first = firstMessageOf(messages);
  const found = first === null ? null : await incidentWithTimeline(tx, incidentId);
  if (first === null || found === null) {
    return;
  }
  const hadOne = async () => (await effectsOfIncident(tx, incidentId, name)).length > 0;
  if (!isStillTrue(first.alert, await incidentNow(tx, planning, found, messages)) || (await hadOne())) {
    // No id of a decision: it says nothing that could be said twice.
    const id = `edit-${incidentId}-${randomUUID()}`;
    await planLatest(tx, [{ id, kind: name, runId: first.runId, incidentId, payload: {} }], planning.now());
  }
}

async function incidentNow(
  db: Database,
  { now, runUrl }: Pick<Planning, 'now' | 'runUrl'>,
  { incident, events }: IncidentWithTimeline,
  messages: readonly EffectRow[]
): Promise<IncidentNow> {
  const { acknowledgedBy: by, acknowledgedAt: at, resolvedAt, resolvedByRunId: passed, lastRunId } = incident;
  const lastRun = resolvedAt === null ? await findRun(db, lastRunId) : null;
  const planned = events.findLast(({ kind }) => kind === 'redeployPlanned' || kind === 'redeployJoined');
  const closed = messages.map(alertOf).find((alert) => alert?.kind === 'closed');
  return {
    state: stateOf(incident),
    since: sinceOf(incident, planned?.at ?? incident.openedAt).toISOString(),
    reason: incident.actionRequiredReason,
    failed: lastRun === null ? 0 : ((await alertFacts(db, lastRun, now())).course?.failed ?? 0),
    seen: by === null || at === null ? null : { by, at: at.toISOString() },
    run: passed === null ? null : { id: passed, url: runUrl(passed) },
    person: closed?.person ?? null,
    lastRunId,
  };
}

function stateOf({ state, redeployedAt }: IncidentRow): IncidentNow['state'] {
  switch (state) {
    case 'remediating':
      return redeployedAt === null ? 'redeploying' : 'redeployed';
    case 'actionRequired':
      return redeployedAt === null ? 'actionRequired' : 'escalated';
    default:
      return state;
  }
}

function sinceOf({ state, ...incident }: IncidentRow, redeployPlannedAt: Date): Date {
  switch (state) {
    case 'diagnosing':
      return incident.openedAt;
    case 'remediating':
      return incident.redeployedAt ?? redeployPlannedAt;
    case 'actionRequired':
      return incident.actionRequiredSince ?? incident.openedAt;
    case 'resolved':
    case 'closed':
      return incident.resolvedAt ?? incident.openedAt;
  }
}
