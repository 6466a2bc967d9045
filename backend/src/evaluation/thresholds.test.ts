import fc from '../testing/seeded-fast-check';
import { figures, limits } from './testing/inputs';
import { thresholdResults } from './thresholds';

const noEndpoints = { kind: 'notMeasured', reason: 'no endpoint has limits' } as const;

describe('limits of the catalogue', () => {
  it('come first, with value, limit and margin in their unit', () => {
    const results = thresholdResults(
      { ...figures, errorRate: 0.002, p95ResponseTimeMs: 600, avgResponseTimeMs: 150 },
      { ...limits, errorRate: 0.001, avgResponseTimeMs: 200 },
      [],
      noEndpoints
    );
    expect(results).toEqual([
      {
        source: 'catalogue',
        metric: 'errorRate',
        expression: 'error rate ≤ 0.1 %',
        ok: false,
        limit: 0.001,
        value: 0.002,
        unit: 'fraction',
        margin: 0.001,
        marginRatio: 1,
      },
      {
        source: 'catalogue',
        metric: 'p95ResponseTimeMs',
        expression: 'p95 ≤ 500 ms',
        ok: false,
        limit: 500,
        value: 600,
        unit: 'ms',
        margin: 100,
        marginRatio: 0.2,
      },
      {
        source: 'catalogue',
        metric: 'avgResponseTimeMs',
        expression: 'average ≤ 200 ms',
        ok: true,
        limit: 200,
        value: 150,
        unit: 'ms',
        margin: -50,
        marginRatio: -0.25,
      },
    ]);
  });

  it('have no ratio to a limit of 0, and no margin where nothing was measured', () => {
    const [errorRate, p95] = thresholdResults(
      { ...figures, errorRate: 0.5, p95ResponseTimeMs: null },
      limits,
      [],
      noEndpoints
    );
    expect(errorRate).toMatchObject({ ok: false, limit: 0, margin: 0.5, marginRatio: null });
    expect(p95).toMatchObject({ ok: null, value: null, margin: null, marginRatio: null });
  });

  it('are breached exactly by what is greater', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e4, noNaN: true }),
        fc.double({ min: 0.1, max: 1e4, noNaN: true }),
        (p95, limit) => {
          const measured = { ...figures, p95ResponseTimeMs: p95 };
          const result = thresholdResults(measured, { ...limits, p95ResponseTimeMs: limit }, [], noEndpoints)[1];
          expect(result?.ok).toBe(!(p95 > limit));
          expect(Math.sign(result?.margin ?? NaN) > 0).toBe(p95 > limit);
        }
      )
    );
  });
});

describe("the script's own thresholds", () => {
  const resultOf = (metric: string, expression: string, ok = false) => {
    const threshold = { metric, expression, ok, samples: 'some' as const };
    const runLimits = { ...limits, p95ResponseTimeMs: null };
    const [result] = thresholdResults(figures, runLimits, [threshold], noEndpoints).slice(1);
    return result;
  };

  it.each([
    ['http_req_duration', 'p(95)<250', 250, 300, 'ms', 50],
    ['http_req_duration', ' p(95) <= 3e2 ', 300, 300, 'ms', 0],
    ['http_req_duration', 'avg<100', 100, 120, 'ms', 20],
    ['http_req_failed', 'rate<0.01', 0.01, 0, 'fraction', -0.01],
  ])('%s %s: margin from the figures of the run', (metric, expression, limit, value, unit, margin) => {
    expect(resultOf(metric, expression)).toMatchObject({
      source: 'k6',
      metric,
      expression,
      limit,
      value,
      unit,
      margin,
    });
  });

  it.each([
    ['http_req_duration', 'max<1000'],
    ['http_req_duration', 'p(99)<1000'],
    ['http_req_duration', 'p(95)>10'],
    ['http_req_duration{name:slow}', 'p(95)<250'],
    ['http_req_waiting', 'p(95)<250'],
    ['http_req_failed', 'rate==0'],
    ['checks', 'rate>0.99'],
    ['my_metric', 'avg<100'],
  ])('%s %s: only ok or not, as k6 says', (metric, expression) => {
    const unknown = { limit: null, value: null, unit: null, margin: null, marginRatio: null };
    expect(resultOf(metric, expression, false)).toMatchObject({ ok: false, ...unknown });
    expect(resultOf(metric, expression, true)).toMatchObject({ ok: true, ...unknown });
  });

  it('believe k6, not the figures', () => {
    expect(resultOf('http_req_duration', 'p(95)<250', true)).toMatchObject({ ok: true, margin: 50 });
  });
});
