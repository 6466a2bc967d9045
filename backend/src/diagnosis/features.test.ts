import fc from '../testing/seeded-fast-check';
import type { ThresholdResult } from '../model/verdict';
import { featuresOf } from './features';
import { shapeOf } from './series-shape';
import {
  type StepSketch,
  coldStart,
  endpoint,
  failedRun,
  fast,
  inputOf,
  passedRun,
  repeat,
  seriesOf,
  slow,
} from './testing/inputs';

const limits = { p95Ms: 500, avgMs: null, errorRate: 0 };
const shape = (...parts: ReadonlyArray<readonly StepSketch[]>) => shapeOf(seriesOf(parts.flat()), limits);

describe('shape over time', () => {
  it('sees a slow start that recovered, when it settled and how much faster it became', () => {
    expect(shapeOf(seriesOf(coldStart), limits)).toMatchObject({
      kind: 'slowStartRecovered',
      episodes: [{ fromSeconds: 0, toSeconds: 12 }],
      settledAtSeconds: 12,
      settledShare: 0.8,
      lastStepInside: true,
      outsideP95Ms: 1840,
      settledP95Ms: 210,
      failedOutsideEpisodes: 0,
    });
  });

  it.each<[string, ReadonlyArray<readonly StepSketch[]>, string]>([
    ['a spike in the middle', [repeat(12, fast), repeat(4, slow), repeat(14, fast)], 'spikeRecovered'],
    ['a spike at the very end', [repeat(26, fast), repeat(4, slow)], 'persistent'],
    ['a spike with hardly anything after it', [repeat(24, fast), repeat(4, slow), repeat(2, fast)], 'intermittent'],
    ['slow for more than half', [repeat(16, slow), repeat(14, fast)], 'persistent'],
    ['slow for exactly half', [repeat(15, slow), repeat(15, fast)], 'slowStartRecovered'],
    ['slow throughout', [repeat(30, slow)], 'persistent'],
    ['slow start and slow again at the last step', [repeat(4, slow), repeat(25, fast), repeat(1, slow)], 'persistent'],
    [
      'slow start and a second episode',
      [repeat(4, slow), repeat(10, fast), repeat(3, slow), repeat(13, fast)],
      'intermittent',
    ],
    ['rising response times', [Array.from({ length: 30 }, (_, i) => ({ p95: 200 + 40 * i }))], 'growing'],
    ['inside throughout', [repeat(30, fast)], 'inside'],
    ['no samples at all', [repeat(30, { p95: null, requests: 0 })], 'unknown'],
    ['early failures only', [repeat(2, { p95: 210, failed: 2 }), repeat(28, fast)], 'slowStartRecovered'],
  ])('%s', (_, parts, kind) => {
    expect(shape(...parts).kind).toBe(kind);
  });

  it('tolerates one step just above the limit in a long run, not one far above it, nor one with a failure', () => {
    const withStep = (step: StepSketch) => shape(repeat(8, slow), repeat(20, fast), [step], repeat(11, fast)).kind;
    expect(withStep({ p95: 620 })).toBe('slowStartRecovered');
    expect(withStep({ p95: 900 })).toBe('intermittent');
    expect(withStep({ p95: 210, failed: 1 })).toBe('intermittent');
  });

  it('does not take a target that stopped answering for one that recovered', () => {
    const silent = repeat(6, { p95: null, requests: 0, users: 10 });
    expect(shape(repeat(4, slow), repeat(20, fast), silent)).toMatchObject({
      kind: 'persistent',
      lastStepInside: false,
    });
    const afterTheUsersLeft = repeat(6, { p95: null, requests: 0, users: 0 });
    expect(shape(repeat(4, slow), repeat(20, fast), afterTheUsersLeft).kind).toBe('slowStartRecovered');
  });

  it('measures the load afterwards against the load of the slow part', () => {
    const busy = { ...slow, users: 50, requests: 40 };
    const quiet = { ...fast, users: 5, requests: 10 };
    expect(shape(repeat(6, busy), repeat(24, quiet))).toMatchObject({ usersRatio: 0.1, rateRatio: 0.25 });
  });

  it('never breaks on any series', () => {
    const step = fc.record({
      p95: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: null }),
      requests: fc.nat(200),
      failed: fc.nat(200),
      users: fc.option(fc.nat(100), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const result = shapeOf(seriesOf(steps), limits);
        expect(result.settledShare).toBeGreaterThanOrEqual(0);
        expect(result.settledShare).toBeLessThanOrEqual(1);
        if (result.kind === 'slowStartRecovered') {
          expect(result.lastStepInside).toBe(true);
          expect(result.settledShare).toBeGreaterThanOrEqual(0.5);
        }
      })
    );
  });
});

