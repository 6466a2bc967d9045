import path from 'node:path';
import { startFakeAnthropic } from '../../backend/src/testing/fakes/anthropic';
import { startFakeSlack } from '../../backend/src/testing/fakes/slack';
import { startFakeVercel } from '../../backend/src/testing/fakes/vercel';
import { busyMachineLimitMs, forBusyMachines, startShop, type ShopMode } from '../../demo/shop';
import { writeCatalogue, type CatalogueEntry } from '../stack/catalogue';
import { startSidecar, type StackSidecar } from '../stack/sidecar';
import { waitUntil } from '../stack/wait-until';

/** What an app has to show, each brought about by a real k6. */
export const stories = [
  'passed',
  'auto-fixed',
  'action-required',
  'inconclusive',
  'errored',
  'running',
  'queued',
] as const;
export type Story = (typeof stories)[number];

export interface FilledSidecar {
  readonly sidecar: StackSidecar;
  /** Id of the run that tells it; the load tests have the stories' names. */
  readonly runs: Readonly<Record<Story, string>>;
  stop(): Promise<void>;
}

const shopScript = path.join(__dirname, '../../demo/k6/shop.js');

interface Told extends Pick<CatalogueEntry, 'thresholds'> {
  readonly mode: ShopMode;
  readonly script?: string;
  /** Default: 6 s. */
  readonly duration?: string;
}

const told: Readonly<Record<Exclude<Story, 'queued'>, Told>> = {
  passed: { mode: 'healthy' },
  // So long that the slow start is seen to be over; a limit that only the cold shop exceeds, not a busy machine.
  'auto-fixed': { mode: 'slowStart', duration: '14s', thresholds: { p95ResponseTimeMs: busyMachineLimitMs } },
  'action-required': { mode: 'brokenCheckout' },
  inconclusive: { mode: 'healthy', duration: '3s', thresholds: { minimumRequests: 100_000 } },
  errored: { mode: 'healthy', script: 'setup-throws.js' },
  running: { mode: 'healthy', duration: '20m' },
};

/** A load test that has never run and that nobody may start; it is due every four years. */
const leapYear: CatalogueEntry = {
  name: 'leap-year',
  script: shopScript,
  target: 'https://shop.example/leap-year',
  environment: 'production',
  description: 'Five hundred customers pay on the one day that billing was never tried with',
  labels: { team: 'payments', tier: 'critical' },
  schedule: { cron: '0 3 29 2 *', timeZone: 'Europe/Berlin' },
  maintenanceWindows: [{ cron: '0 22 * * 0', durationMinutes: 90, reason: 'database upgrade' }],
  triggers: ['schedule'],
  thresholds: { errorRate: 0.0025, p95ResponseTimeMs: 800, avgResponseTimeMs: 300, minimumRequests: 10_000 },
};

/** A sidecar whose own runner has told every story with a real k6 against small shops. Takes about half a minute; nothing
 * else should be under way meanwhile. */
export async function startFilledSidecar(): Promise<FilledSidecar> {
  const closers: Array<() => Promise<unknown>> = [];
  const vercel = await startFakeVercel({
    projects: stories.map((story) => ({ id: projectOf(story), name: story })),
    readyAtOnce: true,
  });
  const [slack, anthropic] = await Promise.all([startFakeSlack(), startFakeAnthropic()]);
  closers.push(() => Promise.all([slack.close(), anthropic.close(), vercel.close()]));
  const entries: CatalogueEntry[] = [];
  for (const [name, { mode, script = shopScript, duration = '6s', thresholds }] of Object.entries(told)) {
    const shop = await startShop(mode, forBusyMachines);
    closers.push(() => shop.close());
    const entry = {
      name,
      script,
      target: shop.url,
      ...(thresholds && { thresholds }),
      ...(script === shopScript && { env: { DURATION: duration } }),
      remediation: { vercel: { projectId: projectOf(name) } },
    };
    // It waits for the run that goes on, on the same target.
    entries.push(entry, ...(name === 'running' ? [{ ...entry, name: 'queued' }] : []));
  }
  const catalogue = await writeCatalogue([...entries, leapYear]);
  closers.push(() => catalogue.remove());
  const sidecar = await startSidecar({
    catalogueFile: catalogue.file,
    env: {
      ANTHROPIC_API_KEY: 'no-real-anthropic-key',
      ANTHROPIC_BASE_URL: anthropic.url,
      VERCEL_TOKEN: vercel.token,
      VERCEL_API_URL: vercel.url,
      VERCEL_ALLOWED_PROJECT_IDS: stories.map(projectOf).join(','),
      SLACK_BOT_TOKEN: slack.token,
      SLACK_CHANNEL: slack.channel,
      SLACK_API_URL: slack.apiUrl,
    },
  });
  closers.push(() => sidecar.stop());

  const ended = stories.filter((story) => story !== 'running' && story !== 'queued');
  const ids = new Map<string, string>();
  const run = async (story: Story) => {
    const id = await sidecar.api.runNow(story);
    ids.set(story, id);
    await sidecar.api.waitForSettled(id, 180_000);
  };
  // Alone: on a busy machine the shop would be slow when it should have recovered.
  await run('auto-fixed');
  await Promise.all(ended.filter((story) => story !== 'auto-fixed').map(run));
  for (const story of ['running', 'queued'] as const) {
    ids.set(story, await sidecar.api.runNow(story));
  }
  await waitUntil('the run that goes on', async () =>
    (await sidecar.api.run(ids.get('running') ?? '')).status === 'running' ? true : undefined
  );
  return {
    sidecar,
    runs: Object.fromEntries(ids) as Record<Story, string>,
    async stop() {
      for (const close of closers.reverse()) {
        await close();
      }
    },
  };
}

function projectOf(story: string): string {
  return `prj_${story}`;
}
