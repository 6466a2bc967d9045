import { expectClose } from '../../../backend/src/metrics/testing/expected-figures';
import type { RunSeries, StoreFigures } from '../../../backend/src/model/figures';
import type { Frame } from './frames';
import type { DashboardView } from './interpolate';
import type { StreamedRun } from './k6-run';
import { number, points, rows, single, sum } from './read-frames';

export const judgedId = 'shop-20260105-100000-00a1';
/** Without a result yet. */
export const goingOnId = 'shop-20260105-101500-00b2';

/** What the sidecar's own store says about the run, beside k6's summary. */
export interface KnownRun {
  readonly run: StreamedRun;
  readonly figures: StoreFigures;
  readonly series: RunSeries;
  readonly view: DashboardView;
}

/** What each query of the live run shows of a run. */
export const liveRunQueries: Readonly<Record<string, (frames: readonly Frame[], known: KnownRun) => void>> = {
  'Requests A': (frames, { run }) => expect(number(frames)).toBe(run.summary('http_reqs', 'count')),
  'p95 response time A': (frames, { run }) => expectClose(number(frames), run.summary('http_req_duration', 'p(95)')),
  'Average response time A': (frames, { run }) => expectClose(number(frames), run.summary('http_req_duration', 'avg')),
  'Error rate A': (frames, { run }) => expectClose(number(frames), run.summary('http_req_failed', 'value')),
  'Checks that held A': (frames, { run }) => expectClose(number(frames), run.summary('checks', 'value')),
  'Iterations done A': (frames, { run }) => expect(number(frames)).toBe(run.summary('iterations', 'count')),
  'Iterations dropped A': (frames, { run }) => expect(number(frames)).toBe(run.summary('dropped_iterations', 'count')),
  'Data sent A': (frames, { run }) => expect(number(frames)).toBe(run.summary('data_sent', 'count')),
  'Data received A': (frames, { run }) => expect(number(frames)).toBe(run.summary('data_received', 'count')),
  'Virtual users A': (frames, { series }) => expectSamePoints(points(frames), series, 'virtualUsers'),
  'Request rate A': (frames, { series }) => expectSamePoints(points(frames), series, 'requestsPerSecond'),
  'Request rate B': (frames, { series }) => expectSamePoints(points(frames), series, 'failedRequestsPerSecond'),
  'Response time over time A': (frames, { series }) => expectSamePoints(points(frames), series, 'p95ResponseTimeMs'),
  'Response time over time B': (frames, { series }) => expectSamePoints(points(frames), series, 'avgResponseTimeMs'),
  'Response time over time C': (frames, { run, view }) => {
    // Its own where it has been judged; else that of the newest run of the load test that its id names.
    const limit = run.id === judgedId ? 50 : 90;
    expect([...points(frames)]).toEqual([view.from, view.to].map((at) => [at.toISOString(), limit]));
  },
  'Error rate over time A': (frames, { series }) => {
    for (const [at, share] of points(frames)) {
      const step = series.points.find((point) => Date.parse(point.at) === Date.parse(at));
      expectClose(share, (step?.failedRequestsPerSecond ?? NaN) / (step?.requestsPerSecond ?? NaN));
    }
  },
  'Iterations A': (frames, { run }) => expect(sum(points(frames).values())).toBe(run.summary('iterations', 'count')),
  'Iterations B': (frames, { run }) =>
    expect(sum(points(frames).values())).toBe(run.summary('dropped_iterations', 'count')),
  'Network traffic A': (frames, { run }) =>
    expectClose(sum(points(frames).values()), run.summary('data_sent', 'count')),
  'Network traffic B': (frames, { run }) =>
    expectClose(sum(points(frames).values()), run.summary('data_received', 'count')),
  'Verdict A': (frames, { run }) => expect(single(frames)).toBe(run.id === judgedId ? 'failed' : undefined),
  'Endpoints A': (frames, { figures }) => {
    const shown = rows(frames);
    expect(shown.map(({ name, method, status }) => `${method} ${name} ${status}`).sort()).toEqual([
      'GET item 200',
      'POST pay 200',
      'POST pay 503',
    ]);
    expect(shown.map(({ requests }) => requests)).toEqual(
      shown.map((row) => row['requests']).sort((a, b) => Number(b) - Number(a))
    );
    for (const { name, status, requests, average, p95, errorRate } of shown) {
      const endpoint = figures.endpoints.find((one) => one.name === name && one.statusClass[0] === String(status)[0]);
      expect([requests, errorRate]).toEqual([endpoint?.requests, endpoint?.errorRate]);
      expectClose(Number(average), endpoint?.avgResponseTimeMs ?? NaN);
      expectClose(Number(p95), endpoint?.p95ResponseTimeMs ?? NaN);
    }
  },
  'Checks A': (frames, { run }) => {
    const iterations = run.summary('iterations', 'count');
    const failed = run.summary('http_req_failed', 'passes');
    const failedShare = failed / iterations;
    expect(rows(frames)).toEqual([
      { check: 'payment is taken', succeeded: iterations - failed, failed, failedShare },
      { check: 'item is 200', succeeded: iterations, failed: 0, failedShare: 0 },
    ]);
  },
  'variable testid': (frames) => expect(rows(frames)).toEqual([{ testid: goingOnId }, { testid: judgedId }]),
};

function expectSamePoints(
  actual: ReadonlyMap<string, number>,
  series: RunSeries,
  figure: keyof RunSeries['points'][0]
) {
  const expected = series.points.filter((point) => point[figure] !== null);
  // A second in which k6 was up and asked for nothing is a rate of 0 to the store, and no point to a dashboard.
  const sampled = expected.filter((point) => point[figure] !== 0).map(({ at }) => new Date(at).toISOString());
  expect(series.stepSeconds).toBe(1);
  expect([...actual.keys()]).toEqual(expect.arrayContaining(sampled));
  for (const [at, value] of actual) {
    const point = expected.find((candidate) => Date.parse(candidate.at) === Date.parse(at));
    expectClose(value, Number(point?.[figure] ?? 0));
  }
}
