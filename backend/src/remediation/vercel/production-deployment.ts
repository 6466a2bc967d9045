import type { VercelClient } from './client';
import type { VercelProject } from './model';

/** What is in production, as evidence. */
export interface ProductionDeployment {
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string | null;
  /** Git commit, where the deployment came from git. */
  readonly sha: string | null;
}

/**
 * The deployment in production; null when there is none or Vercel did not answer (evidence is never worth a failed
 * judgement). `onFailure` gets the reason of the latter, for the log.
 */
export async function productionDeployment(
  projectId: string,
  teamId: string | null,
  client: VercelClient,
  onFailure: (reason: string) => void = () => undefined
): Promise<ProductionDeployment | null> {
  const project = await client.getProject(projectId, teamId);
  if (project.kind !== 'confirmed') {
    onFailure(project.reason);
    return null;
  }
  const { production } = project.result;
  return production === null
    ? null
    : { id: production.id, createdAt: isoInstant(production.createdAtMs), sha: commitOf(production) };
}

/** Vercel names the commit after the git provider. */
const commitKeys = ['githubCommitSha', 'gitlabCommitSha', 'bitbucketCommitSha', 'gitCommitSha'] as const;

function commitOf(production: NonNullable<VercelProject['production']>): string | null {
  const sha = commitKeys.map((key) => production.meta[key]).find((value) => typeof value === 'string');
  return typeof sha === 'string' && /^[0-9a-f]{7,64}$/i.test(sha) ? sha : null;
}

function isoInstant(unixMs: number | null): string | null {
  return unixMs === null || unixMs > 8.64e15 ? null : new Date(unixMs).toISOString();
}
