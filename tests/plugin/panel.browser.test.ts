import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DataFrameJSON } from '@grafana/data';
import type { Page } from 'playwright-core';
import { describeWith } from '../../backend/src/testing/real-parts';
import { fluxQuery } from '../../src/panels/load-test-results/fluxQuery';
import { prepareInfluxdb2 } from './dashboards/influx';
import {
  describeInBrowser,
  expectGoodInEveryView,
  givePanel,
  interactions,
  openPanel,
  startHost,
  type Host,
} from './host';
import { expectNoAccessibilityViolations } from './host/accessibility';
import { screenshot } from './host/views';
import { diagnosisLayer, frameOf, judgedRuns, manyResults, postgresFrame, writeResults } from './result-frames';

jest.setTimeout(240_000);

const now = new Date('2026-11-23T12:00:00Z');
const someTable: DataFrameJSON = {
  schema: {
    fields: [
      { name: 'Time', type: 'time' },
      { name: 'Value', type: 'number' },
    ] as NonNullable<DataFrameJSON['schema']>['fields'],
  },
  data: { values: [[now.getTime()], [1]] },
};

const rows = (page: Page) => page.getByRole('table', { name: 'Load test results' }).getByRole('row');
const textOf = async (page: Page) => (await rows(page).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));

describeInBrowser('the panel on a dashboard', () => {
  let host: Host;
  beforeAll(async () => {
    host = await startHost();
  }, 300_000);
  afterAll(() => host.close());

  describeWith(['TEST_INFLUX_URL', 'TEST_INFLUX_TOKEN'], 'with what a real InfluxDB gives', () => {
    let series: readonly DataFrameJSON[];
    beforeAll(async () => {
      series = await resultsFromInfluxdb();
    }, 240_000);

    it('shows every run with all of its record, the newest first', async () => {
      const page = await openPanel(host, { series, annotations: [diagnosisLayer()] });
      await rows(page).nth(6).waitFor();
      const notMeasured = 'not measured not measured not measured not measured';
      expect(await textOf(page)).toEqual([
        expect.stringMatching(/^Run date and time Load test Pass\/fail Duration .* Diagnosis Action required Auto-fix/),
        expect.stringMatching(/^2026-11-23 11:28:28 login staging passed does not count.* – No No$/),
        expect.stringMatching(
          /10:58:28 checkout production failed Error rate 2.48 %.* 1,934 ms .*POST \/checkout answers.* Yes the failure is/
        ),
        `2026-11-23 09:58:28 search production errored The script threw an error. 1 min 32 s ${notMeasured} – No No`,
        '2026-11-23 08:58:28 checkout production passed 1 min 32 s 20 120 ms 213 ms 287 ms below 500 ms 0 % (0 of 5,000) – No No',
        expect.stringMatching(/07:58:28 checkout .* A cold start: slow for the first .* No Yes: redeploy, fixed it$/),
        `2026-11-23 06:58:28 search production missed It never came. 1 min 32 s ${notMeasured} – No No`,
      ]);
      await page.getByRole('button', { name: 'Show all' }).click();
      expect(await interactions(page)).toMatchObject([{ properties: { from: 'panel' } }]);
      await page.getByRole('button', { name: 'Show less' }).click();
      await expectGoodInEveryView(page, 'panel');
    });

    it('leads to the page of a run', async () => {
      const page = await openPanel(host, { series });
      await page.getByRole('link', { name: '2026-11-23 10:58:28' }).click();
      await page.waitForURL('**/a/blueclerk-loadtest-app/runs/run-action-required');
    });

    it('is right in a small place, in a middling one and as a list', async () => {
      const page = await openPanel(host, { series, width: 300, height: 200, annotations: [diagnosisLayer()] });
      const runs = page.getByRole('list', { name: 'Load test results' }).getByRole('listitem');
      await runs.nth(5).waitFor();
      expect(await sidewaysScroll(page)).toBe(0);
      await screenshot(page, 'panel-300x200');
      await expectNoAccessibilityViolations(page);
      await givePanel(page, { width: 640, height: 500 });
      await runs.getByText('The script threw an error.').waitFor();
      expect(await sidewaysScroll(page)).toBe(0);
      await screenshot(page, 'panel-640x500');
      await givePanel(page, { options: { columns: ['startedAt', 'test', 'verdict', 'errorRate'] } });
      await rows(page).nth(6).waitFor();
      expect(await sidewaysScroll(page)).toBe(0);
      await screenshot(page, 'panel-four-columns');
      await givePanel(page, { width: 1200, height: 400, options: { compact: true, show: 'latest' } });
      await runs.nth(2).waitFor();
      expect(await runs.count()).toBe(3);
      await screenshot(page, 'panel-compact');
      await expectNoAccessibilityViolations(page);
    });
  });

  it('shows what PostgreSQL gives, with the names, units and links that somebody has set', async () => {
    const page = await openPanel(host, {
      series: [postgresFrame(now)],
      fieldConfig: {
        defaults: {},
        overrides: [
          {
            matcher: { id: 'byName', options: 'avg_response_time_ms' },
            properties: [
              { id: 'displayName', value: 'Mean' },
              { id: 'unit', value: 's' },
              { id: 'decimals', value: 3 },
            ],
          },
          {
            matcher: { id: 'byName', options: 'test' },
            properties: [{ id: 'links', value: [{ title: 'Live', url: '/d/live?run=${__data.fields.run_id}' }] }],
          },
        ],
      },
    });
    await rows(page).nth(2).waitFor();
    const [head, failed, passed] = await textOf(page);
    expect(head).toContain(' Mean ');
    expect(failed).toMatch(/failed 1 min 20 .* 812 ms 312 ms above 500 ms 1 % \(50 of 5,000\) Slow whenever.* Yes No$/);
    expect(passed).toMatch(/search production passed 1 min 2 s 10 .* 88 ms 0 % \(0 of 1,200\) – No No$/);
    expect(await page.getByRole('link', { name: 'checkout' }).getAttribute('href')).toBe('/d/live?run=pg-1');
    await screenshot(page, 'panel-postgres');
  });

  it('says what is missing: nothing yet, nothing at all, something else', async () => {
    const page = await openPanel(host, { series: [], state: 'Loading', height: 300 });
    await page.getByText('Loading load test results…').waitFor();
    await givePanel(page, { state: 'Done' });
    await page.getByText('No load test has ended in this range of time.').waitFor();
    await screenshot(page, 'panel-empty');
    await givePanel(page, { series: [someTable], height: 600 });
    await page.getByText('The query gave Time, Value.').waitFor();
    await expectGoodInEveryView(page, 'panel-other-shape');
  });

  it('shows a thousand runs', async () => {
    const page = await openPanel(host, { series: [manyResults(now, 1000)] });
    await rows(page).nth(100).waitFor();
    await page.getByRole('button', { name: 'Show more (900 runs not shown)' }).click();
    await rows(page).nth(200).waitFor();
    await givePanel(page, { options: { show: 'latest' } });
    await rows(page).nth(20).waitFor();
    expect(await rows(page).count()).toBe(1 + 20);
  });

  it('works in a Grafana with React 19, too', async () => {
    const grafana = await startHost({ react: 19, subPath: '/grafana' });
    try {
      const page = await openPanel(grafana, { series: [postgresFrame(now)] });
      await rows(page).nth(2).waitFor();
      expect(await page.getByRole('link').first().getAttribute('href')).toBe(
        '/grafana/a/blueclerk-loadtest-app/runs/pg-1'
      );
    } finally {
      await grafana.close();
    }
  });
});

/** How much of the panel's content lies beside what is seen, in px. */
function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate<number>(`(() => {
    const panel = document.querySelector('[role=group][aria-label="Load test results"]');
    return panel.scrollWidth - panel.clientWidth;
  })()`);
}

async function resultsFromInfluxdb(): Promise<readonly DataFrameJSON[]> {
  const influx = await prepareInfluxdb2();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'results-'));
  try {
    await writeResults(influx.store, judgedRuns(now), dataDir);
    const query = fluxQuery
      .replace('loadtest_results', influx.buckets.results_bucket)
      .replace('v.timeRangeStart', '2026-11-23T00:00:00Z')
      .replace('v.timeRangeStop', '2026-11-24T00:00:00Z');
    return (await influx.frames(query)).map(frameOf);
  } finally {
    await influx.dispose();
    await rm(dataDir, { recursive: true });
  }
}
