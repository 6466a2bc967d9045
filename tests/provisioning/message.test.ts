import { calm } from '../../backend/src/loop/testing/calm';
import { heartbeatPoints } from '../../backend/src/loop/heartbeat';
import { openEmptyRecords } from '../../backend/src/testing/empty-records';
import { describeWith } from '../../backend/src/testing/real-parts';
import { prepareInfluxdb2, type TestInflux } from '../plugin/dashboards/influx';
import { writeResultsOf } from '../plugin/dashboards/results';
import { readRules, readYaml } from './files';
import { hasGo, openRenderer, type ShownAlert } from './render';
import { evaluateAt } from './watch';

jest.setTimeout(240_000);

const now = new Date('2026-11-23T12:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const failed = {
  id: 'checkout-20261123-115000',
  test: 'checkout',
  status: 'judged',
  verdict: 'failed',
  startedAt: ago(12),
  endedAt: ago(10),
  reasons: [{ code: 'p95Breach', text: 'p95 612 ms, limit 500 ms' }],
  p95ResponseTimeMs: 612.4,
  avgResponseTimeMs: 203.6,
  errorRate: 0.0213,
  virtualUsers: 40,
} as const;

const describeWithGo: typeof describeWith = (parts, title, body) =>
  hasGo ? describeWith(parts, title, body) : describe.skip(`${title} (needs go)`, body);

describeWithGo(['TEST_INFLUX_URL', 'TEST_INFLUX_TOKEN'], 'what Slack shows of an alert, by Go', () => {
  let renderer: ReturnType<typeof openRenderer>;
  let influx: TestInflux;
  let records: Awaited<ReturnType<typeof openEmptyRecords>>;
  beforeAll(async () => {
    renderer = openRenderer();
    records = await openEmptyRecords();
    influx = await prepareInfluxdb2();
    const expected = {
      test: 'checkout',
      environment: 'production',
      nextExpectedRunAt: ago(-60),
      staleAt: ago(90),
      nextTickAt: ago(30),
    };
    await influx.store.writeHeartbeat(
      heartbeatPoints({
        ...calm,
        at: ago(0.2),
        backlog: { ...calm.backlog, undeliveredAlerts: 2 },
        runAlerts: 'grafana',
        expected: [expected],
      })
    );
    const counts = { summaryRequests: 100, storeRequests: 88, missingRequests: 12, missingShare: 0.12 };
    await writeResultsOf(records.db, influx.store, [
      { ...failed, storeCheck: { kind: 'compared', ...counts } },
      {
        ...{ id: 'search-1', test: 'search', status: 'judged', verdict: 'inconclusive', endedAt: ago(9) },
        reasons: [{ code: 'notJudgeable', text: '12 requests <are> too few & far' }],
      },
      {
        ...failed,
        id: 'basket-1',
        test: 'basket',
        actionRequired: true,
        actionRequiredReason: 'the diagnosis says so',
      },
    ]);
  });
  afterAll(async () => {
    await influx?.dispose();
    await records?.close();
    renderer?.close();
  });

  async function alertsOf(title: string, status?: ShownAlert['status']): Promise<readonly ShownAlert[]> {
    const rule = (await readRules()).find((one) => one.title === title);
    if (rule === undefined) {
      throw new Error(`there is no rule "${title}"`);
    }
    const at = title === 'Sidecar down' ? new Date(now.getTime() + 300_000) : now;
    return renderer.alertsOf(rule, await evaluateAt(rule, influx, at), status);
  }

  async function message(alerts: readonly ShownAlert[], externalUrl?: string) {
    const [{ templates }, { contactPoints }] = await Promise.all([
      readYaml('alerting/message-templates.yaml'),
      readYaml('alerting/contact-points.yaml'),
    ]);
    const { title, text } = contactPoints[0].receivers[0].settings;
    const shown = (field: string) => renderer.message(templates[0].template, field, alerts, externalUrl);
    return { title: shown(title), text: shown(text).trim() };
  }

  it('names a failed run with its figures, and links to its page by the public address', async () => {
    expect(await message(await alertsOf('Run failed'), 'https://grafana.example/sub/')).toEqual({
      title: 'checkout (production): run failed',
      text: `*checkout (production): run failed* (warning)
p95 612 ms, limit 500 ms. Nobody has to act so far.
Measured: p95 612 ms, average 204 ms, error rate 2.13 %, 40 virtual users
Do first: Nothing yet, if a redeploy is being verified: its next message says whether it helped. Else open the run and read the diagnosis.
<https://grafana.example/sub/a/blueclerk-loadtest-app/runs/checkout-20261123-115000|Run in Grafana> · <https://grafana.example/d/loadtest-diagnosis|Dashboard>`,
    });
  });

  it('says why a person is needed', async () => {
    const { text } = await message(await alertsOf('Incident needs a person'));
    expect(text).toContain('*basket (production): action required* (critical)');
    expect(text).toContain('A person is needed: the diagnosis says so.');
  });

  it('says of figures that there are none, and takes nothing of a reason for a link', async () => {
    const { title, text } = await message(await alertsOf('Run without a result'));
    expect(title).toBe('search (production): run inconclusive');
    expect(text).toContain('12 requests &lt;are> too few &amp; far. Nothing is known');
    expect(text).toContain(
      'p95 not measured, average not measured, error rate not measured, an unknown number of virtual users'
    );
  });

  it('tells what is over, and only where nothing of the group goes on', async () => {
    const [over, goesOn] = [await alertsOf('Run failed', 'resolved'), await alertsOf('Incident needs a person')];
    expect((await message(over)).title).toBe('Recovered: checkout (production): run failed');
    const both = await message([...over, ...goesOn]);
    expect(both.title).toBe('basket (production): action required');
    expect(both.text).not.toContain('checkout');
    const two = await message([...goesOn, ...(await alertsOf('Run without a result'))]);
    expect(two.title).toBe('basket (production): action required (and 1 more)');
  });

  it.each([
    ['Sidecar down', 'Nobody watches the load tests', 'no heartbeat for more than 3 minutes'],
    ['Alert undelivered', "The sidecar's alerts do not reach anybody", '2 alert(s) of the sidecar'],
    ['Results stale', 'checkout (production): results are stale', 'due 1h29m48s ago'],
    ['Samples missing in InfluxDB', 'checkout (production): samples are missing in InfluxDB', '12% of the requests'],
    ['Load test overdue', 'checkout (production): the scheduled run was not started', 'due 30m0s ago'],
  ])('says what "%s" means and what to do first', async (rule, title, words) => {
    const shown = await message(await alertsOf(rule));
    expect(shown.title).toBe(title);
    expect(shown.text).toContain(words);
    expect(shown.text).toMatch(/Do first: \S.*\n<https:\/\/grafana\.example\/a\/blueclerk-loadtest-app\/results\|/);
    expect(shown.text).not.toContain('no value');
  });
});
