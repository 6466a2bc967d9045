import { seededRandom } from '../lib/seeded-random';
import type { EndpointFigures } from '../model/figures';
import type { RegressionPolicy } from '../model/regression';
import { fewestRuns } from './response-times';
import { realRuns } from './testing/real-runs';
import { findRegressions, type MeasuredRun, type Standard } from './regression';

const policy: RegressionPolicy = { mode: 'warn', relative: 0.1, absoluteMs: 10, minimumRequests: 100 };

const endpoint = (name: string, p95ResponseTimeMs: number, given: Partial<EndpointFigures> = {}): EndpointFigures => ({
  name,
  method: 'GET',
  statusClass: '2xx',
  requests: 500,
  failedRequests: 0,
  errorRate: 0,
  avgResponseTimeMs: p95ResponseTimeMs / 2,
  p95ResponseTimeMs,
  ...given,
});
const measured = (p95ResponseTimeMs: number, given: Partial<MeasuredRun> = {}): MeasuredRun => ({
  requests: 1000,
  errorRateSamples: 1000,
  errorRate: 0,
  p95ResponseTimeMs,
  avgResponseTimeMs: p95ResponseTimeMs / 2,
  endpoints: [],
  ...given,
});
const usual = [250, 262, 255, 241, 248, 259, 244, 254, 257, 246, 249, 251].map((p95) => measured(p95));
const against = (history: readonly MeasuredRun[], isPinned = false): Standard => ({
  baseline: history.at(-1) ?? measured(250),
  isPinned,
  history,
});
const found = (run: MeasuredRun, standard = against(usual), given: Partial<RegressionPolicy> = {}) =>
  findRegressions({ ...policy, ...given }, run, standard).map(({ text }) => text);

