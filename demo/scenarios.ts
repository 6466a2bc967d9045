import type { ShopMode } from './shop';

/** One story the demo tells: a load test with its own shop and its own Vercel project. */
export interface Scenario {
  readonly test: string;
  readonly projectId: string;
  readonly title: string;
  readonly steps: readonly ScenarioStep[];
}

/** A commit that somebody deploys to production. */
export interface DeployedCommit {
  readonly hash: string;
  readonly message: string;
}

export interface ScenarioStep {
  /** How the shop behaves during the run. */
  readonly mode: ShopMode;
  readonly what: string;
  /** What starts its run: somebody presses Run now, the redeploy of the step before is verified, or a commit is deployed. */
  readonly startedBy: 'person' | 'redeploy' | DeployedCommit;
}

export const scenarios: readonly Scenario[] = [
  {
    test: 'shop-healthy',
    projectId: 'prj_shop_healthy',
    title: 'A healthy shop',
    steps: [{ mode: 'healthy', what: 'the shop is fine', startedBy: 'person' }],
  },
  {
    test: 'shop-slow-start',
    projectId: 'prj_shop_slow_start',
    title: 'A slow start that recovers',
    steps: [
      { mode: 'slowStart', what: 'the first seconds are slow, then all is well', startedBy: 'person' },
      { mode: 'healthy', what: 'a run verifies the redeploy; the shop is warm now', startedBy: 'redeploy' },
    ],
  },
  {
    test: 'shop-overloaded',
    projectId: 'prj_shop_overloaded',
    title: 'A redeploy that does not help',
    steps: [
      { mode: 'slowStart', what: 'the first seconds are slow here too', startedBy: 'person' },
      { mode: 'overloaded', what: 'a run verifies the redeploy; the shop is slow under load', startedBy: 'redeploy' },
      {
        mode: 'healthy',
        what: 'a faster shop is deployed: that starts the run',
        startedBy: { hash: '2b6f0e9d71c84a35f6e2d1907c5b8a4e3f12d690', message: 'Answer more requests at once' },
      },
    ],
  },
  {
    test: 'shop-broken-checkout',
    projectId: 'prj_shop_broken_checkout',
    title: 'One endpoint is broken',
    steps: [
      { mode: 'brokenCheckout', what: 'the checkout answers 500', startedBy: 'person' },
      {
        mode: 'healthy',
        what: 'somebody has repaired the checkout and deployed it: that starts the run',
        startedBy: { hash: '8f3c1d2b6a07e4951c3d8f2a90b7e6d5c4a3f218', message: 'Repair the checkout' },
      },
    ],
  },
];

/** p95 limit of every load test of the demo, in ms. */
export const p95LimitMs = 300;

/** The load test that people may break once more. */
export const brokenTest = 'shop-broken-checkout';

/** The load test that runs by its schedule too. */
export const scheduledTest = 'shop-healthy';

/** A whole minute, soon enough to be waited for and late enough for the first runs to be under way. */
export function soonTick(now: Date): Date {
  const minute = 60_000;
  return new Date(Math.ceil((now.getTime() + minute / 2) / minute) * minute);
}

/**
 * The catalogue of the demo: one entry per scenario, one script.
 *
 * @param tick when the scheduled one runs, today and every day.
 */
export function catalogueYaml(shops: ReadonlyMap<string, string>, tick: Date): string {
  const schedule = `    schedule: { cron: '${tick.getUTCMinutes()} ${tick.getUTCHours()} * * *', timeZone: UTC }`;
  const entries = scenarios.map((scenario) =>
    [
      `  - name: ${scenario.test}`,
      `    description: ${scenario.title}`,
      '    script: shop.js',
      `    target: ${shops.get(scenario.test) ?? ''}`,
      `    thresholds: { errorRate: 0, p95ResponseTimeMs: ${p95LimitMs} }`,
      '    deadlineSeconds: 120',
      ...(scenario.test === scheduledTest ? [schedule] : []),
      ...(scenario.steps.some(({ startedBy }) => typeof startedBy === 'object')
        ? ['    triggers: [manual, deployment]']
        : []),
      `    remediation: { vercel: { projectId: ${scenario.projectId} } }`,
    ].join('\n')
  );
  return `version: 1\nloadTests:\n${entries.join('\n')}\n`;
}
