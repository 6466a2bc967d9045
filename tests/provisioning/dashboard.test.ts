import type { ResultPoint } from '../../backend/src/model/figures';
import { describeWith, realPart } from '../../backend/src/testing/real-parts';
import { startTarget, type Target } from '../fixtures/k6/target';
import { queriesOf } from '../plugin/dashboards/files';
import type { Frame } from '../plugin/dashboards/frames';
import { prepareInfluxdb2, type TestInflux } from '../plugin/dashboards/influx';
import { interpolate, type DashboardView } from '../plugin/dashboards/interpolate';
import { streamRun } from '../plugin/dashboards/k6-run';
import { judgedId, liveRunQueries, type KnownRun } from '../plugin/dashboards/live-run';
import { overviewQueries } from '../plugin/dashboards/overview';
import { rows } from '../plugin/dashboards/read-frames';
import { judgedRuns, minuteMs, writeResults } from '../plugin/dashboards/results';
import { readOwnDashboard } from './files';
import { withDefaultBucket } from './watch';

type Looked = (frames: readonly Frame[], known: KnownRun, results: readonly ResultPoint[]) => void;

/** As what the dashboards of the app show, which are looked at in tests/plugin. */
const liveRun =
  (name: string): Looked =>
  (frames, known) =>
    liveRunQueries[name]?.(frames, known);
const ownQueries: Readonly<Record<string, Looked>> = {
  'Results A': (frames, _known, results) => overviewQueries['Runs A']?.(frames, results),
  'Virtual users A': liveRun('Virtual users A'),
  'Request rate A': liveRun('Request rate A'),
  'Request rate B': liveRun('Request rate B'),
  'p95 response time A': liveRun('Response time over time A'),
  'p95 response time B': liveRun('Response time over time B'),
  'Error rate A': liveRun('Error rate over time A'),
  'variable testid': (frames) => expect(rows(frames)).toEqual([{ testid: judgedId }]),
};

describeWith(['K6_BIN', 'TEST_INFLUX_URL', 'TEST_INFLUX_TOKEN'], 'the provisioned dashboard, on InfluxDB 2.7', () => {
  let target: Target;
  let influx: TestInflux;
  let view: DashboardView;
  let known: KnownRun;
  let results: readonly ResultPoint[];

  beforeAll(async () => {
    target = await startTarget();
    influx = await prepareInfluxdb2();
    const from = new Date(Math.floor(Date.now() / 1000) * 1000 - 60 * minuteMs);
    const run = await streamRun(influx, realPart('K6_BIN') ?? '', judgedId, target.url);
    const to = new Date(Math.ceil(Date.now() / 1000) * 1000);
    results = await writeResults(influx.store, Object.values(judgedRuns(run, to)));
    view = { from, to, windowPeriod: '1s', variables: { testid: run.id } };
    const selection = { runId: run.id, from, to };
    const [figures, series] = await Promise.all([influx.store.figures(selection), influx.store.series(selection)]);
    known = { run, figures, series, view };
  }, 180_000);
  afterAll(async () => {
    await influx?.dispose();
    await target?.close();
  });

  async function shown(name: string, variables = view.variables): Promise<readonly Frame[]> {
    const { dashboard, sources } = await readOwnDashboard();
    const bucket = sources.get(name) === 'influxdb-results' ? influx.buckets.results_bucket : influx.buckets.k6_bucket;
    const query = withDefaultBucket(queriesOf(dashboard).get(name) ?? '', bucket);
    return influx.frames(interpolate(query, { ...view, variables }));
  }

  it('has no query that is not looked at here', async () => {
    const { dashboard } = await readOwnDashboard();
    expect(Object.keys(ownQueries).sort()).toEqual([...queriesOf(dashboard).keys()].sort());
  });

  it.each(Object.keys(ownQueries))('%s', async (name) => {
    ownQueries[name]?.(await shown(name), known, results);
  });

  it('shows nothing, and no error, of a run without samples', async () => {
    for (const name of Object.keys(ownQueries).filter((one) => !/^(Results|variable)/.test(one))) {
      expect([name, await shown(name, { testid: 'no-such-run' })]).toEqual([name, []]);
    }
  });
});
