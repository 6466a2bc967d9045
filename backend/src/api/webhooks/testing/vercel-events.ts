/** Events as Vercel documents them (vercel.com/docs/webhooks/webhooks-api), with a few fields that nobody here reads. */

/** `deployment.succeeded` of a commit from GitHub. */
export function succeeded(createdAt: number, changes: { readonly type?: string; readonly id?: string } = {}) {
  const { type = 'deployment.succeeded', id = 'dpl_1' } = changes;
  return {
    id: 'uev_1',
    type,
    createdAt,
    region: 'sfo1',
    payload: {
      team: { id: 'team_shop' },
      user: { id: 'user_1' },
      deployment: {
        id,
        meta: {
          githubCommitSha: 'a'.repeat(40),
          githubCommitRef: 'main',
          githubCommitMessage: 'Make the checkout faster',
          githubCommitAuthorName: 'somebody',
        },
        url: 'shop-1.vercel.app',
        name: 'shop',
      },
      links: { deployment: 'https://vercel.com/shop/shop/1', project: 'https://vercel.com/shop/shop' },
      target: 'production',
      project: { id: 'prj_shop' },
      plan: 'pro',
      regions: ['sfo1'],
    },
  };
}

/** `deployment.promoted` of a personal account, without git: it names no target. */
export function promoted(createdAt: number, id = 'dpl_1') {
  return {
    id: 'uev_2',
    type: 'deployment.promoted',
    createdAt,
    region: null,
    payload: {
      team: null,
      user: { id: 'user_1' },
      deployment: { id, meta: {}, url: 'shop-1.vercel.app', name: 'shop' },
      links: { deployment: 'https://vercel.com/shop/1', project: 'https://vercel.com/shop' },
      project: { id: 'prj_shop' },
      plan: 'hobby',
      regions: ['sfo1'],
    },
  };
}
