import type { OperationExamples } from '../../http';

const commit = '8f3c1d2a0b9e4c7d6f5a8b3c2d1e0f9a7b6c5d4e';
const reason = 'it waits until the deployment serves';
const waiting = (deploymentId: string) => ({
  deploymentId,
  reason: null,
  loadTests: [{ test: 'checkout', outcome: 'waiting', code: null, reason, runId: `checkout-${deploymentId}` }],
});
const ignored = (deploymentId: string) => ({
  deploymentId,
  reason: 'no load test is run for it; loadTests says why',
  loadTests: [
    {
      test: 'checkout',
      outcome: 'none',
      code: 'notMajor',
      reason: 'its target is preview, not production',
      runId: null,
    },
  ],
});

/** A deployment of the shop, by Vercel and by a CI. */
export const webhookExamples: Readonly<Record<string, OperationExamples>> = {
  takeVercelEvent: {
    body: {
      type: 'deployment.succeeded',
      createdAt: 1_796_030_412_000,
      payload: {
        team: { id: 'team_shop' },
        project: { id: 'prj_checkout' },
        target: 'production',
        deployment: {
          id: 'dpl_checkout_2',
          url: 'checkout-2.vercel.app',
          meta: { githubCommitSha: commit, githubCommitRef: 'main', githubCommitMessage: 'Make the checkout faster' },
        },
      },
    },
    answers: { 200: ignored('dpl_checkout_2'), 202: waiting('dpl_checkout_2') },
  },
  takeDeploymentEvent: {
    body: {
      deploymentId: 'build-42',
      target: 'production',
      environment: 'demo',
      projectId: null,
      url: 'https://checkout.example.com',
      commit: { id: commit, message: 'Make the checkout faster', branch: 'main', tag: 'v2.0.0' },
      labels: ['major'],
      createdAt: '2026-11-30T09:20:12Z',
    },
    answers: { 200: ignored('build-42'), 202: waiting('build-42') },
  },
};
