import { join } from 'node:path';
import { busyMachineLimitMs, forBusyMachines, startShop, type Shop } from '../../demo/shop';
import { startFakeAnthropic, type FakeAnthropic } from '../../backend/src/testing/fakes/anthropic';
import { startFakeSlack, type FakeSlack } from '../../backend/src/testing/fakes/slack';
import { startFakeVercel, type FakeVercel } from '../../backend/src/testing/fakes/vercel';
import { describeWith } from '../../backend/src/testing/real-parts';
import { writeCatalogue, type CatalogueFolder } from './catalogue';
import { startSidecar, type StackSidecar } from './sidecar';
import { waitUntil } from './wait-until';

const tests = ['cold', 'overloaded'] as const;
const projectOf = (test: string) => `prj_${test}`;
const shopScript = join(__dirname, '../../demo/k6/shop.js');

/** Real k6 against small shops, and everybody else as a fake over real HTTP. */
describeWith(['K6_BIN'], 'redeploys that runs of a real k6 verify', () => {
  let shops: ReadonlyMap<string, Shop>;
  let vercel: FakeVercel;
  let slack: FakeSlack;
  let anthropic: FakeAnthropic;
  let catalogue: CatalogueFolder;
  let sidecar: StackSidecar;

  beforeAll(async () => {
    shops = new Map(
      await Promise.all(tests.map(async (test) => [test, await startShop('slowStart', forBusyMachines)] as const))
    );
    [vercel, slack, anthropic] = await Promise.all([
      startFakeVercel({
        projects: tests.map((test) => ({ id: projectOf(test), name: test })),
        readyAtOnce: true,
        // The one is as cold after each deployment as before; the other stays slow.
        onRedeploy: (projectId) => {
          if (projectId === projectOf('overloaded')) {
            shops.get('overloaded')?.setMode('overloaded');
          }
        },
      }),
      startFakeSlack(),
      startFakeAnthropic(),
    ]);
    catalogue = await writeCatalogue(
      tests.map((test) => ({
        name: test,
        script: shopScript,
        target: shops.get(test)?.url ?? '',
        thresholds: { p95ResponseTimeMs: busyMachineLimitMs },
        remediation: { vercel: { projectId: projectOf(test) } },
      }))
    );
    sidecar = await startSidecar({
      catalogueFile: catalogue.file,
      env: {
        VERCEL_TOKEN: vercel.token,
        VERCEL_API_URL: vercel.url,
        VERCEL_ALLOWED_PROJECT_IDS: tests.map(projectOf).join(','),
        SLACK_BOT_TOKEN: slack.token,
        SLACK_CHANNEL: slack.channel,
        SLACK_API_URL: slack.apiUrl,
        ANTHROPIC_API_KEY: 'no-real-key',
        ANTHROPIC_BASE_URL: anthropic.url,
      },
    });
  }, 180_000);
  afterAll(async () => {
    await sidecar.stop();
    await Promise.all([vercel, slack, anthropic, ...shops.values()].map((each) => each.close()));
    await catalogue.remove();
  }, 180_000);

  const verificationOf = async (test: string) => {
    const query = { test: [test], trigger: ['verification' as const] };
    const id = await waitUntil(`the verification of ${test}`, async () => {
      const { runs } = await sidecar.api.call('read', 'listRuns', { query });
      return runs.find(({ verdict }) => verdict !== null)?.id;
    });
    await waitUntil(`what ${id} has shown`, async () => {
      const [incident] = await sidecar.api.incidents({ test });
      return incident?.redeploy.outcome === null ? undefined : true;
    });
    return sidecar.api.waitForSettled(id);
  };

  it('fix what is cold after each deployment and warm again, and escalate what stays slow', async () => {
    const failed = await Promise.all(tests.map((test) => sidecar.api.runNow(test)));
    const [cold, overloaded] = await Promise.all(failed.map((id) => sidecar.api.waitForSettled(id, 120_000)));
    expect([cold?.diagnosis?.classification, overloaded?.diagnosis?.classification]).toEqual([
      'autoFixable',
      'autoFixable',
    ]);
    const [fixed, stillSlow] = await Promise.all(tests.map(verificationOf));

    expect(fixed).toMatchObject({
      verdict: 'passed',
      trigger: 'verification',
      incidentId: cold?.incidentId,
      deployment: { readiness: { ready: true } },
    });
    expect((await sidecar.api.run(cold?.id ?? '')).autoFixApplied).toMatchObject({ outcome: 'fixed' });
    expect(await sidecar.api.incidents({ test: 'cold' })).toMatchObject([
      {
        state: 'resolved',
        resolvedByRunId: fixed?.id,
        redeploy: { state: 'fixed', deploymentState: 'live', verificationRunId: fixed?.id, outcome: 'fixed' },
      },
    ]);
    expect(slack.messages.map(({ text }) => text)).toContainEqual(expect.stringMatching(/^Recovered: cold passed/));

    expect(stillSlow).toMatchObject({ verdict: 'failed', actionRequired: true });
    expect((await sidecar.api.run(overloaded?.id ?? '')).autoFixApplied).toMatchObject({ outcome: 'notFixed' });
    expect((await sidecar.api.banner()).incidents).toMatchObject([{ test: 'overloaded', runId: stillSlow?.id }]);
    expect(vercel.redeploys).toHaveLength(2);
  }, 240_000);
});
