import { inTransaction, type Database, type Tx } from '../db';
import { signatureOf } from '../diagnosis';
import { findIncident, IncidentEndedError, lockOpenIncident, moveIncident, RedeployRefusedError } from '../incidents';
import type { IncidentRow } from '../incidents';
import type { RemediationDecision } from '../remediation';
import { changeRun, detailsOf, findRun, lockRun, type RunRow } from '../runs';
import { planAnnotation } from './consequences/grafana-annotation';
import { decideFor, type Deciding } from './stages/decide';
import { planRedeploy } from './stages/plan-redeploy';

/** What a person may do about a redeploy that waits for one. */
export interface RedeployApprover {
  /**
   * Has the incident redeployed, by the one way on from action required. The banner stays until a run has passed; every
   * guard but the age of the run is looked at as for any redeploy, now and before the POST.
   *
   * @param by who it is, as the audit trail names them.
   * @returns false where there is no such incident.
   * @throws IncidentEndedError, RedeployRefusedError with the rule that refuses
   */
  approve(incidentId: string, by: string): Promise<boolean>;
  /** Whether anybody can approve a redeploy of it as things stand in the records. */
  canBeApproved(incident: IncidentRow): Promise<boolean>;
}

export function createRedeployApprover(deciding: Deciding & { readonly db: Database }): RedeployApprover {
  const { db, mode, vercelConfigured } = deciding;
  return {
    approve: (incidentId, by) => inTransaction(db, 'approve redeploy', (tx) => approve(tx, deciding, incidentId, by)),
    async canBeApproved(incident) {
      const isPossible = vercelConfigured && (mode === 'auto' || mode === 'approve');
      const run = isPossible && mayBe(incident) ? await findRun(db, incident.lastRunId) : null;
      return run?.diagnosis?.classification === 'autoFixable' && run.remediation?.vercel !== null;
    },
  };
}

function mayBe({ state, redeployEffectId, redeployRejectedBy }: IncidentRow): boolean {
  return state === 'actionRequired' && redeployEffectId === null && redeployRejectedBy === null;
}

async function approve(tx: Tx, deciding: Deciding, incidentId: string, by: string): Promise<boolean> {
  const known = await findIncident(tx, incidentId);
  if (known === null) {
    return false;
  }
  // Locks in the order of everybody: run, incident, project.
  const run = await lockRun(tx, known.lastRunId);
  const incident = await lockOpenIncident(tx, known.test);
  if (incident?.id !== incidentId) {
    throw new IncidentEndedError(`Incident "${incidentId}" has ended: there is nothing left to redeploy.`);
  }
  if (run === null || incident.lastRunId !== run.id || run.diagnosis === null) {
    throw new RedeployRefusedError('Its newest failed run is not diagnosed yet: wait until it is.');
  }
  if (incident.redeployRejectedBy !== null) {
    throw new RedeployRefusedError(`${incident.redeployRejectedBy} has decided that it is not redeployed.`);
  }
  if (incident.state !== 'actionRequired') {
    throw new RedeployRefusedError('It does not wait for a person: it is being diagnosed or remediated.');
  }
  const features = (await detailsOf(tx, run.id))?.features ?? null;
  const decision = await decideFor(tx, deciding, {
    run,
    diagnosis: run.diagnosis,
    // Features of before 0.2 do not say what recovered.
    signature: features?.recovery === undefined ? null : signatureOf(features),
    incident,
    isApproved: true,
  });
  await follow(tx, deciding, run, incident, decision, by);
  return true;
}

async function follow(
  tx: Tx,
  deciding: Deciding,
  run: RunRow,
  incident: IncidentRow,
  decision: RemediationDecision,
  by: string
): Promise<void> {
  if (decision.kind !== 'redeploy') {
    const reason = decision.kind === 'join' ? 'its project is being redeployed already' : decision.reason;
    throw new RedeployRefusedError(`No redeploy: ${reason}.`);
  }
  const at = deciding.now();
  const text = `a person has approved a redeploy of project ${decision.projectId}`;
  const actionRequiredReason = `a redeploy was approved by ${by} and is under way`;
  await moveIncident(
    tx,
    incident.id,
    { kind: 'redeployApproved', at, text, runId: run.id, actor: by },
    { actionRequiredReason }
  );
  await planRedeploy(tx, deciding, run, incident, decision, by);
  await changeRun(tx, run.id, { redeployGuard: null, actionRequiredReason });
  await planAnnotation(tx, run.id, at);
}
