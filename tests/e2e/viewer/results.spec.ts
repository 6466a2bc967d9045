import { expect, test } from '@grafana/plugin-e2e';
import { appId, Grafana, notConnected } from '../grafana';

test.describe('the results, for a viewer', () => {
  test('open, and say that no sidecar is configured', async ({ page, request, gotoAppPage }) => {
    await new Grafana(request).configure({});
    await gotoAppPage({ pluginId: appId, path: '/results' });
    await expect(notConnected(page)).toBeVisible();
    await expect(page.getByRole('link', { name: 'Open the configuration' })).toHaveCount(0);
  });

  test('say that the sidecar cannot be reached, and offer to try again', async ({ page, request, gotoAppPage }) => {
    await new Grafana(request).configure({ apiUrl: 'http://sidecar.invalid:8090' });
    await gotoAppPage({ pluginId: appId, path: '/results' });
    await expect(page.getByText('Not available: load test results')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Try again' }).first()).toBeEnabled();
  });
});
