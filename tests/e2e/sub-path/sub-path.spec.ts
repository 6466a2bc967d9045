import { expect, test } from '@playwright/test';
import { appId, diagnosisSwitch, Grafana, notConnected } from '../grafana';

test.describe('below a sub-path', () => {
  test.beforeEach(({ page }) => new Grafana(page.request).signIn());

  test('the app loads, and its links stay below the sub-path', async ({ page, baseURL }) => {
    await new Grafana(page.request).configure({});
    await page.goto(`a/${appId}/results`);
    await expect(notConnected(page)).toBeVisible();
    await page.getByRole('link', { name: 'Open the configuration' }).click();
    await expect(page.getByLabel('Sidecar URL')).toBeVisible();
    expect(page.url().startsWith(`${baseURL}plugins/${appId}`), page.url()).toBe(true);
  });

  test('the app asks the sidecar below the sub-path', async ({ page, baseURL }) => {
    await new Grafana(page.request).configure({ apiUrl: 'http://sidecar.invalid:8090' });
    const asked = page.waitForRequest(/\/api\/plugin-proxy\//);
    await page.goto(`a/${appId}/results`);
    expect((await asked).url().startsWith(`${baseURL}api/plugin-proxy/${appId}/`)).toBe(true);
    await expect(page.getByText('Not available: load test results')).toBeVisible();
  });

  test('the dashboards open', async ({ page }) => {
    for (const { title, uid } of await new Grafana(page.request).dashboards()) {
      await page.goto(`d/${uid}`);
      await expect(page).toHaveTitle(new RegExp(title));
      await expect(diagnosisSwitch(page)).toBeChecked();
    }
  });
});
