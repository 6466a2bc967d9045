import { parsedUrl } from '../../lib/parsed-url';
import type { EffectOutcome } from '../../lib/outbound/outcome';
import type { VercelClient } from './client';
import { hasEnded, type VercelDeployment, type VercelProject } from './model';

/** Asks for the deployment that is in production to be built and put live again. */
export interface RedeployProductionRequest {
  /** Deterministic id of the effect; travels in the deployment's `meta` and finds it again. */
  readonly effectId: string;
  readonly runId: string;
  readonly test: string;
  readonly projectId: string;
  readonly teamId: string | null;
  /** The production deployment that the run tested; null when it was not recorded, and then not compared. */
  readonly expectedDeploymentId: string | null;
  /**
   * True when an earlier try may have created the deployment: it is looked for and adopted, and never made a second time.
   */
  readonly lookupOnly: boolean;
}

export interface RedeployResult {
  /** The deployment that Vercel created (or had created at an earlier try). */
  readonly deploymentId: string;
  /** The production deployment it was made from; null only for an adopted one that does not say. */
  readonly sourceDeploymentId: string | null;
  /** https address of the new deployment. */
  readonly deploymentUrl: string | null;
  /** QUEUED, INITIALIZING, BUILDING, READY, ERROR or CANCELED at the time of the answer. */
  readonly readyState: string;
}

export interface RedeployDependencies {
  readonly client: VercelClient;
  /** `VERCEL_ALLOWED_PROJECT_IDS`; an empty list allows none. */
  readonly allowedProjectIds: readonly string[];
  /**
   * Asked when all that is left is the POST: what Vercel was asked before may have taken a minute, in which a person may
   * have said no, or somebody else may have taken the effect over. Null: nothing speaks against it.
   */
  readonly lastWord: () => Promise<Extract<RedeployOutcome, { kind: 'rejected' | 'retry' }> | null>;
}

/** Why a redeploy was refused before anything was sent. */
export type RedeployGuard =
  | 'projectNotAllowed'
  | 'noProductionDeployment'
  | 'projectMismatch'
  | 'notProduction'
  | 'notReady'
  | 'productionChanged'
  | 'deploymentInProgress'
  | 'newerDeploymentReady';

type RedeployOutcome = EffectOutcome<RedeployResult>;

const inProgressStates: readonly string[] = ['QUEUED', 'INITIALIZING', 'BUILDING'];

/**
 * Redeploys what is in production of one project: never a preview, never an older deployment, never beside another
 * production build, and never twice when in doubt. Vercel has no idempotency key, so the effect's id goes into the
 * deployment's `meta`, and every deployment met on the way that carries it is adopted instead of making another.
 *
 * Every refusal and failure before the POST means that nothing was created. With `lookupOnly`, an earlier try that cannot
 * be found stays `unknown`: Vercel's list may lag, and a person can tell.
 */
export async function redeployProduction(
  request: RedeployProductionRequest,
  { client, allowedProjectIds, lastWord }: RedeployDependencies
): Promise<RedeployOutcome> {
  const { projectId, teamId } = request;
  if (request.lookupOnly) {
    return lookUp(request, client);
  }
  if (!allowedProjectIds.includes(projectId)) {
    return refuse('projectNotAllowed', `The project ${projectId} is not in VERCEL_ALLOWED_PROJECT_IDS.`);
  }

  const project = await client.getProject(projectId, teamId);
  if (project.kind !== 'confirmed') {
    return project;
  }
  const production = project.result.production;
  if (project.result.id !== projectId) {
    return refuse('projectMismatch', `Vercel answered with the project ${project.result.id} instead of ${projectId}.`);
  }
  if (production === null) {
    return refuse('noProductionDeployment', `The project ${projectId} has no production deployment.`);
  }

  const deployment = await client.getDeployment(production.id, teamId);
  if (deployment.kind !== 'confirmed') {
    return deployment;
  }
  if (carries(deployment.result, request)) {
    return adopt(deployment.result);
  }
  const unfit = unfitSource(request, production.id, deployment.result);
  if (unfit !== null) {
    return unfit;
  }

  const others = await client.listDeployments({
    projectId,
    teamId,
    target: 'production',
    states: [...inProgressStates, 'READY'],
    limit: 50,
  });
  if (others.kind !== 'confirmed') {
    return others;
  }
  const conflict = conflictWith(request, deployment.result, others.result);
  if (conflict !== null) {
    return conflict;
  }

  const again = await client.getProject(projectId, teamId);
  if (again.kind !== 'confirmed') {
    return again;
  }
  if (again.result.production?.id !== production.id) {
    return productionChanged(production.id, again.result.production?.id ?? null);
  }
  return (await lastWord()) ?? create(request, project.result, deployment.result, client);
}

