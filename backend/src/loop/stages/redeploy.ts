import { z } from 'zod';
import type { Database, Tx } from '../../db';
import type { EffectOutcome } from '../../lib/outbound/outcome';
import { effectKind, planEffect, type EffectRow, type SettledOutcome } from '../../effects';
import { findIncident, lockOpenIncident, moveIncident, type IncidentRow } from '../../incidents';
import {
  freshnessMinutes,
  isFresh,
  redeployProduction,
  type RedeployResult,
  type RemediationMode,
  type VercelClient,
} from '../../remediation';
import { changeRun, findRun, isNewestRun, type RunRow } from '../../runs';
import { planAnnotation } from '../consequences/grafana-annotation';
import { requirePerson } from '../consequences/require-person';
import type { Breakers } from '../../lib/outbound/breaker';
import { notConfigured } from '../consequences/not-configured';
import type { Planning } from '../consequences/plan';
import { planResultPoint } from '../consequences/result-point';
import { planAlert } from '../consequences/slack-message';

const name = 'vercelRedeploy';

const payloadSchema = z.object({
  projectId: z.string(),
  teamId: z.string().nullable(),
  /** The production deployment that the failed run has tested. */
  expectedDeploymentId: z.string(),
  test: z.string(),
});
type RedeployPayload = z.infer<typeof payloadSchema>;

export interface Redeploying extends Planning {
  readonly db: Database;
  /** Null: not configured. */
  readonly vercel: VercelClient | null;
  readonly mode: RemediationMode;
  readonly allowedProjectIds: readonly string[];
  readonly breakers: Pick<Breakers, 'vercel'>;
}

/** The one redeploy of an incident: at most once when in doubt. */
export const vercelRedeploy = (redeploying: Redeploying) =>
  effectKind({
    name,
    payload: payloadSchema,
    // A second worker beside a slow first one could make a second deployment.
    leaseSeconds: 150,
    longestTrySeconds: 6 * 15,
    // Only while the failed run is fresh; one that would have to wait long is for a person: nobody would know meanwhile.
    tries: { limit: 4, giveUpBeyondSeconds: 120 },
    breaker: redeploying.breakers.vercel,
    whilePaused: 'try',
    whenUnknown: 'settle',
    send: (effect, payload) => sendRedeploy(redeploying, effect, payload),
    settled: (tx, effect, payload, end) => redeploySettled(tx, redeploying, effect, payload, end),
  });

/** Plans the redeploy: its id is the incident's, so that there can be no second. */
export async function planRedeploy(
  tx: Tx,
  planning: Planning,
  run: RunRow,
  incidentId: string,
  payload: RedeployPayload
): Promise<string> {
  const id = `redeploy-${incidentId}`;
  await planEffect(tx, { id, kind: name, runId: run.id, incidentId, payload }, planning.now());
  return id;
}

/**
 * Sends the planned redeploy, or refuses: the decision may be old by now (a crash, a Vercel that did not answer), so what
 * it rested on is looked at again. A try that may have arrived is only looked up, never made a second time.
 */
async function sendRedeploy(
  redeploying: Redeploying,
  effect: EffectRow,
  payload: RedeployPayload
): Promise<EffectOutcome<RedeployResult>> {
  const { db, vercel, allowedProjectIds } = redeploying;
  if (vercel === null) {
    return notConfigured('Vercel', 'VERCEL_TOKEN');
  }
  const incident = effect.incidentId === null ? null : await findIncident(db, effect.incidentId);
  const run = await findRun(db, effect.runId);
  const refusal = effect.mayHaveArrived ? null : await refusalNow(redeploying, effect, incident, run);
  if (refusal !== null) {
    return refusal;
  }
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
): Promise<Extract<EffectOutcome<never>, { kind: 'rejected' }> | null> {
  const refuse = (code: string, reason: string) => ({ kind: 'rejected', code, reason }) as const;
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
async function redeploySettled(
  tx: Tx,
  redeploying: Redeploying,
  effect: EffectRow,
  payload: RedeployPayload | null,
  end: SettledOutcome<RedeployResult>
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
  if (end.kind === 'confirmed') {
    await confirmed(tx, redeploying, payload?.projectId ?? '', incident, run, end.result);
    return;
  }
  const reason =
    end.kind === 'unknown'
      ? `nobody knows whether the redeploy was made: ${end.reason}`
      : `the redeploy was refused: ${end.reason}`;
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
  projectId: string,
  incident: IncidentRow,
  run: RunRow,
  result: RedeployResult
): Promise<void> {
  const now = redeploying.now();
  const autoFix = {
    projectId,
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
  await moveIncident(
    tx,
    incident.id,
    {
      kind: 'redeployed',
      at: now,
      text: `Vercel confirmed the redeploy of project ${projectId} as ${result.deploymentId}`,
      runId: run.id,
    },
    { redeployedAt: now }
  );
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
  await planAnnotation(tx, run.id, now);
}
