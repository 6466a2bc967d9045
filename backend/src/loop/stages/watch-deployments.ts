import type { Logger } from 'pino';
import { inTransaction, type Database } from '../../db';
import type { DeploymentState } from '../../model/remediation';
import {
  deploymentServes,
  deploymentsToWatch,
  noteDeployment,
  openMembersOf,
  type RemediationRow,
  type Serving,
  type VercelClient,
} from '../../remediation';
import type { Planning } from '../consequences/plan';
import { askPersonFor } from '../consequences/remediation-members';
import type { Stage } from '../stage';
import { betweenFaultPoints } from '../../lib/fault-point';

export interface WatchingDeployments extends Planning {
  readonly db: Database;
  /** Null: not configured. */
  readonly vercel: Pick<VercelClient, 'getDeployment' | 'getProject'> | null;
}

/** Vercel ends a build after 45 minutes (vercel.com/docs/limits); one that is not in production by then helps nobody. */
export const longestBuildMinutes = 45;

/**
 * Looks at the deployments of confirmed redeploys until they are in production: from then on runs verify them. One that ends
 * otherwise has changed nothing in production, and people have been told that it was redeployed: a person is asked.
 *
 * @returns how many came to an end, good or bad.
 */
export async function watchDeployments(watching: WatchingDeployments): Promise<number> {
  const { db, vercel } = watching;
  let ended = 0;
  for (const remediation of await deploymentsToWatch(db)) {
    const seen = await look(watching, remediation, vercel);
    const { state } = seen;
    await betweenFaultPoints('note deployment', () => noteDeployment(db, remediation.id, state, watching.now()));
    if (seen.state === 'building') {
      continue;
    }
    ended += 1;
    if (seen.state !== 'live') {
      await endsOtherwise(watching, remediation, seen);
    }
  }
  return ended;
}

interface Seen {
  readonly state: DeploymentState;
  readonly reason: string;
}

async function look(
  { now }: WatchingDeployments,
  { projectId, teamId, deploymentId, redeployedAt, openedAt }: RemediationRow,
  vercel: WatchingDeployments['vercel']
): Promise<Seen> {
  const serving: Serving =
    vercel === null
      ? { kind: 'unknown', reason: 'Vercel is not configured any more (VERCEL_TOKEN)' }
      : await deploymentServes(vercel, { deploymentId: deploymentId ?? '', projectId, teamId });
  switch (serving.kind) {
    case 'serves':
      return { state: 'live', reason: '' };
    case 'failed':
      return serving;
    case 'superseded':
      return { state: 'superseded', reason: serving.reason };
    case 'notYet':
    case 'unknown': {
      // What cannot be read is asked for again.
      const limit = (redeployedAt ?? openedAt).getTime() + longestBuildMinutes * 60_000;
      return now().getTime() < limit
        ? { state: 'building', reason: serving.reason }
        : {
            state: 'timedOut',
            reason: `after ${longestBuildMinutes} minutes it was not in production: ${serving.reason}`,
          };
    }
  }
}

/** Production is what it was before, or somebody else's: whether the redeploy would have helped is not known then. */
async function endsOtherwise(
  watching: WatchingDeployments,
  { id, deploymentId }: RemediationRow,
  { state, reason }: Seen
): Promise<void> {
  const { db } = watching;
  const isKnown = state !== 'timedOut' && state !== 'superseded';
  const text = `the redeploy ${deploymentId ?? ''} does not help: ${reason}${isKnown ? '; production is what it was before' : ''}`;
  for (const member of await openMembersOf(db, id)) {
    const outcome = isKnown ? 'notFixed' : 'unknown';
    await inTransaction(db, 'deployment ended', (tx) => askPersonFor(tx, watching, member, { outcome, reason: text }));
  }
}

/** Follows the deployments that redeploys have made. */
export function watchDeploymentsStage(watching: WatchingDeployments & { readonly logger: Logger }): Stage {
  return {
    name: 'watchDeployments',
    everyMs: 5000,
    workers: 1,
    wakes: ['effects', 'verify'],
    async work() {
      const ended = await watchDeployments(watching);
      if (ended > 0) {
        watching.logger.info({ ended }, 'a redeploy is in production, or will not get there');
      }
      return ended > 0 ? 'changed' : 'nothing';
    },
  };
}
