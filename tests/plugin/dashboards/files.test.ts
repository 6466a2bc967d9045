import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { dashboardFiles, queriesOf, readDashboard, type DashboardFile } from './files';
import { interpolate } from './interpolate';
import type { Dashboard } from './schema';

const root = path.resolve(__dirname, '../../..');

it('all come with the app, and there is no other one but the one that is provisioned', async () => {
  const pluginJson = z.object({
    includes: z.array(z.object({ type: z.string(), name: z.string(), path: z.string() })),
  });
  const { includes } = pluginJson.parse(JSON.parse(await readFile(path.join(root, 'src/plugin.json'), 'utf8')));
  const included = includes.filter(({ type }) => type === 'dashboard');
  expect(included.map(({ path: file }) => file).sort()).toEqual(
    dashboardFiles.map((file) => `dashboards/${file}`).sort()
  );
  expect((await readdir(path.join(root, 'src/dashboards'))).sort()).toEqual([...dashboardFiles].sort());
  for (const file of dashboardFiles) {
    const { title } = await readDashboard(file);
    expect(included.find((include) => include.path === `dashboards/${file}`)?.name).toBe(title);
  }
  const provisioned = 'provisioning/dashboards/load-test-diagnosis.json';
  expect((await dashboardsIn(root)).sort()).toEqual(
    [...dashboardFiles.map((file) => `src/dashboards/${file}`), provisioned].sort()
  );
});

/** Every JSON file that Grafana could read as a dashboard, but for what is not of the repository. */
async function dashboardsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.map(async (entry): Promise<string[]> => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      const isForeign = /^(\.|node_modules$|dist$|coverage$|data$)/.test(entry.name);
      return isForeign ? [] : dashboardsIn(file);
    }
    const isDashboard = entry.name.endsWith('.json') && /"schemaVersion":/.test(await readFile(file, 'utf8'));
    return isDashboard ? [path.relative(root, file)] : [];
  });
  return (await Promise.all(found)).flat();
}

it('have uids, under which they link to each other', async () => {
  const [loadTests, liveRun] = await Promise.all(dashboardFiles.map(readDashboard));
  expect([loadTests?.uid, liveRun?.uid]).toEqual(['loadtest-overview', 'loadtest-k6-live-run']);
  expect(linksOf(loadTests)).toEqual(
    expect.arrayContaining([
      '/d/loadtest-k6-live-run',
      '/a/blueclerk-loadtest-app/runs/${__data.fields.runId}',
      expect.stringContaining('/d/loadtest-k6-live-run?var-testid=${__data.fields.runId}&'),
    ])
  );
  expect(linksOf(liveRun)).toEqual(
    expect.arrayContaining(['/d/loadtest-overview', '/a/blueclerk-loadtest-app/runs/${testid:percentencode}'])
  );
});

/** Of the dashboard, of fields and of columns. */
function linksOf(dashboard: Dashboard | undefined): readonly string[] {
  return [...JSON.stringify(dashboard).matchAll(/"url":"([^"]*)"/g)].map(([, url]) => url ?? '');
}

it('start as they are used: the live run every 5 s over 15 minutes, the overview over a week', async () => {
  expect(await readDashboard('k6-live-run.json')).toMatchObject({ refresh: '5s', time: { from: 'now-15m' } });
  expect(await readDashboard('load-tests.json')).toMatchObject({ time: { from: 'now-7d' } });
});

it('show on the live run what was diagnosed about that run, and on the overview what was about any', async () => {
  const tags = async (file: DashboardFile) => (await readDashboard(file)).annotations.list[1].target.tags;
  expect(await tags('k6-live-run.json')).toEqual(['loadtest', 'diagnosis', 'run:${testid}']);
  expect(await tags('load-tests.json')).toEqual(['loadtest', 'diagnosis']);
});

describe.each(dashboardFiles)('%s', (file) => {
  let dashboard: Dashboard;
  beforeAll(async () => void (dashboard = await readDashboard(file)));

  it('has panels of its own id and title each', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  });

  it('lays them out side by side within 24 columns, none over another', () => {
    const taken = new Map<string, string>();
    for (const { title, gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect([title, taken.get(`${x} ${y}`)]).toEqual([title, undefined]);
          taken.set(`${x} ${y}`, title);
        }
      }
    }
    // No holes either, which Grafana would close by moving panels up.
    const height = Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    expect(taken.size).toBe(24 * height);
  });

  it('gives each query of a panel a letter of its own, and names only series that there are', () => {
    for (const panel of dashboard.panels) {
      const letters = panel.targets.map(({ refId }) => refId);
      expect(new Set(letters).size).toBe(letters.length);
      const named = panel.fieldConfig.overrides.map(({ matcher }) => matcher).filter(({ id }) => id === 'byFrameRefID');
      named.forEach(({ options }) => expect(letters).toContain(options));
    }
  });

  it('says of a figure in a table that it was not measured, and not that there are no runs', () => {
    const tables = dashboard.panels.flatMap((panel) => (panel.type === 'table' ? [panel.fieldConfig.overrides] : []));
    expect(tables).not.toEqual([]);
    const figures = /^(requests|average|avgResponseTimeMs|p95|p95ResponseTimeMs|errorRate|virtualUsers)$/;
    for (const { matcher, properties } of tables.flat().filter((column) => figures.test(column.matcher.options))) {
      expect([matcher.options, properties]).toEqual([
        matcher.options,
        expect.arrayContaining([{ id: 'noValue', value: 'not measured' }]),
      ]);
    }
  });

  it('uses the variables that it has, and no others', () => {
    const names = dashboard.templating.list.map(({ name }) => name);
    expect(names).toEqual(
      file === 'k6-live-run.json'
        ? ['datasource', 'k6_bucket', 'results_bucket', 'testid']
        : ['datasource', 'results_bucket', 'test', 'environment']
    );
    const variables = Object.fromEntries(names.map((name) => [name, 'x']));
    const view = { from: new Date(0), to: new Date(1), windowPeriod: '1s', variables };
    const sent = [...queriesOf(dashboard).values()].map((query) => interpolate(query, view));
    expect(sent.filter((query) => query.includes('$'))).toEqual(sent.filter((query) => query.includes('$/')));
    sent.forEach((query) => expect(query).toMatch(/from\(bucket: "x"\)/));
  });

  it('has the buckets that the sidecar takes without configuration', () => {
    const buckets = dashboard.templating.list.filter(({ type }) => type === 'textbox');
    const defaults = { k6_bucket: 'k6', results_bucket: 'loadtest_results' };
    for (const { name, query } of buckets) {
      expect(defaults).toHaveProperty(name, query);
    }
  });
});

it('asks for the list of runs exactly what the panel documents', async () => {
  const query = queriesOf(await readDashboard('load-tests.json')).get('Runs A');
  const filter = '  |> filter(fn: (r) => r.test =~ /^${test:regex}$/ and r.environment =~ /^${environment:regex}$/)\n';
  expect(query?.replace(filter, '')).toBe(`from(bucket: "\${results_bucket}")
  |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
  |> filter(fn: (r) => r._measurement == "load_test_run")
  |> pivot(rowKey: ["_time", "test", "environment"], columnKey: ["_field"], valueColumn: "_value")
  |> group()
  |> sort(columns: ["_time"], desc: true)`);
});
