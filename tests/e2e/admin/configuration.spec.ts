import { expect, test } from '@grafana/plugin-e2e';
import { appId, Grafana, notConnected } from '../grafana';

test('the configuration page saves, and keeps its keys to itself', async ({
  page,
  request,
  gotoAppConfigPage,
  gotoAppPage,
}) => {
  const grafana = new Grafana(request);
  await grafana.configure({});

  await gotoAppPage({ pluginId: appId, path: '/results' });
  await expect(notConnected(page)).toBeVisible();
  await page.getByRole('link', { name: 'Open the configuration' }).click();
  await expect(page.getByLabel('Sidecar URL')).toHaveValue('');

  const configuration = await gotoAppConfigPage({ pluginId: appId });
  await page.getByLabel('Sidecar URL').fill('http://sidecar.invalid:8090');
  await page.getByLabel('Read key').fill('a-key-for-reading');
  const saved = configuration.waitForSettingsResponse();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(saved).toBeOK();

  expect(await grafana.settings()).toMatchObject({ apiUrl: 'http://sidecar.invalid:8090' });
  await page.reload();
  await expect(page.getByLabel('Sidecar URL')).toHaveValue('http://sidecar.invalid:8090');
  expect(await page.content()).not.toContain('a-key-for-reading');
});