/** Factors by which runs differ by themselves, log-normal (Box and Muller 1958). */
function noise(seed: number, spread: number): () => number {
  const random = seededRandom(seed);
  return () => Math.exp(spread * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}

describe('a regression of response times', () => {
  it('is told with both figures, the largest first', () => {
    expect(found(measured(340, { avgResponseTimeMs: 160 }))).toEqual([
      'p95 340 ms instead of 251 ms (+35.5 %)',
      'average 160 ms instead of 126 ms (+27.5 %)',
    ]);
  });

  it.each([
    ['is as fast as ever', 254],
    ['is faster', 120],
    ['is slower within what runs differ by themselves', 275],
  ])('is none of a run that %s', (_what, p95) => {
    expect(found(measured(p95))).toEqual([]);
  });

  it('has to pass the floor in ms and the relative one', () => {
    const quick = usual.map((run) => measured((run.p95ResponseTimeMs ?? 0) / 50));
    expect(found(measured(10), against(quick))).toEqual([]);
    expect(found(measured(10), against(quick), { absoluteMs: 1 })).toHaveLength(2);
    expect(found(measured(340), against(usual), { relative: 0.5 })).toEqual([]);
  });

  it('needs enough requests in both', () => {
    const few = { requests: 99 };
    expect(found(measured(900, few))).toEqual([]);
    expect(found(measured(900), against([...usual, measured(250, few)]))).toEqual([]);
    expect(found(measured(900), against([measured(250, few)], true))).toEqual([]);
  });

  it('takes ten percent for the spread until there are eight runs', () => {
    const few = usual.slice(0, 3);
    expect(found(measured(340), against(few))).toEqual([]);
    expect(found(measured(400), against(few))).toHaveLength(2);
    expect(found(measured(400), against(usual.slice(0, 1)))).toHaveLength(2);
  });

  it('is told once: the run is what the next ones are held against', () => {
    const slower = measured(340);
    expect(found(slower)).toHaveLength(2);
    expect(found(measured(338), against([...usual, slower]))).toEqual([]);
  });

  it('is told again and again against a pinned run', () => {
    const standard = { baseline: measured(250), isPinned: true, history: [...usual, measured(340), measured(338)] };
    expect(found(measured(341), standard)).toHaveLength(2);
    expect(found(measured(256), standard)).toEqual([]);
  });

  it('is seen after an earlier change of level, which is no noise', () => {
    const fast = [120, 124, 119, 122, 121].map((p95) => measured(p95));
    expect(found(measured(180), against([...usual, ...fast]))).toHaveLength(2);
  });

  it('is none where a figure was not measured', () => {
    const none = { p95ResponseTimeMs: null, avgResponseTimeMs: null, errorRate: null };
    expect(found(measured(0, none))).toEqual([]);
    expect(found(measured(400), against([measured(0, none)], true))).toEqual([]);
  });
});

describe('a regression of one endpoint', () => {
  const with2 = (pay: number, given: Partial<EndpointFigures> = {}) =>
    measured(250, { endpoints: [endpoint('home', 80), endpoint('pay', pay, given)] });
  const history = [400, 410, 396, 405, 402, 399, 407, 403].map((pay) => with2(pay));

  it('is told though the whole run is as fast as ever', () => {
    expect(found(with2(560, { avgResponseTimeMs: 201 }), against(history))).toEqual([
      'GET pay: p95 560 ms instead of 403 ms (+39 %)',
    ]);
  });

  it('is none of how long refusals take, nor of an endpoint that was hardly called', () => {
    expect(found(with2(900, { statusClass: '5xx' }), against(history))).toEqual([]);
    expect(found(with2(900, { requests: 20 }), against(history))).toEqual([]);
    expect(found(with2(900), against([measured(250)], true))).toEqual([]);
  });

  it('is none while nobody knows the endpoints', () => {
    expect(found(measured(250, { endpoints: null }), against(history))).toEqual([]);
  });
});

describe('a regression of error rates', () => {
  const failing = (errorRate: number, errorRateSamples = 10_000) => measured(250, { errorRate, errorRateSamples });
  const history = [0, 0.001, 0.002, 0].map((rate) => failing(rate));

  it('is told where it is higher than chance makes, and than ever before', () => {
    expect(found(failing(0.02), against(history))).toEqual(['error rate 2 % instead of 0 %']);
  });

  it.each([
    ['is too small to speak of', failing(0.004), history],
    ['was made of few requests', failing(0.02, 99), history],
    ['has been there before', failing(0.02), [failing(0.03), ...history]],
  ])('is none that %s', (_what, run, runs) => {
    expect(found(run, against(runs))).toEqual([]);
  });

  it('is told of one endpoint, over all its answers', () => {
    const pay = (failedRequests: number) =>
      measured(250, {
        endpoints: [
          endpoint('pay', 100, { requests: 1000 - failedRequests }),
          endpoint('pay', 20, { statusClass: '5xx', requests: failedRequests, failedRequests }),
        ],
      });
    expect(found(pay(50), against([pay(0)]))).toEqual(['GET pay: error rate 5 % instead of 0 %']);
  });
});

describe('false alarms', () => {
  const endpoints = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
  /** A run whose endpoints, average and p95 each differ by themselves. */
  const noisy = (factor: () => number, by = 1) =>
    measured(250 * by * factor(), {
      avgResponseTimeMs: 120 * by * factor(),
      endpoints: endpoints.map((name) =>
        endpoint(name, 200 * by * factor(), { avgResponseTimeMs: 90 * by * factor() })
      ),
    });
  const alarms = (spread: number, runs: number, by: number) =>
    Array.from({ length: 1000 }, (_, seed) => {
      const factor = noise(seed + 1, spread);
      return found(noisy(factor, by), against(Array.from({ length: runs }, () => noisy(factor))));
    }).filter((texts) => texts.length > 0).length;

  it.each([
    [0.05, 8],
    [0.1, 20],
    [0.2, 20],
  ])('are at most 1 %% of a thousand runs with ten endpoints, at a spread of %d and %d runs', (spread, runs) => {
    expect(alarms(spread, runs, 1)).toBeLessThanOrEqual(10);
  });

  it.each([
    [0.05, 20, 0.2, 500],
    [0.05, 20, 0.4, 980],
  ])(
    'are not bought by blindness: at a spread of %d, of %d runs, a shift of %d is seen in one run at least %d times of 1,000',
    (spread, runs, shift, times) => {
      expect(alarms(spread, runs, 1 + shift)).toBeGreaterThanOrEqual(times);
    }
  );

  /** As if the server took ten times as long, so that the floor in ms is passed as often as it can be. */
  const real = realRuns.map(([p95, avg]) => measured(p95 * 10, { avgResponseTimeMs: avg * 10 }));

  it('are none among the real runs of a noisy machine, in the order in which they came', () => {
    const told = real.flatMap((run, index) => (index < fewestRuns ? [] : found(run, against(real.slice(0, index)))));
    expect(told).toEqual([]);
  });

  it('are at most 1 % of a thousand histories that are drawn from them', () => {
    const random = seededRandom(1);
    const drawn = () => real[Math.floor(random() * real.length)] ?? measured(NaN);
    const alarmed = Array.from({ length: 1000 }, () =>
      found(drawn(), against(Array.from({ length: 20 }, drawn)))
    ).filter((texts) => texts.length > 0);
    expect(alarmed.length).toBeLessThanOrEqual(10);
  });
});
