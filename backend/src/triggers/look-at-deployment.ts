import { maintenanceAt } from '../catalogue';
import type { Database } from '../db';
import type { Readiness } from '../model/deployment';
import type { LoadTest } from '../model/load-test';
import { deploymentServes, maintenanceReason, type Serving, type VercelClient } from '../remediation';
import { lookAtReadiness, type Probe, readinessTargetOf } from '../runner';
import { type DeploymentEventRow, runOnTarget } from '../runs';
import { ownRedeploy } from './own-redeploy';

export interface Looking {
  readonly db: Database;
  readonly now: () => Date;
  /** Null: not configured, and an event is taken at its word. */
  readonly vercel: Pick<VercelClient, 'getDeployment' | 'getProject'> | null;
  readonly probe: Probe;
  readonly test: LoadTest;
}

/** What is to be done with a deployment that waits. */
export type Look =
  | {
      readonly kind: 'wait';
      readonly change: Pick<DeploymentEventRow, 'reason' | 'readiness' | 'startBy' | 'lookAfter'>;
    }
  | { readonly kind: 'drop'; readonly code: string; readonly reason: string; readonly supersededBy: string | null }
  /** @param reason why it starts although the target is not ready; null: it is. */
  | { readonly kind: 'start'; readonly readiness: Readiness | null; readonly reason: string | null };

/** From the first look that nothing stands in the way of, a run waits no longer than this for a deployment, in ms. */
export const longestWaitMs = 120_000;
const againAfterMs = 2000;
/** While something else must come to its end first. */
const heldAgainAfterMs = 5000;

/** Looks once whether the deployment's run can start: nothing stands in the way, it serves, and the target is ready. */
export async function lookAt(looking: Looking, event: DeploymentEventRow): Promise<Look> {
  const at = looking.now();
  const own = await ownRedeploy(looking.db, event.projectId, event.deployment, at);
  if (own.kind === 'own') {
    return drop('ownRedeploy', own.reason);
  }
  const held = own.kind === 'open' ? own.reason : await whatIsFirst(looking, event, at);
  if (held !== null) {
    // The two minutes begin when it is over.
    const lookAfter = new Date(at.getTime() + heldAgainAfterMs);
    return { kind: 'wait', change: { reason: held, readiness: event.readiness, startBy: null, lookAfter } };
  }
  const startBy = event.startBy ?? new Date(at.getTime() + longestWaitMs);
  const waiting = (reason: string, readiness = event.readiness): Look => {
    const lookAfter = new Date(looking.now().getTime() + againAfterMs);
    return { kind: 'wait', change: { reason, readiness, startBy, lookAfter } };
  };
  const serving = await servingOf(looking, event);
  switch (serving.kind) {
    case 'failed':
      return drop('deploymentFailed', serving.reason);
    case 'superseded':
      return drop('superseded', serving.reason, serving.by);
    case 'notYet':
      // A run would test what was there before, and be taken for one of this deployment.
      return at < startBy ? waiting(serving.reason) : drop('notServing', `after two minutes ${serving.reason}`);
    case 'unknown':
      if (at < startBy) {
        return waiting(serving.reason);
      }
      break;
    case 'serves':
  }
  const readiness = await readinessOf(looking, event, startBy);
  if (readiness.ready) {
    return { kind: 'start', readiness, reason: null };
  }
  const reason = `the target does not answer within ${readiness.limitMs} ms`;
  return at < startBy
    ? waiting(`${reason} yet`, readiness)
    : { kind: 'start', readiness, reason: `started after two minutes although ${reason}` };
}

async function whatIsFirst({ db, test }: Looking, event: DeploymentEventRow, at: Date): Promise<string | null> {
  const maintenance = maintenanceAt(test, at);
  if (maintenance !== null) {
    return maintenanceReason(maintenance);
  }
  // Only runs that were there before the deployment, so that it is not put off for ever.
  const run = event.startBy === null ? await runOnTarget(db, test.target, event.receivedAt) : null;
  return run === null ? null : `run ${run} on the same target comes first`;
}

async function servingOf({ vercel }: Looking, { deployment, deploymentId }: DeploymentEventRow): Promise<Serving> {
  const { projectId, teamId, source } = deployment;
  return vercel === null || source !== 'vercel' || projectId === null
    ? { kind: 'serves' }
    : deploymentServes(vercel, { deploymentId, projectId, teamId });
}

function readinessOf({ probe, test, now }: Looking, event: DeploymentEventRow, startBy: Date): Promise<Readiness> {
  const first = startBy.getTime() - longestWaitMs;
  const secondsSinceFirst = Math.max(0, Math.round((now().getTime() - first) / 1000));
  return lookAtReadiness(probe, readinessTargetOf(test), { readiness: event.readiness, secondsSinceFirst });
}

function drop(code: string, reason: string, supersededBy: string | null = null): Look {
  return { kind: 'drop', code, reason, supersededBy };
}
