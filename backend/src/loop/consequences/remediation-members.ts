import type { Tx } from '../../db';
import { findIncident, lockOpenIncident, moveIncident, type IncidentRow } from '../../incidents';
import { endMember, lockMembership, markTold, type Membership } from '../../remediation';
import { changeRun, findRun, type RunRow } from '../../runs';
import { planAnnotation } from './grafana-annotation';
import type { Planning } from './plan';
import { requirePerson } from './require-person';
import { planResultPoint } from './result-point';
import { planAlert } from './slack-message';

/**
 * A redeploy whose verification does not come to its end asks a person this long after the confirmation, unless a
 * verification run is under way: that ends by its own deadline.
 */
export const unverifiedMinutes = 60;

export function personAskedAt(redeployedAt: Date): Date {
  return new Date(redeployedAt.getTime() + unverifiedMinutes * 60_000);
}

/**
 * Gives run and incident of a member what came of the redeploy, once it is known; before that nothing happens. The
 * incident is locked, and the remediation after it.
 */
export async function tellMember(tx: Tx, planning: Planning, incidentId: string): Promise<void> {
  const membership = await lockMembership(tx, incidentId);
  const incident = await findIncident(tx, incidentId);
  const run = membership === null ? null : await findRun(tx, membership.member.runId);
  if (membership === null || incident === null || run === null || membership.remediation.state === 'planned') {
    return;
  }
  await markTold(tx, incidentId, planning.now());
  if (membership.remediation.deploymentId === null) {
    await notRedeployed(tx, planning, membership, incident, run);
  } else {
    await redeployed(tx, planning, membership, incident, run, membership.remediation.deploymentId);
  }
}

async function notRedeployed(
  tx: Tx,
  planning: Planning,
  membership: Membership,
  incident: IncidentRow,
  run: RunRow
): Promise<void> {
  const { remediation } = membership;
  const isUnknown = remediation.state === 'unknown';
  await endMember(tx, membership, isUnknown ? 'unknown' : 'notSent', planning.now());
  const why = remediation.reason ?? 'no reason is known';
  const which = remediation.test === run.test ? 'the redeploy' : `the redeploy for ${remediation.test}`;
  const reason = isUnknown ? `nobody knows whether ${which} was made: ${why}` : `${which} was refused: ${why}`;
  if (incident.resolvedAt !== null) {
    await planAlert(tx, planning, run, incident.id, { kind: 'failedAndRecovered' });
    return;
  }
  await requirePerson(tx, incident, run.id, reason, planning.now());
  await planAlert(tx, planning, run, incident.id, { kind: 'actionRequired', actionRequiredReason: reason });
  await planResultPoint(tx, planning, run, 'acted');
}

async function redeployed(
  tx: Tx,
  planning: Planning,
  membership: Membership,
  incident: IncidentRow,
  run: RunRow,
  deploymentId: string
): Promise<void> {
  const now = planning.now();
  const { projectId, deploymentUrl, redeployedAt: at } = membership.remediation;
  const redeployedAt = at ?? now;
  const asked = personAskedAt(redeployedAt);
  const { approvedBy } = membership.remediation;
  const autoFix = { projectId, deploymentId, deploymentUrl, personAskedAt: asked.toISOString(), approvedBy };
  // Escalated while Vercel was asked: another run has failed, so the redeploy is known not to have held. What a person has
  // approved needed a person before.
  const held = incident.state !== 'actionRequired' || approvedBy !== null;
  const verifying = approvedBy === null ? null : `redeploy approved by ${approvedBy}, verifying`;
  await changeRun(tx, run.id, {
    autoFixApplied: {
      action: 'redeploy',
      deploymentId,
      appliedAt: redeployedAt.toISOString(),
      outcome: held ? 'pending' : 'notFixed',
    },
    ...(verifying !== null && { actionRequiredReason: verifying }),
  });
  await moveIncident(
    tx,
    incident.id,
    {
      kind: 'redeployed',
      at: now,
      text: `Vercel confirmed the redeploy of project ${projectId} as ${deploymentId}`,
      runId: run.id,
    },
    { redeployedAt, ...(verifying !== null && { actionRequiredReason: verifying }) }
  );
  if (held) {
    await planAlert(tx, planning, run, incident.id, { kind: 'autoFixApplied', autoFix });
  } else {
    const reason = incident.actionRequiredReason ?? 'the incident needs a person by now';
    await endMember(tx, membership, 'notFixed', now);
    await changeRun(tx, run.id, { actionRequired: true, actionRequiredReason: reason });
    await planAlert(tx, planning, run, incident.id, {
      kind: 'actionRequired',
      actionRequiredReason: reason,
      autoFix,
    });
  }
  await planResultPoint(tx, planning, run, 'acted');
  await planAnnotation(tx, run.id, now);
}

/** What has shown whether the redeploy helped a load test; `reason`: why a person is needed, null where none is. */
export type Shown =
  | { readonly outcome: 'notFixed' | 'unknown'; readonly reason: string | null }
  /** A run that has passed; one that began before the redeploy was in production says nothing about it. */
  | { readonly outcome: 'passed'; readonly startedAt: Date };

/**
 * Ends the incident's part in a redeploy that was made, and says so on the run that it was made for; of one that was not
 * made, or is over, nothing changes. The incident is locked.
 *
 * @returns whether it was open until now.
 */
export async function concludeRemediation(
  tx: Tx,
  planning: Planning,
  incidentId: string,
  shown: Shown
): Promise<boolean> {
  const membership = await lockMembership(tx, incidentId);
  const redeployedAt = membership?.remediation.redeployedAt ?? null;
  if (membership === null || redeployedAt === null || membership.member.endedAt !== null) {
    return false;
  }
  const now = planning.now();
  const { liveAt } = membership.remediation;
  const outcome =
    shown.outcome !== 'passed'
      ? shown.outcome
      : liveAt !== null && shown.startedAt >= liveAt
        ? 'fixed'
        : ('unknown' as const);
  await endMember(tx, membership, outcome, now);
  const run = await findRun(tx, membership.member.runId);
  if (run?.autoFixApplied?.outcome === 'pending') {
    await changeRun(tx, run.id, {
      autoFixApplied: { ...run.autoFixApplied, outcome },
      ...(shown.outcome !== 'passed' &&
        shown.reason !== null && { actionRequired: true, actionRequiredReason: shown.reason }),
    });
    await planResultPoint(tx, planning, run, 'outcome');
    await planAnnotation(tx, run.id, now);
  }
  return true;
}

/**
 * A redeploy that was made has not held for this member, or nobody knows: it is told once, and the banner comes on.
 * Nobody is asked for an incident that is resolved.
 */
export async function askPersonFor(
  tx: Tx,
  planning: Planning,
  { test, runId, incidentId }: Membership['member'],
  { outcome, reason }: { readonly outcome: 'notFixed' | 'unknown'; readonly reason: string }
): Promise<void> {
  await lockOpenIncident(tx, test);
  const incident = await findIncident(tx, incidentId);
  const shown = { outcome, reason: (incident?.resolvedAt ?? null) === null ? reason : null } as const;
  if (!(await concludeRemediation(tx, planning, incidentId, shown))) {
    return;
  }
  const run = await findRun(tx, runId);
  if (incident?.resolvedAt === null && run !== null) {
    await requirePerson(tx, incident, runId, reason, planning.now());
    await planAlert(tx, planning, run, incidentId, { kind: 'actionRequired', actionRequiredReason: reason });
  }
}
