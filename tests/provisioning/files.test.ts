import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { runAlertLabel } from '../../backend/src/alerts/grafana-rules';
import { environmentSchema } from '../../backend/src/config/variables';
import type { AppSecrets, AppSettings } from '../../src/api/settings';
import { dashboardFiles, queriesOf, readDashboard } from '../plugin/dashboards/files';
import { dashboardName, provisioning, readOwnDashboard, readRules, readText, readYaml, yamlFileNames } from './files';
import { askedFor, givenFiles, givenVariables } from './grafana';

const root = path.resolve(__dirname, '../..');

describe('the provisioning files', () => {
  it('are all known here, and each is read as it is meant', async () => {
    const entries = await readdir(provisioning, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(provisioning, path.join(entry.parentPath, entry.name)));
    expect(files.sort()).toEqual([...yamlFileNames, dashboardName].sort());
    for (const name of yamlFileNames) {
      await expect(readYaml(name)).resolves.toBeDefined();
    }
    await expect(readOwnDashboard()).resolves.toBeDefined();
  });

  // In queries and texts of alerts a `$` is Go's or Flux's own, which Grafana leaves alone there.
  it.each(yamlFileNames.filter((name) => !/rules|templates/.test(name)))(
    '%s asks only for what Grafana is given, and has no secret in it',
    async (name) => {
      const code = (await readText(name)).replaceAll(/(^|\s)#.*$/gm, '');
      const { variables, files } = askedFor(code);
      expect(givenVariables).toEqual(expect.arrayContaining([...variables]));
      expect(givenFiles).toEqual(expect.arrayContaining([...files]));
      expect(code).not.toMatch(/https?:\/\//);
    }
  );

  it('use all of it', async () => {
    const asked = (await Promise.all(yamlFileNames.map(readText))).map(askedFor);
    expect(asked.flatMap(({ variables }) => variables)).toEqual(expect.arrayContaining([...givenVariables]));
    expect(asked.flatMap(({ files }) => files)).toEqual(expect.arrayContaining([...givenFiles]));
  });

  it('name what they link to by ids that there are, each once', async () => {
    const [{ datasources }, rules, own, app, { contactPoints }, { policies }] = await Promise.all([
      readYaml('datasources/influxdb.yaml'),
      readRules(),
      readOwnDashboard(),
      Promise.all(dashboardFiles.map(readDashboard)),
      readYaml('alerting/contact-points.yaml'),
      readYaml('alerting/notification-policies.yaml'),
    ]);
    const uids = [...datasources, ...rules].map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(uids.length);
    const dashboards = new Map([own.dashboard, ...app].map((dashboard) => [dashboard.uid, dashboard]));
    expect(dashboards.size).toBe(1 + app.length);
    const sources = datasources.map(({ uid }) => uid);
    expect(sources).toEqual(expect.arrayContaining([...own.sources.values()]));
    for (const { title, dashboardUid, panelId, data } of rules) {
      expect([title, dashboards.get(dashboardUid)?.panels.map(({ id }) => id)]).toEqual([
        title,
        expect.arrayContaining([panelId]),
      ]);
      const used = data.map(({ datasourceUid }) => datasourceUid).filter((uid) => uid !== '__expr__');
      expect(sources).toEqual(expect.arrayContaining(used));
      expect(data.map(({ refId, model }) => [refId, model.refId])).toEqual(data.map(({ refId }) => [refId, refId]));
    }
    expect(policies[0].routes.map(({ receiver }) => receiver)).toEqual(
      policies[0].routes.map(() => contactPoints[0].name)
    );
  });
});

describe('the app', () => {
  it('gets every setting that it has, and its keys from files', async () => {
    const settings = { apiUrl: true, k6DashboardUid: true } satisfies Record<keyof AppSettings, true>;
    const secrets = { readKey: true, operateKey: true } satisfies Record<keyof AppSecrets, true>;
    const { id } = z.object({ id: z.string() }).parse(JSON.parse(await readFile(`${root}/src/plugin.json`, 'utf8')));
    const { apps } = await readYaml('plugins/app.yaml');
    expect(apps[0].type).toBe(id);
    expect(Object.keys(apps[0].jsonData)).toEqual(Object.keys(settings));
    expect(Object.keys(apps[0].secureJsonData)).toEqual(Object.keys(secrets));
    expect(apps[0].jsonData['k6DashboardUid']).toBe((await readDashboard('k6-live-run.json')).uid);
  });
});

describe('the data sources', () => {
  it('are one for each bucket of the sidecar, by the names that it takes itself', async () => {
    const { datasources } = await readYaml('datasources/influxdb.yaml');
    const buckets = datasources.map(({ uid, jsonData }) => [uid, jsonData.defaultBucket]);
    expect(buckets).toEqual([
      ['influxdb-k6', '$__env{INFLUX_BUCKET}'],
      ['influxdb-results', '$__env{INFLUX_RESULTS_BUCKET}'],
    ]);
    expect(Object.keys(environmentSchema.shape)).toEqual(
      expect.arrayContaining(['INFLUX_URL', 'INFLUX_ORG', 'INFLUX_BUCKET', 'INFLUX_RESULTS_BUCKET'])
    );
    expect(datasources.filter(({ isDefault }) => isDefault)).toHaveLength(1);
  });
});

describe('the alert rules', () => {
  it('are those that the sidecar looks for, and others that it does not', async () => {
    const labels = (await readRules()).map(({ title, labels }) => [title, labels[runAlertLabel.name]]);
    expect(labels).toEqual([
      ['Sidecar down', 'sidecar'],
      ['Alert undelivered', 'sidecar'],
      ['Results stale', 'sidecar'],
      ['Samples missing in InfluxDB', 'sidecar'],
      ['Load test overdue', 'sidecar'],
      ['Run failed', runAlertLabel.value],
      ['Incident needs a person', runAlertLabel.value],
      ['Run without a result', runAlertLabel.value],
    ]);
  });

  it('take silence for an alarm in one case alone, and an InfluxDB that is away too', async () => {
    const loud = (await readRules()).filter(
      ({ noDataState, execErrState }) => noDataState !== 'OK' || execErrState !== 'KeepLast'
    );
    expect(loud.map((rule) => [rule.title, rule.noDataState, rule.execErrState, rule.for])).toEqual([
      ['Sidecar down', 'Alerting', 'Alerting', '3m'],
    ]);
  });

  it('ask the results bucket alone, sorted by time before the last one is taken', async () => {
    for (const { title, data } of await readRules()) {
      for (const query of data.flatMap(({ model }) => ('query' in model ? [model.query] : []))) {
        expect([title, query.match(/from\(bucket: (.*?)\)/g)]).toEqual([
          title,
          expect.not.arrayContaining([expect.stringMatching(/bucket: (?!v\.defaultBucket)/)]),
        ]);
        // Of several series together, the last row is that of the last series.
        expect(query).not.toMatch(/\|> group\([^\n]*\)\n\s*\|> last\(/);
      }
    }
  });

  it('go to Slack by their team, whatever else there is goes where it went', async () => {
    const { policies } = await readYaml('alerting/notification-policies.yaml');
    const receiverOf = (labels: Readonly<Record<string, string>>) =>
      policies[0].routes.find((route) => route.object_matchers.every(([name, , value]) => labels[name] === value));
    for (const { labels } of await readRules()) {
      expect(receiverOf(labels)?.group_by).toContain(labels.loadtest_monitoring === 'runs' ? 'test' : 'alertname');
    }
    expect(receiverOf({ team: 'shop' })).toBeUndefined();
  });
});

describe('the dashboard', () => {
  it('shows results, the figures of one run, and the diagnosis over them', async () => {
    const { dashboard, sources } = await readOwnDashboard();
    expect(dashboard.panels.map(({ type, title }) => [type, title])).toEqual([
      ['blueclerk-loadtestresults-panel', 'Results'],
      ['timeseries', 'Virtual users'],
      ['timeseries', 'Request rate'],
      ['timeseries', 'p95 response time'],
      ['timeseries', 'Error rate'],
    ]);
    expect(dashboard.annotations.list[1].target.tags).toEqual(['loadtest', 'diagnosis']);
    expect(sources.get('Results A')).toBe('influxdb-results');
    const others = [...queriesOf(dashboard).keys()].filter((name) => name !== 'Results A');
    expect(others.map((name) => sources.get(name))).toEqual(others.map(() => 'influxdb-k6'));
  });

  it('lays its panels out without holes and without one over another', async () => {
    const { dashboard } = await readOwnDashboard();
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`)
    );
    const height = Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells).toHaveLength(24 * height);
  });
});
