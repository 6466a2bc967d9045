import type { DeploymentState } from '../../model/remediation';
import type { VercelClient } from './client';
import { neverWentLive, type VercelDeployment, type VercelProject } from './model';

/** How a deployment comes to its end without serving. */
type FailedState = Extract<DeploymentState, 'failed' | 'canceled' | 'aliasFailed' | 'checksFailed'>;

/** Whether a deployment gets the requests of its target's domains. */
export type Serving =
  | { readonly kind: 'serves' }
  | { readonly kind: 'notYet'; readonly reason: string }
  /** It never will. */
  | { readonly kind: 'failed'; readonly state: FailedState; readonly reason: string }
  /** Something newer is in production. */
  | { readonly kind: 'superseded'; readonly by: string; readonly reason: string }
  /** Vercel could not be asked. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** READY, domains assigned and, for production, what the project says is in production. Asks Vercel twice at most. */
export async function deploymentServes(
  client: Pick<VercelClient, 'getDeployment' | 'getProject'>,
  {
    deploymentId,
    projectId,
    teamId,
  }: { readonly deploymentId: string; readonly projectId: string; readonly teamId: string | null }
): Promise<Serving> {
  const answer = await client.getDeployment(deploymentId, teamId);
  if (answer.kind !== 'confirmed') {
    return { kind: 'unknown', reason: answer.reason };
  }
  const deployment = answer.result;
  const state = deployment.readyState ?? 'in no known state';
  const failed = failureOf(deployment);
  if (failed !== null) {
    return failed;
  }
  if (deployment.target === 'production') {
    const project = await client.getProject(projectId, teamId);
    if (project.kind !== 'confirmed') {
      return { kind: 'unknown', reason: project.reason };
    }
    const other = inProductionInstead(deployment, project.result);
    if (other !== null) {
      return other;
    }
  }
  return state === 'READY' && deployment.aliasAssigned
    ? { kind: 'serves' }
    : { kind: 'notYet', reason: `the deployment is ${state}${state === 'READY' ? ', without its domains' : ''}` };
}

function failureOf({ readyState, aliasAssigned, aliasError, checksConclusion }: VercelDeployment): Serving | null {
  if (neverWentLive(readyState)) {
    const [state, how] =
      readyState === 'ERROR'
        ? (['failed', 'its build failed (ERROR)'] as const)
        : (['canceled', 'it was cancelled (CANCELED)'] as const);
    return { kind: 'failed', state, reason: `${how}, so it never went live` };
  }
  if (aliasError !== null && !aliasAssigned) {
    const name = aliasError.replace(/[^\w .,:-]+/g, ' ').slice(0, 100);
    return {
      kind: 'failed',
      state: 'aliasFailed',
      reason: `its domains could not be pointed at it (${name}), so it never went live`,
    };
  }
  if (readyState === 'READY' && !aliasAssigned && checksConclusion === 'failed') {
    return { kind: 'failed', state: 'checksFailed', reason: 'its checks failed, so it never went live' };
  }
  return null;
}

function inProductionInstead(deployment: VercelDeployment, { production }: VercelProject): Serving | null {
  if (production?.id === deployment.id) {
    return null;
  }
  if (production === null) {
    return { kind: 'notYet', reason: 'nothing is in production yet' };
  }
  return (production.createdAtMs ?? 0) > (deployment.createdAtMs ?? Infinity)
    ? { kind: 'superseded', by: production.id, reason: `${production.id} is in production by now, which is newer` }
    : { kind: 'notYet', reason: `${production.id} is still in production` };
}
