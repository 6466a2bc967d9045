import { z } from 'zod';
import type { Tx } from '../../db';
import { planEffect } from '../../effects';
import { moveIncident, type IncidentRow } from '../../incidents';
import { joinRemediation, openRemediation, type RemediationDecision } from '../../remediation';
import type { RunRow } from '../../runs';
import type { Planning } from '../consequences/plan';
import { tellMember } from '../consequences/remediation-members';

export const redeployEffect = 'vercelRedeploy';

export const redeployPayloadSchema = z.object({
  projectId: z.string(),
  teamId: z.string().nullable(),
  /** The production deployment that the failed run has tested. */
  expectedDeploymentId: z.string(),
  test: z.string(),
});
export type RedeployPayload = z.infer<typeof redeployPayloadSchema>;

/**
 * Opens the project's remediation and plans its redeploy in one transaction. The id is the incident's, so that it can
 * have no second one, and the remediation's, of which a project has one at a time.
 *
 * @param approvedBy the person who has; null: the rules permit it.
 */
export async function planRedeploy(
  tx: Tx,
  planning: Planning,
  run: RunRow,
  incident: Pick<IncidentRow, 'id'>,
  decision: Omit<Extract<RemediationDecision, { kind: 'redeploy' }>, 'kind'>,
  approvedBy: string | null = null
): Promise<void> {
  const now = planning.now();
  const { projectId, teamId, expectedDeploymentId, signature } = decision;
  const id = `redeploy-${incident.id}`;
  await openRemediation(tx, {
    id,
    projectId,
    teamId,
    test: run.test,
    runId: run.id,
    incidentId: incident.id,
    sourceDeploymentId: expectedDeploymentId,
    policyVersion: run.diagnosis?.policy.version ?? '',
    openedAt: now,
    approvedBy,
    approvedAt: approvedBy === null ? null : now,
    signature,
  });
  const payload: RedeployPayload = { projectId, teamId, expectedDeploymentId, test: run.test };
  await planEffect(tx, { id, kind: redeployEffect, runId: run.id, incidentId: incident.id, payload }, now);
  const why = run.diagnosis?.policy.reason ?? 'the rules permit it';
  await moveIncident(
    tx,
    incident.id,
    { kind: 'redeployPlanned', at: now, text: `redeploy of project ${projectId} planned: ${why}`, runId: run.id },
    // One that needs a person never goes back: what was approved has to be shown first.
    { ...(approvedBy === null && { state: 'remediating' }), redeployEffectId: id }
  );
}

/** The incident shares the redeploy that its project has already; where that is made, run and incident have it at once. */
export async function joinRedeploy(
  tx: Tx,
  planning: Planning,
  run: RunRow,
  incident: Pick<IncidentRow, 'id'>,
  { projectId, remediationId, test, signature }: Extract<RemediationDecision, { kind: 'join' }>
): Promise<void> {
  const now = planning.now();
  await joinRemediation(tx, {
    incidentId: incident.id,
    remediationId,
    test: run.test,
    runId: run.id,
    joinedAt: now,
    signature,
  });
  await moveIncident(
    tx,
    incident.id,
    {
      kind: 'redeployJoined',
      at: now,
      text: `project ${projectId} is being redeployed already, for ${test}: no second redeploy, that one is this failure's too`,
      runId: run.id,
    },
    { state: 'remediating', redeployEffectId: remediationId }
  );
  await tellMember(tx, planning, incident.id);
}
