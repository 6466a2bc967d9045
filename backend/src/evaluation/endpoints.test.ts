import type { SelectedFigures } from '../model/figures';
import type { EndpointLimits } from '../model/verdict';
import { formatBreach } from './breach-text';
import { evaluate } from './evaluate';
import type { EvaluationInput } from './input';
import { figures, input, k6Summary, limits, report } from './testing/inputs';

const login: EndpointLimits = {
  name: 'login',
  method: 'POST',
  p95ResponseTimeMs: null,
  avgResponseTimeMs: null,
  errorRate: null,
  minimumRequests: 1,
};
const good: SelectedFigures = {
  requests: 100,
  failedRequests: 0,
  errorRateSamples: 100,
  errorRate: 0,
  avgResponseTimeMs: 90,
  p95ResponseTimeMs: 200,
};
const failing: SelectedFigures = { ...good, failedRequests: 2, errorRate: 0.02 };
const p95 = { ...login, p95ResponseTimeMs: 150 };
const average = { ...login, avgResponseTimeMs: 80, method: null };
const errors = { ...login, errorRate: 0.01 };
/** The whole run may have failures, so that its own limit says nothing. */
const tolerant = { ...limits, errorRate: 0.5 };

/** A run that passes, but for what its endpoint says. */
function judged(endpoint: EndpointLimits, found: SelectedFigures, changes: Partial<EvaluationInput> = {}) {
  return evaluate(
    input({
      limits: { ...tolerant, endpoints: [endpoint] },
      endpoints: { kind: 'measured', figures: [found], failuresMissing: 0 },
      ...changes,
    })
  );
}
const saturated = { reports: [report({ summary: k6Summary({ iterations: 100, droppedIterations: 60 }) })] };

