import type { Deployment, TrendRun } from '../../api/trend';
import { t } from '../../translations';

/** A run during which another deployment was in production than in the run before it. */
export interface DeploymentChange {
  readonly run: TrendRun;
  readonly deployment: Deployment;
}

/** Runs whose deployment is not known say nothing. @param runs oldest first. */
export function deploymentChanges(runs: readonly TrendRun[]): readonly DeploymentChange[] {
  const known = runs.flatMap((run) => (run.deployment === null ? [] : [{ run, deployment: run.deployment }]));
  return known.filter(({ deployment }, index) => {
    const before = known[index - 1];
    return before !== undefined && before.deployment.id !== deployment.id;
  });
}

/** `dpl_2, commit 1a2b3c4` */
export function deploymentText({ id, sha }: Deployment): string {
  return sha === null
    ? id
    : t('trends.deployment-commit', '{{id}}, commit {{commit}}', { id, commit: sha.slice(0, 7) });
}
