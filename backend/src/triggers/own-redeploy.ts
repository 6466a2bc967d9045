import type { Database } from '../db';
import type { Deployment } from '../model/deployment';
import { remediationsSince, type RemediationRow } from '../remediation';
import { findRun } from '../runs';

/** Vercel sends an event again for 24 h; one of a redeploy that is over for longer cannot come. */
const memoryMs = 25 * 60 * 60 * 1000;

/** What the project's remediations have to do with a deployment. */
export type OwnRedeploy =
  | { readonly kind: 'none' }
  /** It is a redeploy of ours: its next run tells whether that helped, and nothing else. */
  | { readonly kind: 'own'; readonly reason: string }
  /** It is somebody else's, and ours must come to its end before it is tested. */
  | { readonly kind: 'open'; readonly reason: string };

/**
 * Tells our own redeploys from other deployments: by the id that Vercel confirmed; before that (an event may be faster
 * than the reply) by our id in `meta`; and by the commit, because a CI knows neither.
 */
export async function ownRedeploy(
  db: Database,
  projectId: string | null,
  deployment: Deployment,
  now: Date
): Promise<OwnRedeploy> {
  if (projectId === null) {
    return { kind: 'none' };
  }
  const remediations = await remediationsSince(db, projectId, new Date(now.getTime() - memoryMs));
  for (const remediation of remediations) {
    if (await isOwn(db, remediation, deployment)) {
      const reason = `it is the redeploy that remediation made for ${remediation.test}; the load test is not run again for it`;
      return { kind: 'own', reason };
    }
  }
  const open = remediations.find(({ closedAt }) => closedAt === null);
  return open === undefined
    ? { kind: 'none' }
    : { kind: 'open', reason: `the project is being redeployed for ${open.test}, and runs show first what that did` };
}

async function isOwn(db: Database, remediation: RemediationRow, deployment: Deployment): Promise<boolean> {
  if (remediation.deploymentId === deployment.id) {
    return true;
  }
  // Vercel copies `meta`, so that a later redeploy by hand of what we made carries our id too.
  if (remediation.deploymentId === null && remediation.id === deployment.redeployEffectId) {
    return true;
  }
  if (deployment.commit === null || !isWhileOpen(remediation, deployment)) {
    return false;
  }
  const commit = (await findRun(db, remediation.runId))?.productionDeployment?.sha ?? null;
  return isSameCommit(commit, deployment.commit.id);
}

function isWhileOpen({ openedAt, closedAt }: RemediationRow, deployment: Deployment): boolean {
  const at = new Date(deployment.deployedAt);
  return closedAt === null || (at >= openedAt && at <= closedAt);
}

/** A CI may know the commit by its short name. */
function isSameCommit(one: string | null, other: string): boolean {
  if (one === null) {
    return false;
  }
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a.startsWith(b) || b.startsWith(a);
}