/** What an earlier try left at Vercel. */
async function lookUp(request: RedeployProductionRequest, client: VercelClient): Promise<RedeployOutcome> {
  const found = await client.listDeployments({
    projectId: request.projectId,
    teamId: request.teamId,
    limit: 20,
    meta: { loadTestEffectId: request.effectId },
  });
  if (found.kind === 'retry') {
    return found;
  }
  if (found.kind !== 'confirmed') {
    const reason = `Whether an earlier try created the deployment is not known. ${found.reason}`;
    return { kind: 'unknown', code: 'lookupFailed', reason };
  }
  const own = found.result.find((deployment) => carries(deployment, request));
  return own === undefined
    ? {
        kind: 'unknown',
        code: 'notFound',
        reason: 'An earlier try was cut off while it was sending, and Vercel lists no deployment of it.',
      }
    : adopt(own);
}

/** Not trusted to the `meta-…` filter alone: an API that ignores it would hand us somebody else's deployment. */
function carries(deployment: VercelDeployment, request: RedeployProductionRequest): boolean {
  return deployment.meta['loadTestEffectId'] === request.effectId;
}

function adopt(deployment: VercelDeployment): RedeployOutcome {
  const source = deployment.meta['loadTestSourceDeploymentId'];
  return created(deployment, typeof source === 'string' ? source : null);
}

function unfitSource(
  request: RedeployProductionRequest,
  productionId: string,
  deployment: VercelDeployment
): RedeployOutcome | null {
  if (request.expectedDeploymentId !== null && request.expectedDeploymentId !== productionId) {
    return productionChanged(request.expectedDeploymentId, productionId);
  }
  const { id } = deployment;
  if (id !== productionId || deployment.projectId !== request.projectId) {
    const owner = deployment.projectId ?? 'an unnamed project';
    return refuse('projectMismatch', `The deployment ${id} belongs to ${owner}, not to ${request.projectId}.`);
  }
  if (deployment.target !== 'production') {
    return refuse(
      'notProduction',
      `The deployment ${id} is for ${deployment.target ?? 'preview'}, not for production.`
    );
  }
  if (deployment.readyState !== 'READY') {
    return refuse('notReady', `The production deployment ${id} is ${deployment.readyState ?? 'in no known state'}.`);
  }
  return null;
}

/** Other production deployments that a redeploy of `source` would race with or roll back. */
function conflictWith(
  request: RedeployProductionRequest,
  source: VercelDeployment,
  others: readonly VercelDeployment[]
): RedeployOutcome | null {
  const own = others.find((deployment) => carries(deployment, request));
  if (own !== undefined) {
    return adopt(own);
  }
  const rest = others.filter(({ id, target }) => id !== source.id && (target === null || target === 'production'));
  // A state that we do not know counts as in progress, an age that we do not know as newer: in doubt, no redeploy.
  const building = rest.find(({ readyState }) => !hasEnded(readyState));
  if (building !== undefined) {
    const state = building.readyState ?? 'in progress';
    return refuse('deploymentInProgress', `The production deployment ${building.id} is ${state}.`);
  }
  const newer = rest.find(
    ({ readyState, createdAtMs }) => readyState === 'READY' && (createdAtMs ?? Infinity) > (source.createdAtMs ?? -1)
  );
  if (newer !== undefined) {
    const reason = `${source.id} is in production although ${newer.id} is newer: rolled back, or a release is staged.`;
    return refuse('newerDeploymentReady', reason);
  }
  return null;
}

async function create(
  request: RedeployProductionRequest,
  project: VercelProject,
  source: VercelDeployment,
  client: VercelClient
): Promise<RedeployOutcome> {
  const answer = await client.createRedeploy({
    teamId: request.teamId,
    projectId: request.projectId,
    name: source.name ?? project.name,
    deploymentId: source.id,
    meta: {
      action: 'redeploy',
      loadTestEffectId: request.effectId,
      loadTestRunId: request.runId,
      loadTest: request.test,
      loadTestSourceDeploymentId: source.id,
    },
  });
  return answer.kind === 'confirmed' ? created(answer.result, source.id) : answer;
}

function created(deployment: VercelDeployment, sourceDeploymentId: string | null): RedeployOutcome {
  if (deployment.target !== 'production') {
    const reason = `Vercel created ${deployment.id} but does not say that it is for production. Check it there.`;
    return { kind: 'unknown', code: 'notProduction', reason };
  }
  return {
    kind: 'confirmed',
    result: {
      deploymentId: deployment.id,
      sourceDeploymentId,
      deploymentUrl: deployment.url === null || deployment.url === '' ? null : httpsUrl(deployment.url),
      readyState: deployment.readyState ?? 'QUEUED',
    },
  };
}

function httpsUrl(host: string): string | null {
  const url = /^https?:\/\//.test(host) ? host : `https://${host}`;
  return parsedUrl(url) === null ? null : url;
}

function productionChanged(expected: string, actual: string | null): RedeployOutcome {
  const reason = `Production is now ${actual ?? 'empty'}, not ${expected} that the run tested.`;
  return refuse('productionChanged', reason);
}

function refuse(code: RedeployGuard, reason: string): RedeployOutcome {
  return { kind: 'rejected', code, reason };
}
