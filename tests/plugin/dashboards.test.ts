import type { ResultPoint } from '../../backend/src/model/figures';
import { realPart } from '../../backend/src/testing/real-parts';
import { startTarget, type Target } from '../fixtures/k6/target';
import { queriesOf, readDashboard, type DashboardFile } from './dashboards/files';
import type { Frame } from './dashboards/frames';
import { describeOnEachInfluxdb, type TestInflux } from './dashboards/influx';
import { interpolate, type DashboardView, type VariableValue } from './dashboards/interpolate';
import { streamRun } from './dashboards/k6-run';
import { goingOnId, judgedId, liveRunQueries, type KnownRun } from './dashboards/live-run';
import { overviewQueries } from './dashboards/overview';
import { points, rows } from './dashboards/read-frames';
import { judgedRuns, minuteMs, writeResults } from './dashboards/results';

const all = { all: '.*' };

let target: Target;
beforeAll(async () => void (target = await startTarget()));
afterAll(() => target.close());

describeOnEachInfluxdb("the app's dashboards", (prepare) => {
  let influx: TestInflux;
  let view: DashboardView;
  const runs = new Map<string, KnownRun>();
  let results: readonly ResultPoint[] = [];

  beforeAll(async () => {
    influx = await prepare();
    const from = new Date(Math.floor(Date.now() / 1000) * 1000 - 60 * minuteMs);
    const streamed = [
      await streamRun(influx, realPart('K6_1_BIN') ?? '', judgedId, target.url),
      await streamRun(influx, realPart('K6_BIN') ?? '', goingOnId, target.url),
    ] as const;
    const to = new Date(Math.ceil(Date.now() / 1000) * 1000);
    results = await writeResults(influx.store, Object.values(judgedRuns(streamed[0], to)));
    view = { from, to, windowPeriod: '1s', variables: { ...influx.buckets, test: all, environment: all } };
    for (const run of streamed) {
      const selection = { runId: run.id, from, to };
      const [figures, series] = await Promise.all([influx.store.figures(selection), influx.store.series(selection)]);
      runs.set(run.id, { run, figures, series, view });
    }
  }, 180_000);
  afterAll(() => influx?.dispose());

  /** What Grafana shows of a query of the dashboard. */
  async function shown(
    file: DashboardFile,
    name: string,
    variables: Readonly<Record<string, VariableValue>> = {},
    changed: Partial<DashboardView> = {}
  ): Promise<readonly Frame[]> {
    const query = queriesOf(await readDashboard(file)).get(name);
    if (query === undefined) {
      throw new Error(`${file} has no query "${name}"`);
    }
    return influx.frames(interpolate(query, { ...view, ...changed, variables: { ...view.variables, ...variables } }));
  }

  describe('k6 live run', () => {
    const file = 'k6-live-run.json';

    it('has no query that is not looked at here', async () => {
      expect(Object.keys(liveRunQueries).sort()).toEqual([...queriesOf(await readDashboard(file)).keys()].sort());
    });

    describe.each([
      ['k6 1, judged', judgedId],
      ['k6 2, still going on', goingOnId],
    ])('of %s', (_what, testid) => {
      it.each(Object.keys(liveRunQueries))('%s', async (name) => {
        const known = runs.get(testid);
        if (known === undefined) {
          throw new Error(`run ${testid} was not streamed`);
        }
        liveRunQueries[name]?.(await shown(file, name, { testid }), known);
      });
    });

    it('shows nothing, and no error, of a run without samples', async () => {
      for (const name of Object.keys(liveRunQueries).filter((one) => one !== 'variable testid')) {
        expect([name, await shown(file, name, { testid: 'no-such-run' })]).toEqual([name, []]);
      }
    });

    it('lists no run where samples carry no testid', async () => {
      const at = BigInt(view.from.getTime() - 20 * minuteMs) * 1_000_000n;
      await influx.writeLines(`vus value=1 ${at}\niterations,scenario=default value=1 ${at}`);
      const before = { from: new Date(view.from.getTime() - 30 * minuteMs), to: view.from };
      expect(await shown(file, 'variable testid', {}, before)).toEqual([]);
    });

    it('adds up the users of several k6 processes in each second, whatever the step', async () => {
      const minute = Math.floor((Date.now() - 20 * minuteMs) / minuteMs) * minuteMs;
      const at = (second: number, ns: number) => `${minute + second * 1000}${String(ns).padStart(6, '0')}`;
      const users: ReadonlyArray<readonly [instance: number, second: number, ns: number, users: number]> = [
        [1, 1, 1, 10],
        [2, 1, 900_000, 20],
        [1, 2, 2, 12],
        [2, 2, 3, 20],
        [1, 3, 4, 5],
      ];
      const lines = users.map(
        ([n, second, ns, value]) => `vus,testid=pods,instance=${n} value=${value} ${at(second, ns)}`
      );
      await influx.writeLines(lines.join('\n'));
      const values = async (windowPeriod: string) => [
        ...points(await shown(file, 'Virtual users A', { testid: 'pods' }, { windowPeriod })).values(),
      ];
      expect(await values('1s')).toEqual([30, 32, 5]);
      expect(await values('1m0s')).toEqual([32]);
    });

    it('lists endpoints without a method and a status, and with quotes in their name', async () => {
      const now = BigInt(Date.now() - 10 * minuteMs) * 1_000_000n;
      const series = String.raw`testid=untagged,name=the\ "front"\ page`;
      await influx.writeLines(`http_reqs,${series} value=1 ${now}\nhttp_req_duration,${series} value=7 ${now}`);
      expect(rows(await shown(file, 'Endpoints A', { testid: 'untagged' }))).toEqual([
        { name: 'the "front" page', method: '', status: '', requests: 1, average: 7, p95: 7 },
      ]);
    });
  });

  describe('load tests', () => {
    const file = 'load-tests.json';

    it('has no query that is not looked at here', async () => {
      expect(Object.keys(overviewQueries).sort()).toEqual([...queriesOf(await readDashboard(file)).keys()].sort());
    });

    it.each(Object.keys(overviewQueries))('%s', async (name) => {
      overviewQueries[name]?.(await shown(file, name), results);
    });

    it('shows only the load tests and environments that are chosen', async () => {
      const ids = async (variables: Readonly<Record<string, VariableValue>>) =>
        (await shown(file, 'Runs A', variables)).flatMap((frame) =>
          frame.kind === 'table' ? frame.rows.map(({ runId }) => runId) : []
        );
      expect(await ids({ test: ['search'] })).toEqual(['unmeasured']);
      expect(await ids({ test: ['search', 'shop'] })).toEqual(['unmeasured', 'newer', judgedId, 'older']);
      expect(await ids({ environment: ['production'] })).toEqual(['newer', judgedId, 'older']);
      // No pattern: a dot is a dot, and a part of a name is none.
      expect(await ids({ test: ['s.op', 'sho'] })).toEqual([]);
    });

    it('shows nothing, and no error, where nothing has been judged', async () => {
      for (const name of Object.keys(overviewQueries)) {
        const empty = { from: new Date(view.from.getTime() - 10 * minuteMs), to: view.from };
        expect([name, await shown(file, name, {}, empty)]).toEqual([name, []]);
      }
    });
  });
});
