import { inTransaction, type Database, type Tx } from '../db';
import type { Deployment } from '../model/deployment';
import type { Catalogue, LoadTest } from '../model/load-test';
import {
  changeDeploymentEvent,
  type DeploymentEventRow,
  dropWaiting,
  insertDeploymentEvent,
  lockDeploymentEvent,
  lockDeployments,
  type NewDeploymentEvent,
  newestDeployment,
  waitingAnew,
  withdrawQueued,
} from '../runs';
import { concernOf } from './concerned';
import { ownRedeploy } from './own-redeploy';

export interface Taking {
  readonly db: Database;
  readonly now: () => Date;
  readonly catalogue: () => Catalogue;
}

/** What an event of a deployment leads to for one load test. */
export interface Taken {
  readonly test: string;
  /** `none`: nothing is started, now and later. */
  readonly outcome: 'waiting' | 'started' | 'none';
  /** Why there is no run, such as `notMajor`; null: there is one, or will be. */
  readonly code: string | null;
  /** Why there is no run, or none yet; for people. */
  readonly reason: string | null;
  /** Of the run that is started, or will be; null: none. */
  readonly runId: string | null;
}

/**
 * Records that the load tests which a deployment concerns wait for it, each once, however often and in whichever order
 * its events come; a starter goes on from there. Of several deployments that wait only the newest one is tested.
 *
 * @param promoted it was put in production now, whenever it was built.
 */
export async function takeDeployment(taking: Taking, deployment: Deployment, promoted: boolean): Promise<Taken[]> {
  const taken: Taken[] = [];
  for (const test of taking.catalogue().tests.values()) {
    const concern = concernOf(test, deployment);
    if (concern.kind === 'notMajor') {
      taken.push({ test: test.name, outcome: 'none', code: 'notMajor', reason: concern.reason, runId: null });
    } else if (concern.kind === 'starts') {
      taken.push(await takeFor(taking, test, deployment, promoted));
    }
  }
  return taken;
}

async function takeFor(taking: Taking, test: LoadTest, deployment: Deployment, promoted: boolean): Promise<Taken> {
  const { db, now } = taking;
  const projectId = test.deployments.projectId ?? deployment.projectId;
  const own = await ownRedeploy(db, projectId, deployment, now());
  if (own.kind === 'own') {
    return { test: test.name, outcome: 'none', code: 'ownRedeploy', reason: own.reason, runId: null };
  }
  const event = {
    test: test.name,
    deploymentId: deployment.id,
    deployment,
    projectId,
    deployedAt: new Date(deployment.deployedAt),
    receivedAt: now(),
  };
  return inTransaction(db, 'take deployment', async (tx) => {
    await lockDeployments(tx, test.name);
    const before = await insertDeploymentEvent(tx, event);
    if (before !== null && !isOpenedAgain(before, promoted)) {
      return takenAs(before);
    }
    await place(tx, event, now());
    const row = await lockDeploymentEvent(tx, test.name, deployment.id);
    return takenAs(row ?? { ...event, state: 'dropped', code: 'removed', reason: 'it was removed', runId: '' });
  });
}

/** Vercel may say that a deployment is ready before it is in production, and that it is promoted long after it was built. */
function isOpenedAgain({ state, code }: DeploymentEventRow, promoted: boolean): boolean {
  return state === 'dropped' && (code === 'notServing' || (promoted && (code === 'superseded' || code === 'older')));
}

/** Among the deployments of its load test: a newer one than all others waits, and nothing else does. */
async function place(tx: Tx, event: NewDeploymentEvent, now: Date): Promise<void> {
  const { test, deploymentId, deployment, deployedAt } = event;
  const newest = await newestDeployment(tx, test, deploymentId);
  if (newest !== null && newest.deployedAt > deployedAt) {
    const reason = `${newest.deploymentId} was deployed later`;
    await changeDeploymentEvent(tx, event, { state: 'dropped', code: 'older', reason, decidedAt: now });
    return;
  }
  await changeDeploymentEvent(tx, event, { ...waitingAnew, deployment, deployedAt, lookAfter: now });
  const reason = `${deploymentId} was deployed before its run began`;
  const why = { code: 'superseded', reason, decidedAt: now };
  await dropWaiting(tx, test, deploymentId, why);
  await withdrawQueued(tx, test, deploymentId, why);
}

function takenAs({
  test,
  state,
  code,
  reason,
  runId,
}: Pick<DeploymentEventRow, 'test' | 'state' | 'code' | 'reason' | 'runId'>): Taken {
  return state === 'dropped'
    ? { test, outcome: 'none', code, reason, runId: null }
    : {
        test,
        outcome: state,
        code: null,
        reason: state === 'waiting' ? (reason ?? 'it waits until the deployment serves') : null,
        runId,
      };
}
