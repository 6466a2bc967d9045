import type { Database, Tx } from '../../db';
import type { EffectOutcome } from '../../lib/outbound/outcome';
import { effectKind, type EffectRow, isEffectHeld, type SettledOutcome } from '../../effects';
import { findIncident, lockOpenIncident, type IncidentRow } from '../../incidents';
import {
  findRemediation,
  freshnessText,
  isFresh,
  maintenanceReason,
  noteSending,
  type OpenMaintenance,
  readSwitch,
  recordRedeploy,
  type RedeployEnd,
  redeployProduction,
  type RedeployResult,
  type RemediationMode,
  switchedOffReason,
  type VercelClient,
} from '../../remediation';
import { changeRun, findRun, isNewestRun, otherRunOnTarget, type RunRow } from '../../runs';
import type { Breakers } from '../../lib/outbound/breaker';
import { notConfigured } from '../consequences/not-configured';
import type { Planning } from '../consequences/plan';
import { tellMember } from '../consequences/remediation-members';
import { redeployEffect, type RedeployPayload, redeployPayloadSchema } from './plan-redeploy';
import { betweenFaultPoints } from '../../lib/fault-point';

export interface Redeploying extends Planning {
  readonly db: Database;
  /** Null: not configured. */
  readonly vercel: VercelClient | null;
  readonly mode: RemediationMode;
  readonly allowedProjectIds: readonly string[];
  /** The maintenance window of a load test that is open at this instant; null: none, or the load test has left the catalogue. */
  readonly maintenanceOf: (test: string, at: Date) => OpenMaintenance | null;
  readonly breakers: Pick<Breakers, 'vercel'>;
}

type Refused = Extract<EffectOutcome<never>, { kind: 'rejected' }>;
type Waits = Extract<EffectOutcome<never>, { kind: 'retry' }>;

/** How long a redeploy waits before it looks again whether the target is free. */
const busyTargetSeconds = 5;

/** The one redeploy of an incident: at most once when in doubt. */
export const vercelRedeploy = (redeploying: Redeploying) =>
  effectKind({
    name: redeployEffect,
    payload: redeployPayloadSchema,
    // A second worker beside a slow first one could make a second deployment.
    leaseSeconds: 150,
    longestTrySeconds: 6 * 15,
    // Only while the failed run is fresh; one that would have to wait long is for a person: nobody would know meanwhile.
    // What may have arrived is looked up for half a minute, because Vercel's list may lag.
    tries: { limit: 4, lookUps: 1, giveUpBeyondSeconds: 120 },
    breaker: redeploying.breakers.vercel,
    whilePaused: 'try',
    whenUnknown: 'lookUp',
    send: (effect, payload) => sendRedeploy(redeploying, effect, payload),
    settled: (tx, effect, _payload, end) => redeploySettled(tx, redeploying, effect, end),
  });

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
    { client: vercel, allowedProjectIds, lastWord: () => lastWord(redeploying, effect, payload.test) }
  );
}

async function refusalNow(
  redeploying: Redeploying,
  effect: EffectRow,
  incident: IncidentRow | null,
  run: RunRow | null
): Promise<Refused | Waits | null> {
  const { db, mode, now } = redeploying;
  const isApproved = ((await findRemediation(db, effect.id))?.approvedBy ?? null) !== null;
  const isOpen = incident?.state === 'remediating' || (isApproved && incident?.state === 'actionRequired');
  if (!isOpen || incident.redeployEffectId !== effect.id || run === null) {
    return refuse('incidentMovedOn', `the incident is ${incident?.state ?? 'gone'}, so the redeploy was not sent`);
  }
  if (mode !== 'auto' && !(mode === 'approve' && isApproved)) {
    return refuse('modeChanged', `automatic remediation is ${mode} by now (REMEDIATION_MODE)`);
  }
  const refusal = await refusedByPeople(redeploying, run.test);
  if (refusal !== null) {
    return refusal;
  }
  if (!(await isNewestRun(db, run))) {
    return refuse('notNewestRun', 'a newer run of this load test exists by now');
  }
  const busy = await untilTargetIsFree(redeploying, run, isApproved);
  if (busy !== null) {
    return busy;
  }
  if (!isFresh(run.endedAt, now(), isApproved)) {
    return refuse('tooOld', `the run ended more than ${freshnessText(isApproved)} ago by now`);
  }
  return (await betweenFaultPoints('note sending redeploy', () => noteSending(db, effect.id, now())))
    ? null
    : refuse('remediationOver', 'the remediation that it belongs to is over, so the redeploy was not sent');
}

/** Right before the POST. Vercel may have taken a minute to answer, and this process may have slept. */
async function lastWord(redeploying: Redeploying, effect: EffectRow, test: string): Promise<Refused | Waits | null> {
  return (await isEffectHeld(redeploying.db, effect))
    ? refusedByPeople(redeploying, test)
    : {
        kind: 'retry',
        code: 'leaseOver',
        reason: 'this sidecar has held it for too long, so nothing was sent',
        retryAfterSeconds: 0,
      };
}

/** What people have said meanwhile: the switch, and the maintenance windows of the catalogue. */
async function refusedByPeople({ db, now, maintenanceOf }: Redeploying, test: string): Promise<Refused | null> {
  const switched = await readSwitch(db);
  if (switched?.off === true) {
    return refuse('switchedOff', switchedOffReason(switched));
  }
  const maintenance = maintenanceOf(test, now());
  return maintenance === null
    ? null
    : refuse('maintenance', `nothing is redeployed during ${maintenanceReason(maintenance)}`);
}

/** A redeploy would disturb a run that measures the same target, so it waits as long as the failed run is fresh. */
async function untilTargetIsFree(
  { db, now }: Redeploying,
  run: RunRow,
  isApproved: boolean
): Promise<Refused | Waits | null> {
  const other = await otherRunOnTarget(db, run);
  if (other === null) {
    return null;
  }
  const busy = `run ${other.id} of ${other.test} is active on the target`;
  return isFresh(run.endedAt, now(), isApproved)
    ? {
        kind: 'retry',
        code: 'activeRun',
        reason: `${busy}; the redeploy waits for its end`,
        retryAfterSeconds: busyTargetSeconds,
        isWaiting: true,
      }
    : refuse('activeRun', `${busy}, and was until the failed run had ended more than ${freshnessText(isApproved)} ago`);
}

function refuse(code: string, reason: string): Refused {
  return { kind: 'rejected', code, reason };
}

/** What follows from the redeploy's end, with the incident locked: a judge may be escalating it at this moment. */
async function redeploySettled(
  tx: Tx,
  redeploying: Redeploying,
  effect: EffectRow,
  end: SettledOutcome<RedeployResult>
): Promise<void> {
  const run = await findRun(tx, effect.runId);
  if (run === null || effect.incidentId === null) {
    return;
  }
  await lockOpenIncident(tx, run.test);
  if (end.kind === 'rejected') {
    await changeRun(tx, run.id, { redeployGuard: end.code });
  }
  await recordRedeploy(tx, effect.id, endOf(end), redeploying.now());
  await tellMember(tx, redeploying, effect.incidentId);
}

function endOf(end: SettledOutcome<RedeployResult>): RedeployEnd {
  switch (end.kind) {
    case 'confirmed':
      return { kind: 'redeployed', ...end.result };
    case 'rejected':
    case 'skipped':
      return { kind: 'notSent', reason: end.reason };
    case 'unknown':
      return { kind: 'unknown', reason: end.reason };
  }
}
