import { expect, test } from '@grafana/plugin-e2e';
import { diagnosisSwitch, Grafana } from '../grafana';

test('the dashboards of the app are imported and open, with the diagnosis laid over them', async ({
  page,
  request,
  gotoDashboardPage,
}) => {
  const dashboards = await new Grafana(request).dashboards();
  expect(dashboards.map(({ title }) => title).sort()).toEqual(['Load tests', 'k6 live run'].sort());

  for (const { title, uid, imported } of dashboards) {
    await test.step(title, async () => {
      expect(imported, `${title} is imported`).toBe(true);
      await gotoDashboardPage({ uid });
      await expect(page).toHaveTitle(new RegExp(title));
      await expect(diagnosisSwitch(page)).toBeChecked();
    });
  }
});
