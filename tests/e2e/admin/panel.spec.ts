import { expect, test } from '@grafana/plugin-e2e';
import { Grafana, panelId } from '../grafana';

/** The frame that the panel documents: points of `load_test_run`, a column for each tag and field. */
const rows = [
  '_time,test,environment,runId,verdict,passed,failed,virtualUsers,avgResponseTimeMs,p95ResponseTimeMs,errorRate,durationSeconds,actionRequired,autoFixApplied,diagnosis',
  '2026-11-25T10:00:00Z,checkout,production,checkout-2,failed,0,1,20,180,912,0.02,60,1,0,The payment service is slow.',
  '2026-11-25T09:00:00Z,search,production,search-1,passed,1,0,20,40,90,0,60,0,0,',
];

const uid = 'e2e-load-test-results';

test('the panel shows the runs of a documented frame', async ({ page, request, gotoDashboardPage }) => {
  await new Grafana(request).save({
    uid,
    title: 'Load test results, from TestData',
    panels: [
      {
        id: 1,
        type: panelId(),
        title: 'Results of TestData',
        gridPos: { x: 0, y: 0, w: 24, h: 16 },
        datasource: { type: 'grafana-testdata-datasource', uid: 'testdata' },
        targets: [{ refId: 'A', scenarioId: 'csv_content', csvContent: rows.join('\n') }],
        // TestData gives texts; InfluxDB's column is a time.
        transformations: [
          { id: 'convertFieldType', options: { conversions: [{ targetField: '_time', destinationType: 'time' }] } },
        ],
      },
    ],
  });
  const dashboard = await gotoDashboardPage({
    uid,
    timeRange: { from: '2026-11-25T00:00:00Z', to: '2026-11-26T00:00:00Z' },
  });
  const panel = dashboard.getPanelByTitle('Results of TestData');
  await expect(panel.locator).toBeVisible();
  for (const text of ['checkout', 'search', 'The payment service is slow.']) {
    await expect(panel.locator.getByText(text).first()).toBeVisible();
  }
  await expect(page.getByText('Panel plugin not found')).toHaveCount(0);
  await expect(panel.getErrorIcon()).toHaveCount(0);
});
