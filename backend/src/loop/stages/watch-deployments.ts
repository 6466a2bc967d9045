import type { Logger } from 'pino';
import type { Database } from '../../db';
import {
  deploymentsToWatch,
  endWatch,
  hasEnded,
  neverWentLive,
  openMembersOf,
  type RemediationRow,
  type VercelClient,
} from '../../remediation';
import type { Planning } from '../consequences/plan';
import { askPersonFor, unverifiedMinutes } from '../consequences/remediation-members';
import type { Stage } from '../stage';

export interface WatchingDeployments extends Planning {
  readonly db: Database;
  /** Null: not configured. */
  readonly vercel: Pick<VercelClient, 'getDeployment'> | null;
}

/**
 * Looks at the deployments of confirmed redeploys until they are live. One that ends otherwise has changed nothing in
 * production, and people have been told that it was redeployed: a person is asked.
 *
 * @returns how many ended without becoming live.
 */
export async function watchDeployments(watching: WatchingDeployments): Promise<number> {
  const { db, vercel } = watching;
  if (vercel === null) {
    return 0;
  }
  let failed = 0;
  const since = new Date(watching.now().getTime() - unverifiedMinutes * 60_000);
  for (const remediation of await deploymentsToWatch(db, since)) {
    const answer = await vercel.getDeployment(remediation.deploymentId ?? '', remediation.teamId);
    // What cannot be read is asked for again, and by the clock a person is asked in any case.
    const state = answer.kind === 'confirmed' ? answer.result.readyState : null;
    if (neverWentLive(state)) {
      await askPeople(watching, remediation, state);
      failed += 1;
    }
    if (hasEnded(state)) {
      await endWatch(db, remediation.id, watching.now());
    }
  }
  return failed;
}

async function askPeople(
  watching: WatchingDeployments,
  remediation: RemediationRow,
  state: 'ERROR' | 'CANCELED'
): Promise<void> {
  const how = state === 'ERROR' ? 'its build failed (ERROR)' : 'it was cancelled (CANCELED)';
  const deployment = remediation.deploymentId ?? '';
  const reason = `the redeploy ${deployment} never went live: ${how}, so production is what it was before`;
  for (const member of await openMembersOf(watching.db, remediation.id)) {
    await watching.db.transaction((tx) => askPersonFor(tx, watching, member, { outcome: 'notFixed', reason }));
  }
}

export function watchDeploymentsStage(watching: WatchingDeployments & { readonly logger: Logger }): Stage {
  return {
    name: 'watchDeployments',
    everyMs: 5000,
    workers: 1,
    wakes: ['effects'],
    async work() {
      const failed = await watchDeployments(watching);
      if (failed > 0) {
        watching.logger.warn({ failed }, 'a redeploy never went live: a person is asked');
      }
      return failed > 0 ? 'changed' : 'nothing';
    },
  };
}
