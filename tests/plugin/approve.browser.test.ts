import path from 'node:path';
import type { Page } from 'playwright-core';
import { startFakeAnthropic, type FakeAnthropic } from '../../backend/src/testing/fakes/anthropic';
import { startFakeVercel, type FakeVercel } from '../../backend/src/testing/fakes/vercel';
import { busyMachineLimitMs, forBusyMachines, startShop, type Shop } from '../../demo/shop';
import { writeCatalogue, type CatalogueFolder } from '../stack/catalogue';
import { startSidecar, type StackSidecar } from '../stack/sidecar';
import { describeInBrowser, expectGoodInEveryView, openPage, settingsFor, startHost, type Host } from './host';

const results = '/a/blueclerk-loadtest-app/results';
const projectId = 'prj_shop';
/** Whoever sits at the host's screen, as the sidecar names them. */
const signedIn = /^user 1 \(Grafana, key .+\)$/;

jest.setTimeout(240_000);

/** A shop that is cold once, which a redeploy mends; its redeploy waits for a person. */
describeInBrowser('redeploys that wait for a person, over the real sidecar', () => {
  let shop: Shop;
  let vercel: FakeVercel;
  let anthropic: FakeAnthropic;
  let catalogue: CatalogueFolder;
  let sidecar: StackSidecar;
  let host: Host;
  /** Of the run that failed first. */
  let failedId: string;

  beforeAll(async () => {
    [shop, anthropic] = await Promise.all([startShop('slowStart', forBusyMachines), startFakeAnthropic()]);
    vercel = await startFakeVercel({
      projects: [{ id: projectId, name: 'shop' }],
      readyAtOnce: true,
      onRedeploy: () => shop.setMode('healthy'),
    });
    catalogue = await writeCatalogue([
      {
        name: 'shop',
        script: path.join(__dirname, '../../demo/k6/shop.js'),
        target: shop.url,
        // So long that the slow start is seen to be over.
        env: { DURATION: '14s' },
        thresholds: { p95ResponseTimeMs: busyMachineLimitMs },
        remediation: { vercel: { projectId } },
      },
    ]);
    const starting = startSidecar({
      catalogueFile: catalogue.file,
      env: {
        REMEDIATION_MODE: 'approve',
        ANTHROPIC_API_KEY: 'no-real-anthropic-key',
        ANTHROPIC_BASE_URL: anthropic.url,
        VERCEL_TOKEN: vercel.token,
        VERCEL_API_URL: vercel.url,
        VERCEL_ALLOWED_PROJECT_IDS: projectId,
      },
    });
    [sidecar, host] = await Promise.all([starting, startHost()]);
    host.configure(settingsFor(sidecar));
    failedId = await failOnce();
  }, 300_000);
  afterAll(async () => {
    await host.close();
    await sidecar.stop();
    await Promise.all([catalogue.remove(), shop.close(), vercel.close(), anthropic.close()]);
  }, 180_000);

  /** @returns the id of a run that has found the shop cold. */
  async function failOnce(): Promise<string> {
    const id = await sidecar.api.runNow('shop');
    const { diagnosis } = await sidecar.api.waitForSettled(id);
    expect(`${diagnosis?.classification}: ${diagnosis?.policy.reason} ${diagnosis?.text}`).toMatch(/^autoFixable: /);
    return id;
  }

  const openRun = (id: string, role: 'Viewer' | 'Editor') =>
    openPage(host, `/a/blueclerk-loadtest-app/runs/${id}`, { role, expectedStatuses: [409] });
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const term = (page: Page, name: string) => page.getByText(name, { exact: true }).locator('xpath=../dd');

  it('redeploys once an editor has approved it, and shows that the run after it has passed', async () => {
    const viewer = await openRun(failedId, 'Viewer');
    await viewer.getByText('waits for the decision of a person').waitFor();
    expect(await viewer.getByRole('button', { name: /redeploy|against/i }).count()).toBe(0);

    const page = await openRun(failedId, 'Editor');
    await button(page, 'Approve the redeploy').waitFor();
    await expectGoodInEveryView(page, 'run-awaiting-approval');
    expect(vercel.redeploys).toEqual([]);
    await button(page, 'Approve the redeploy').click();
    await page.getByRole('dialog').getByText('the banner stays until that run has passed').waitFor();
    await button(page, 'Redeploy').click();
    await page.getByText('Approved. The banner stays').waitFor();
    expect((await sidecar.api.banner()).state).toBe('action_required');

    await page.getByText('over, it helped').waitFor();
    await page.getByText('incident: resolved').waitFor();
    expect(await term(page, 'Approved by').innerText()).toMatch(signedIn);
    expect(await term(page, 'Outcome').innerText()).toBe('fixed it');
    expect(await term(page, 'New deployment').innerText()).toBe(`${vercel.deployments.at(-1)?.id}: in production`);
    expect(vercel.redeploys).toHaveLength(1);
    await expectGoodInEveryView(page, 'run-approved');
    await page.getByRole('link', { name: 'the run after it' }).click();
    await page.getByText('passed', { exact: true }).first().waitFor();
    expect(await term(page, 'Verified by').innerText()).toBe('this run');
  });

  it('switches redeploys off, which everybody sees, and on again', async () => {
    const page = await openPage(host, results, { role: 'Editor' });
    await button(page, 'Switch redeploys off').click();
    await page.getByLabel('Why they are switched off').fill('The payment provider is being moved.');
    await expectGoodInEveryView(page, 'results-switching-off');
    await button(page, 'Switch off').click();
    await page.getByText('Redeploys are switched off').waitFor();
    await expectGoodInEveryView(page, 'results-switched-off');
    const state = await sidecar.api.call('read', 'getRemediationSwitch');
    expect(state).toMatchObject({ off: true, changedBy: expect.stringMatching(signedIn) });

    const viewer = await openPage(host, results, { role: 'Viewer' });
    await viewer.getByText('The payment provider is being moved.').waitFor();
    expect(await viewer.getByRole('button', { name: /switch/i }).count()).toBe(0);
    const administrator = await openPage(host, '/plugins/blueclerk-loadtest-app?page=configuration');
    await administrator.getByText('Redeploys are switched off').waitFor();
    await expectGoodInEveryView(administrator, 'configuration-switched-off');

    await button(page, 'Switch redeploys on again').click();
    await page.getByLabel('Why they are switched on again').fill('It has been moved.');
    await button(page, 'Switch on').click();
    await page.getByText('Nobody has switched redeploys off.').waitFor();
  });

  it('permits another redeploy of a failure that came again, and decides against it', async () => {
    // Else it would be the young deployment that speaks against another one.
    vercel.changeDeployment(vercel.deployments.at(-1)?.id ?? '', { createdAt: Date.now() - 3_600_000 });
    shop.setMode('slowStart');
    const page = await openRun(await failOnce(), 'Editor');
    await button(page, 'Approve the redeploy').click();
    await button(page, 'Redeploy').click();
    await page.getByText(/No redeploy: .*the same failure within 7 days/).waitFor();
    await button(page, 'Permit a redeploy for this failure again').click();
    await page.getByLabel('Why it may be redeployed again').fill('The shop was mended.');
    await expectGoodInEveryView(page, 'run-same-failure');
    await button(page, 'Permit it').click();
    await page.getByText('Permitted. Nothing is redeployed').waitFor();

    await button(page, 'Decide against it').click();
    await page.getByLabel('Why it is not redeployed').fill('It is warm by now.');
    await button(page, 'No redeploy').click();
    await page.getByText('Decided: this incident is not redeployed.').waitFor();
    await page.getByText('Redeploy rejected').waitFor();
    expect(await term(page, 'Decided against by').innerText()).toMatch(signedIn);
    expect(vercel.redeploys).toHaveLength(1);
  });
});