describe('features', () => {
  it('counts failures by how they failed', () => {
    const { errors } = featuresOf(
      inputOf(repeat(30, { p95: 210, failed: 2 }), {
        endpoints: [
          endpoint('/', { requests: 540 }),
          endpoint('/', { statusClass: '4xx', requests: 30, failedRequests: 30 }),
          endpoint('/a', { statusClass: '5xx', requests: 20, failedRequests: 20 }),
          endpoint('/b', { statusClass: 'none', requests: 10, failedRequests: 10 }),
        ],
        statusCodes: [
          { code: 429, requests: 25 },
          { code: 404, requests: 5 },
        ],
        errorCodes: [
          { code: 1050, requests: 6 },
          { code: 1311, requests: 4 },
        ],
      })
    );
    expect(errors).toMatchObject({ rateLimited: 25, clientErrors: 5, serverErrors: 20, noAnswer: 10 });
    expect(errors).toMatchObject({ timeouts: 6, nameOrCertificateErrors: 4, unaccounted: 0 });
  });

  it('does not count a 404 that the script expected as a failure', () => {
    const { errors } = featuresOf(
      inputOf(repeat(30, fast), {
        endpoints: [endpoint('/missing', { statusClass: '4xx', requests: 600 })],
        statusCodes: [{ code: 404, requests: 600 }],
      })
    );
    expect(errors).toMatchObject({ clientErrors: 0, failingEndpoints: 0 });
  });

  it('tells a broken endpoint from failures spread over all', () => {
    const broken = featuresOf(
      inputOf(repeat(30, { p95: 210, failed: 1 }), {
        endpoints: [
          endpoint('/', { requests: 450 }),
          endpoint('/api/cart', { requests: 120 }),
          endpoint('/api/cart', { statusClass: '5xx', requests: 30, failedRequests: 30 }),
        ],
      })
    ).errors;
    expect(broken).toMatchObject({ concentrated: true, failingEndpoints: 1, endpointsDown: [] });
    const spread = featuresOf(inputOf(repeat(30, { p95: 210, failed: 2 }))).errors;
    expect(spread).toMatchObject({ concentrated: false, failingEndpoints: 4, endpointsDown: [] });
  });

  it('takes the strictest limit of the catalogue and of k6, and knows what it cannot place in time', () => {
    const k6 = (metric: string, expression: string, ok = false): ThresholdResult => ({
      source: 'k6',
      metric,
      expression,
      ok,
      limit: null,
      value: null,
      unit: null,
      margin: null,
      marginRatio: null,
    });
    const { limits: found, breaches } = featuresOf(
      inputOf(coldStart, {
        thresholds: [
          k6('http_req_duration', 'p(95)<400'),
          k6('http_req_duration', 'avg<300', true),
          k6('http_req_failed', 'rate<0.01', true),
          k6('http_req_duration{name:checkout}', 'p(95)<100'),
          k6('http_req_duration', 'p(99)<900'),
        ],
      })
    );
    expect(found).toEqual({ p95Ms: 400, avgMs: 300, errorRate: 0.01 });
    expect(breaches.responseTime).toBe(true);
    expect(breaches.others.map((threshold) => threshold.expression)).toEqual(['p(95)<100', 'p(99)<900']);
  });

  it('counts failed runs back to the last passed one, and remembers a redeploy', () => {
    const history = [
      failedRun(1),
      passedRun(2, { verdict: 'inconclusive' }),
      failedRun(3),
      passedRun(4),
      failedRun(5, { autoFixApplied: true }),
    ];
    expect(featuresOf(inputOf(coldStart, { history })).history).toEqual({
      runs: 5,
      passed: 1,
      failed: 3,
      failedInARow: 2,
      redeployedSecondsAgo: 5 * 24 * 3600,
    });
  });

  it('sees failures that the series lost', () => {
    const input = inputOf(coldStart);
    const figures = { ...input.figures, failedRequests: 3, requests: 800 };
    expect(featuresOf({ ...input, figures })).toMatchObject({ failuresWithoutTime: 3, seriesCoverage: 0.75 });
  });

  it('knows the age of the deployment, and says unknown for a bad date', () => {
    expect(featuresOf(inputOf(coldStart)).deploymentAgeSeconds).toBe(2 * 24 * 3600);
    const deployment = { id: 'dpl_1', createdAt: 'yesterday' };
    expect(featuresOf(inputOf(coldStart, { deployment })).deploymentAgeSeconds).toBeNull();
  });
});
