import { inTransaction, type Database } from '../db';
import type { LoadTest } from '../model/load-test';
import { lockProject } from '../remediation';
import {
  changeDeploymentEvent,
  type DeploymentEventRow,
  insertRun,
  lockDeploymentEvent,
  lockDeployments,
  openSuperseded,
  queuedRun,
  type Starting,
} from '../runs';

/**
 * The deployment starts no run.
 *
 * @returns false where it does not wait any more: another one has taken its place meanwhile.
 */
export function endWaiting(
  db: Database,
  { test, deploymentId }: DeploymentEventRow,
  why: { readonly code: string; readonly reason: string; readonly supersededBy: string | null; readonly at: Date }
): Promise<boolean> {
  return inTransaction(db, 'end waiting deployment', async (tx) => {
    await lockDeployments(tx, test);
    const event = await lockDeploymentEvent(tx, test, deploymentId);
    if (event?.state !== 'waiting') {
      return false;
    }
    const { code, reason, at } = why;
    await changeDeploymentEvent(tx, event, { state: 'dropped', code, reason, decidedAt: at });
    if (why.supersededBy !== null) {
      await openSuperseded(tx, test, why.supersededBy, at);
    }
    return true;
  });
}

/** `held`: something came in between, and it waits on. */
export interface Start {
  readonly kind: 'started' | 'held' | 'over';
  readonly reason: string | null;
}

/**
 * Queues the run of a deployment that waits, once among all sidecars: run and decision are written in one transaction, in
 * which no remediation of the project can begin.
 *
 * @param reason why it starts although its target is not ready; null: it is.
 */
export async function startRunOf(
  starting: Starting,
  test: LoadTest,
  { deploymentId, readiness }: DeploymentEventRow,
  reason: string | null
): Promise<Start> {
  const { db, now, owner } = starting;
  // k6 may take seconds to tell; nobody has to wait for that in the transaction.
  const profile = await starting.profileOf(test);
  return inTransaction(db, 'start run of deployment', async (tx) => {
    await lockDeployments(tx, test.name);
    const event = await lockDeploymentEvent(tx, test.name, deploymentId);
    if (event?.state !== 'waiting') {
      return { kind: 'over', reason: event?.reason ?? 'it is gone' };
    }
    const at = now();
    if (event.projectId !== null && (await lockProject(tx, event.projectId, at)).open !== null) {
      await changeDeploymentEvent(tx, event, { lookAfter: at });
      return { kind: 'held', reason: 'a remediation of its project has begun' };
    }
    const id = event.runId;
    const run = queuedRun({
      id,
      test,
      profile,
      trigger: 'deployment',
      startedBy: 'deployment',
      owner,
      announcedAt: at,
    });
    const commit = event.deployment.commit?.id ?? null;
    const taken = await insertRun(tx, { ...run, deploymentId, deploymentCommit: commit, readiness });
    const end =
      taken === null
        ? ({ state: 'started', reason } as const)
        : ({ state: 'dropped', code: 'runExists', reason: `there is a run ${id} already` } as const);
    await changeDeploymentEvent(tx, event, { ...end, readiness, decidedAt: at });
    return { kind: taken === null ? 'started' : 'over', reason: end.reason };
  });
}
