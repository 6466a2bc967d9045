import type { Page } from 'playwright-core';
import { startFakeSlack, type FakeSlack } from '../../backend/src/testing/fakes/slack';
import { writeCatalogue, type CatalogueFolder } from '../stack/catalogue';
import { startSilentServer } from '../scenarios/silent-server';
import { startSidecar, type StackSidecar } from '../stack/sidecar';
import {
  describeInBrowser,
  expectGoodInEveryView,
  interactions,
  openPage,
  settingsFor,
  startHost,
  type Host,
} from './host';

const configuration = '/plugins/blueclerk-loadtest-app?page=configuration';
/** Nobody listens on the discard port. */
const unusedAddress = 'http://127.0.0.1:9';

jest.setTimeout(240_000);

describeInBrowser('the configuration page over the real sidecar', () => {
  let catalogue: CatalogueFolder;
  let slack: FakeSlack;
  let sidecar: StackSidecar;
  let host: Host;

  beforeAll(async () => {
    [catalogue, slack] = await Promise.all([writeCatalogue([]), startFakeSlack({ channels: ['#load-tests'] })]);
    [sidecar, host] = await Promise.all([
      startSidecar({
        catalogueFile: catalogue.file,
        env: { SLACK_BOT_TOKEN: slack.token, SLACK_CHANNEL: slack.channel, SLACK_API_URL: slack.apiUrl },
      }),
      startHost(),
    ]);
  }, 300_000);
  afterAll(async () => {
    await host.close();
    await sidecar.stop();
    await Promise.all([catalogue.remove(), slack.close()]);
  }, 180_000);
  beforeEach(() => host.configure(settingsFor(sidecar)));

  const button = (page: Page, name: string) => page.getByRole('button', { name });
  const checks = (page: Page) => page.getByRole('list', { name: 'Result of the test' }).getByRole('listitem');

  it('starts empty, and keeps what is saved without telling the keys', async () => {
    host.configure({ jsonData: {}, secureJsonData: {} });
    const page = await openPage(host, configuration);
    await page.getByLabel('Sidecar URL').waitFor();
    await expectGoodInEveryView(page, 'configuration-empty');

    await page.getByLabel('Sidecar URL').fill(sidecar.url);
    await page.getByLabel('Read key').fill(sidecar.keys.read);
    await page.getByText('Save first').waitFor();
    await Promise.all([page.waitForEvent('load'), button(page, 'Save').click()]);
    expect(await page.getByLabel('Sidecar URL').inputValue()).toBe(sidecar.url);
    expect(host.settings()).toMatchObject({ secureJsonData: { readKey: sidecar.keys.read } });
    expect(await page.content()).not.toContain(sidecar.keys.read);

    await page.goto(`${host.url}/a/blueclerk-loadtest-app/results`);
    await page.getByText('No load test has run yet').waitFor();
  });

  it('says that it is asking the sidecar', async () => {
    const silent = await startSilentServer();
    try {
      host.configure({ jsonData: { apiUrl: silent.url } });
      // Those that still wait when it closes.
      const page = await openPage(host, configuration, { expectedStatuses: [502] });
      await page.getByText('Loading the state of the sidecar').waitFor();
      await expectGoodInEveryView(page, 'configuration-loading');
    } finally {
      await silent.close();
    }
  });

  it('shows versions and integrations, tests the connection and writes to Slack', async () => {
    // What the test of the operate key asks for does not exist.
    const page = await openPage(host, configuration, { expectedStatuses: [404] });
    await page.getByText('A bot writes to #load-tests.').waitFor();
    await expectGoodInEveryView(page, 'configuration');

    await button(page, 'Test connection').click();
    await page.getByText('Everything works.').waitFor();
    expect(await checks(page).filter({ hasText: 'good' }).count()).toBe(6);
    await button(page, 'Send a test message to Slack').click();
    await page.getByText('Slack has the message in #load-tests.').waitFor();
    expect(slack.messages).toHaveLength(1);
    await expectGoodInEveryView(page, 'configuration-tested');
    expect(await interactions(page)).toContainEqual({
      name: 'blueclerk-loadtest-app_connection_tested',
      properties: { result: 'good' },
    });
    expect((await sidecar.api.incidents()).length).toBe(0);
  });

  it('says that the sidecar is down', async () => {
    host.configure({ jsonData: { apiUrl: unusedAddress } });
    const page = await openPage(host, configuration, { expectedStatuses: [502] });
    await button(page, 'Test connection').click();
    await page.getByText(`Grafana cannot reach ${unusedAddress}.`).waitFor();
    await page.getByText('Not available: the state of the sidecar').waitFor();
    await expectGoodInEveryView(page, 'configuration-sidecar-down');
  });

  it('says which key is wrong, and which has another scope', async () => {
    const { banner } = sidecar.keys;
    host.configure({ secureJsonData: { readKey: 'of-another-sidecar', operateKey: banner } });
    const page = await openPage(host, configuration, { expectedStatuses: [401, 403] });
    await button(page, 'Test connection').click();
    await page.getByText('The sidecar does not know the saved key, or it was revoked.').waitFor();
    await page.getByText('This route needs a key with the scope operate; the key holds banner.').waitFor();
    await page.getByText('Not available: the state of the sidecar').waitFor();
    await expectGoodInEveryView(page, 'configuration-wrong-key');
  });

  it('tells a viewer who may configure', async () => {
    const page = await openPage(host, configuration, { role: 'Viewer' });
    await page.getByText('Only administrators configure this app').waitFor();
    await expectGoodInEveryView(page, 'configuration-viewer');
  });

  it('works below a path and under React 19', async () => {
    const below = await startHost({ react: 19, subPath: '/grafana', settings: settingsFor(sidecar) });
    try {
      const page = await openPage(below, configuration, { expectedStatuses: [404] });
      await page.getByLabel('Sidecar URL').fill(`${sidecar.url}/`);
      await Promise.all([page.waitForEvent('load'), button(page, 'Save').click()]);
      await button(page, 'Test connection').click();
      await page.getByText('Everything works.').waitFor();

      const asViewer = await openPage(below, configuration, { role: 'Viewer' });
      await asViewer.getByRole('link', { name: 'Open the load test results' }).click();
      await asViewer.getByText('No load test has run yet').waitFor();
      expect(new URL(asViewer.url()).pathname).toBe('/grafana/a/blueclerk-loadtest-app/results');
    } finally {
      await below.close();
    }
  });
});