describe('a limit on an endpoint', () => {
  it('is kept by a run that keeps it, and shown with the endpoint it is about', () => {
    const { verdict, reasons, thresholds } = judged({ ...login, p95ResponseTimeMs: 200, errorRate: 0 }, good);
    expect([verdict, reasons.map(({ code }) => code)]).toEqual(['passed', ['withinLimits']]);
    expect(thresholds.slice(2)).toMatchObject([
      {
        source: 'catalogue',
        metric: 'errorRate{name:login,method:POST}',
        expression: 'error rate of POST login ≤ 0 %',
        endpoint: { name: 'login', method: 'POST' },
        ok: true,
        value: 0,
        unit: 'fraction',
      },
      { metric: 'p95ResponseTimeMs{name:login,method:POST}', ok: true, value: 200, limit: 200, margin: 0 },
    ]);
  });

  it.each([
    [p95, good, 'endpointP95Breach', 'p95 of POST login 200 ms, limit 150 ms (+33.3 %)'],
    [average, good, 'endpointAvgBreach', 'average of login 90 ms, limit 80 ms (+12.5 %)'],
    [errors, failing, 'endpointErrorRateBreach', 'error rate of POST login 2 % (2 of 100), limit 1 %'],
  ])('fails the run where it is breached, and says of which', (endpoint, found, code, text) => {
    const { verdict, reasons, thresholds } = judged(endpoint, found);
    expect([verdict, reasons]).toEqual(['failed', [{ code, text }]]);
    expect(thresholds.filter(({ ok }) => ok === false)).toHaveLength(1);
  });

  it.each([
    ['a response time', p95, good, 'inconclusive', 'generatorSaturated'],
    ['an error rate', errors, failing, 'failed', 'endpointErrorRateBreach'],
  ])('while the generator was saturated: %s', (_what, endpoint, found, verdict, code) => {
    const evaluation = judged(endpoint, found, saturated);
    expect([evaluation.verdict, evaluation.reasons[0]?.code]).toEqual([verdict, code]);
  });

  it.each([
    [
      'that was never called',
      p95,
      { ...good, requests: 0, errorRateSamples: 0, errorRate: null, avgResponseTimeMs: null, p95ResponseTimeMs: null },
      'thresholdWithoutSamples',
      'not a single request of POST login was measured, so nothing kept its limits',
    ],
    [
      'that was called too seldom',
      { ...errors, minimumRequests: 101 },
      good,
      'tooFewRequests',
      '100 requests of POST login are fewer than its minimum of 101',
    ],
    [
      'whose p95 is not known',
      p95,
      { ...good, p95ResponseTimeMs: null },
      'figureMissing',
      'the p95 of POST login was not measured',
    ],
    [
      'that never answered',
      p95,
      { ...good, failedRequests: 100, errorRate: 1, avgResponseTimeMs: 0, p95ResponseTimeMs: 0 },
      'figureMissing',
      'the p95 of POST login was not measured: no request got an answer',
    ],
    [
      'whose requests k6 did not all judge',
      errors,
      { ...good, errorRateSamples: 99 },
      'requestsNotMeasured',
      '1 of 100 requests of POST login was not measured as failed or not',
    ],
    [
      'whose requests k6 did not judge at all',
      errors,
      { ...good, errorRateSamples: 0, errorRate: null },
      'figureMissing',
      'the error rate of POST login was not measured',
    ],
  ])('never passes for an endpoint %s', (_which, endpoint, found, code, text) => {
    const { verdict, reasons } = judged(endpoint, found);
    expect([verdict, reasons]).toEqual(['inconclusive', [{ code, text }]]);
  });

  it('says nothing of limits that the endpoint does not have', () => {
    expect(judged({ ...login, avgResponseTimeMs: 100 }, { ...failing, p95ResponseTimeMs: null }).verdict).toBe(
      'passed'
    );
  });

  it.each([
    ['has no such breach', figures, 'inconclusive', 'endpointsNotMeasured'],
    ['has a breach of its own', { ...figures, p95ResponseTimeMs: 900 }, 'failed', 'p95Breach'],
  ])('is not measured without the store: the run %s', (_what, measured, verdict, code) => {
    const reason = 'the metric store did not answer';
    const {
      verdict: found,
      reasons,
      thresholds,
    } = judged(p95, good, {
      figures: measured,
      endpoints: { kind: 'notMeasured', reason },
    });
    expect([found, reasons[0]?.code]).toEqual([verdict, code]);
    expect(reasons.at(-1)?.text).toBe('the limits on endpoints were not measured: the metric store did not answer');
    expect(thresholds.at(-1)).toMatchObject({ ok: null, value: null });
  });

  it('is not measured where the store has a gap: requests, or failures of whichever endpoint', () => {
    const gap = judged(p95, { ...good, p95ResponseTimeMs: 100 }, { storeMissingShare: 0.02 });
    expect([gap.verdict, gap.reasons.map(({ text }) => text)]).toEqual([
      'inconclusive',
      ['2 % of the requests are missing in the store that the figures of endpoints come from'],
    ]);
    const endpoints = { kind: 'measured', figures: [good], failuresMissing: 1 } as const;
    expect(judged(errors, good, { endpoints })).toMatchObject({
      verdict: 'inconclusive',
      reasons: [
        { code: 'endpointsNotMeasured', text: expect.stringMatching(/^1 failed request did not reach/) as string },
      ],
    });
    // A failure more makes no response time longer.
    expect(judged({ ...p95, p95ResponseTimeMs: 200 }, good, { endpoints }).verdict).toBe('passed');
  });

  it('names the endpoint in messages', () => {
    const breach = judged(p95, good).thresholds.find(({ ok }) => ok === false);
    expect(breach && formatBreach(breach, 1000)).toBe('p95 of POST login 200 ms (limit 150 ms, +33.3 %)');
    const failed = judged(errors, failing).thresholds.find(({ ok }) => ok === false);
    expect(failed && formatBreach(failed, 1000)).toBe('error rate of POST login 2 % (limit 1 %, +100 %)');
  });
});
