import type { Database, Tx } from '../../db';
import type { EffectOutcome } from '../../lib/outbound/outcome';
import type { EffectRow, SettledOutcome } from '../../effects';
import { addIncidentEvent, changeIncident, findIncident, lockOpenIncident, type IncidentRow } from '../../incidents';
import {
  freshnessMinutes,
  isFresh,
  redeployProduction,
  type RedeployResult,
  type RemediationMode,
  type VercelClient,
} from '../../remediation';
import { changeRun, findRun, isNewestRun, type RunRow } from '../../runs';
import { requirePerson } from '../consequences/require-person';
import { planAlert, planResultPoint, type Planning, type RedeployPayload } from '../consequences/plan';

export interface Redeploying extends Planning {
  readonly db: Database;
  /** Null: not configured. */
  readonly vercel: VercelClient | null;
  readonly mode: RemediationMode;
  readonly allowedProjectIds: readonly string[];
}

/**
 * Sends the planned redeploy, or refuses: the decision may be old by now (a crash, a Vercel that did not answer), so what
 * it rested on is looked at again. A try that may have arrived is only looked up, never made a second time.
 */
export async function sendRedeploy(
  redeploying: Redeploying,
  effect: EffectRow
): Promise<EffectOutcome<RedeployResult>> {
  const { db, vercel, allowedProjectIds } = redeploying;
  if (vercel === null) {
    return { outcome: 'rejected', code: 'notConfigured', reason: 'Vercel is not configured (VERCEL_TOKEN)' };
  }
  const incident = effect.incidentId === null ? null : await findIncident(db, effect.incidentId);
  const run = await findRun(db, effect.runId);
  const refusal = effect.mayHaveArrived ? null : await refusalNow(redeploying, effect, incident, run);
  if (refusal !== null) {
    return refusal;
  }
  const payload = effect.payload as RedeployPayload;
  return redeployProduction(
    {
      effectId: effect.id,
      runId: effect.runId,
      test: payload.test,
      projectId: payload.projectId,
      teamId: payload.teamId,
      expectedDeploymentId: payload.expectedDeploymentId,
      lookupOnly: effect.mayHaveArrived,
    },
    { client: vercel, allowedProjectIds }
  );
}

async function refusalNow(
  { db, mode, now }: Redeploying,
  effect: EffectRow,
  incident: IncidentRow | null,
  run: RunRow | null
): Promise<Extract<EffectOutcome<never>, { outcome: 'rejected' }> | null> {
  const refuse = (code: string, reason: string) => ({ outcome: 'rejected', code, reason }) as const;
  if (incident?.state !== 'remediating' || incident.redeployEffectId !== effect.id || run === null) {
    return refuse('incidentMovedOn', `the incident is ${incident?.state ?? 'gone'}, so the redeploy was not sent`);
  }
  if (mode !== 'auto') {
    return refuse('modeChanged', `automatic remediation is ${mode} by now (REMEDIATION_MODE)`);
  }
  if (!(await isNewestRun(db, run))) {
    return refuse('notNewestRun', 'a newer run of this load test exists by now');
  }
  if (!isFresh(run.endedAt, now())) {
    return refuse('tooOld', `the run ended more than ${freshnessMinutes} minutes ago by now`);
  }
  return null;
}

/** What follows from the redeploy's end, with the incident locked: a judge may be escalating it at this moment. */
export async function redeploySettled(
  tx: Tx,
  redeploying: Redeploying,
  effect: EffectRow,
  outcome: SettledOutcome
): Promise<void> {
  const run = await findRun(tx, effect.runId);
  if (run === null || effect.incidentId === null) {
    return;
  }
  const open = await lockOpenIncident(tx, run.test);
  const incident = open?.id === effect.incidentId ? open : await findIncident(tx, effect.incidentId);
  if (incident === null) {
    return;
  }
  if (outcome.outcome === 'confirmed') {
    await confirmed(tx, redeploying, effect, incident, run, outcome.result as RedeployResult);
    return;
  }
  const reason =
    outcome.outcome === 'unknown'
      ? `nobody knows whether the redeploy was made: ${outcome.reason}`
      : `the redeploy was refused: ${outcome.reason}`;
  if (incident.state === 'resolved') {
    await planAlert(tx, redeploying, run, incident.id, { kind: 'failedAndRecovered' });
    return;
  }
  await requirePerson(tx, incident, run.id, reason, redeploying.now());
  await planAlert(tx, redeploying, run, incident.id, { kind: 'actionRequired', actionRequiredReason: reason });
  await planResultPoint(tx, redeploying, run, 'acted');
}

async function confirmed(
  tx: Tx,
  redeploying: Redeploying,
  effect: EffectRow,
  incident: IncidentRow,
  run: RunRow,
  result: RedeployResult
): Promise<void> {
  const now = redeploying.now();
  const payload = effect.payload as RedeployPayload;
  const autoFix = {
    projectId: payload.projectId,
    deploymentId: result.deploymentId,
    deploymentUrl: result.deploymentUrl,
  };
  // Escalated while Vercel was asked: another run has failed, so the redeploy is known not to have held.
  const held = incident.state !== 'actionRequired';
  await changeRun(tx, run.id, {
    autoFixApplied: {
      action: 'redeploy',
      deploymentId: result.deploymentId,
      appliedAt: now.toISOString(),
      outcome: held ? 'pending' : 'notFixed',
    },
  });
  await changeIncident(tx, incident.id, { redeployedAt: now });
  await addIncidentEvent(tx, {
    incidentId: incident.id,
    at: now,
    kind: 'redeployed',
    text: `Vercel confirmed the redeploy of project ${payload.projectId} as ${result.deploymentId}`,
    runId: run.id,
  });
  if (held) {
    await planAlert(tx, redeploying, run, incident.id, { kind: 'autoFixApplied', autoFix });
  } else {
    const reason = incident.actionRequiredReason ?? 'the incident needs a person by now';
    await changeRun(tx, run.id, { actionRequired: true, actionRequiredReason: reason });
    await planAlert(tx, redeploying, run, incident.id, {
      kind: 'actionRequired',
      actionRequiredReason: reason,
      autoFix,
    });
  }
  await planResultPoint(tx, redeploying, run, 'acted');
}
