import { z } from 'zod';
import { deploymentEventStates } from '../model/deployment';
import type { DeploymentEventRow } from '../runs';

export const readinessSchema = z.object({
  ready: z.boolean().describe('The last requests were answered within the limit'),
  requests: z.number(),
  lastStatus: z.number().nullable().describe('Null: no answer'),
  lastResponseTimeMs: z.number().nullable().describe('Null: no answer in time'),
  limitMs: z.number(),
  seconds: z.number().describe('From the first request to the last one'),
});
z.globalRegistry.add(readinessSchema, { id: 'Readiness' });

export const lastDeploymentSchema = z.object({
  id: z.string(),
  commit: z.string().nullable(),
  deployedAt: z.iso.datetime(),
  state: z.enum(deploymentEventStates).describe('`waiting`: for the deployment to serve, or for what comes first'),
  reason: z.string().nullable().describe('What it waits for, or why it started no run, or a late one'),
  runId: z.string().nullable(),
  readiness: readinessSchema.nullable(),
});
z.globalRegistry.add(lastDeploymentSchema, { id: 'LastDeployment' });

export function lastDeploymentView(event: DeploymentEventRow | undefined): z.infer<typeof lastDeploymentSchema> | null {
  if (event === undefined) {
    return null;
  }
  const { deploymentId: id, deployment, deployedAt, state, reason, runId, readiness } = event;
  return {
    id,
    commit: deployment.commit?.id ?? null,
    deployedAt: deployedAt.toISOString(),
    state,
    reason,
    runId: state === 'started' ? runId : null,
    readiness,
  };
}
