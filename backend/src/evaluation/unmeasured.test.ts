import { parseSummary } from '../k6/summary';
import { combineFigures } from './combine';
import { evaluate } from './evaluate';
import { input, k6Summary, limits, report, storeFigures } from './testing/inputs';

const receivedAt = new Date('2026-11-23T11:00:00.000Z');

/** Judged as the loop does it: the figures follow from the summaries. */
function judged(summary: Parameters<typeof k6Summary>[0], unmeasuredRequests?: number) {
  const reports = [report({ summary: k6Summary(summary) })];
  const figures = combineFigures(reports, null, 1, receivedAt);
  return evaluate(input({ figures, reports, limits: { ...limits, unmeasuredRequests } }));
}

describe('requests that k6 did not judge as failed or not', () => {
  it('never pass, and are counted', () => {
    const { verdict, reasons } = judged({ requests: 1000, errorRateSamples: 50 });
    expect([verdict, reasons]).toEqual([
      'inconclusive',
      [
        {
          code: 'requestsNotMeasured',
          text: '950 of 1,000 requests were not measured as failed or not (http_req_failed)',
        },
      ],
    ]);
  });

  it('are no part of the error rate of a failed run', () => {
    const { verdict, reasons } = judged({
      requests: 1000,
      errorRateSamples: 50,
      failedRequests: 25,
      errorRate: 0.5,
    });
    expect([verdict, reasons[0]?.text]).toEqual(['failed', 'error rate 50 % (25 of 50), limit 0 %']);
  });

  it.each([
    [50, 0.95, 'passed', []],
    [49, 0.95, 'inconclusive', [/^951 of 1,000 .* more than the 95 % that the catalogue allows$/]],
    [999, 0.001, 'passed', []],
    [998, 0.001, 'inconclusive', [/^2 of 1,000 .* more than the 0.1 % /]],
    [1000, 0, 'passed', []],
  ])(
    'pass up to the share that the catalogue allows: %d samples of 1000, share %d',
    (samples, share, verdict, texts) => {
      const evaluation = judged({ requests: 1000, errorRateSamples: samples }, share);
      expect(evaluation.verdict).toBe(verdict);
      expect(evaluation.reasons.filter(({ code }) => code !== 'withinLimits').map(({ text }) => text)).toEqual(
        texts.map((text) => expect.stringMatching(text))
      );
    }
  );

  it('are never all of them: an error rate over nothing is none', () => {
    const { verdict, reasons } = judged(
      { requests: 1000, errorRateSamples: null, failedRequests: null, errorRate: null },
      1
    );
    expect([verdict, reasons.map(({ code }) => code)]).toEqual(['inconclusive', ['figureMissing']]);
  });

  it('of one of several instances count, whatever the others have measured', () => {
    const reports = ['0', '1'].map((instance) =>
      report({ instance, summary: k6Summary({ requests: 100, errorRateSamples: instance === '0' ? 100 : 40 }) })
    );
    const figures = combineFigures(reports, storeFigures(), 2, receivedAt);
    const { verdict, reasons } = evaluate(input({ figures, reports, expectedInstances: 2 }));
    expect([verdict, reasons.map(({ text }) => text)]).toEqual([
      'inconclusive',
      ['60 of 200 requests were not measured as failed or not (http_req_failed)'],
    ]);
  });

  it('are counted where the store alone knows of the run', () => {
    const reports = [report({ summary: null })];
    const store = storeFigures({ requests: 900, errorRateSamples: 300, failedRequests: 3, errorRate: 0.01 });
    const figures = combineFigures(reports, store, 1, receivedAt);
    const { reasons } = evaluate(input({ figures, reports }));
    expect(reasons.map(({ text }) => text)).toEqual([
      'error rate 1 % (3 of 300), limit 0 %',
      expect.stringContaining('summary is missing'),
      '600 of 900 requests were not measured as failed or not (http_req_failed)',
    ]);
  });
});

it.each([
  ['--summary-export', { passes: 0, fails: 1, value: 0 }],
  ['a rate with its own name', { passes: 0, fails: 1, rate: 0 }],
])('reads both counts from a summary: %s', (_shape, http_req_failed) => {
  const parsed = parseSummary({
    metrics: { http_reqs: { count: 100, rate: 10 }, http_req_failed, http_req_duration: { avg: 5, 'p(95)': 9 } },
  });
  expect(parsed).toMatchObject({ ok: true, summary: { requests: 100, errorRateSamples: 1, errorRate: 0 } });
});
