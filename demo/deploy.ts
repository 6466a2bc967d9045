import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { FakeVercel } from '../backend/src/testing/fakes/vercel';
import type { DeployedCommit, Scenario } from './scenarios';

const takenSchema = z.object({
  loadTests: z.array(z.object({ test: z.string(), runId: z.string().nullable(), reason: z.string().nullable() })),
});

/**
 * Somebody deploys a commit to production, and Vercel tells the sidecar of it, signed as it signs
 * (vercel.com/docs/webhooks/webhooks-api).
 *
 * @returns the deployment's id, and that of the run that it starts.
 */
export async function deploy(
  { vercel, sidecarUrl, secret }: { readonly vercel: FakeVercel; readonly sidecarUrl: string; readonly secret: string },
  { test, projectId }: Scenario,
  { hash, message }: DeployedCommit
): Promise<{ readonly id: string; readonly runId: string }> {
  const meta = { githubCommitSha: hash, githubCommitRef: 'main', githubCommitMessage: message };
  const { id, url, name } = vercel.addDeployment({
    id: `dpl_${hash.slice(0, 10)}`,
    projectId,
    target: 'production',
    readyState: 'READY',
    meta,
  });
  vercel.setProduction(projectId, id);
  const body = JSON.stringify({
    id: `uev_${id}`,
    type: 'deployment.succeeded',
    createdAt: Date.now(),
    region: null,
    payload: {
      team: null,
      user: { id: 'user_somebody' },
      project: { id: projectId },
      target: 'production',
      deployment: { id, url, name, meta },
    },
  });
  const response = await fetch(`${sidecarUrl}/webhooks/vercel`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-vercel-signature': createHmac('sha1', secret).update(body).digest('hex'),
    },
    body,
  });
  const { loadTests } = takenSchema.parse(await response.json());
  const taken = loadTests.find((each) => each.test === test);
  if (taken === undefined || taken.runId === null) {
    throw new Error(
      `deployment ${id} starts no run of ${test}: ${taken?.reason ?? `the sidecar said ${response.status}`}`
    );
  }
  return { id, runId: taken.runId };
}
