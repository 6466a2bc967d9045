import { renderAlert, renderPlain } from '../alerts';
import { parseSummary } from '../k6/summary';
import { combineFigures } from './combine';
import { evaluate } from './evaluate';
import { responseTimesMissing } from '../model/verdict';
import { exit, input, k6Summary, limits, report, storeFigures } from './testing/inputs';

const receivedAt = new Date('2026-11-23T11:00:00.000Z');
const thresholds = [
  ['http_req_duration', 'p(95)<500'],
  ['http_req_duration{expected_response:true}', 'avg<300'],
  ['http_req_waiting{name:home}', 'max<900'],
  ['iterations', 'count>0'],
].map(([metric = '', expression = '']) => ({ metric, expression, ok: true, samples: 'some' as const }));
const dead = {
  requests: 100,
  failedRequests: 100,
  errorRateSamples: 100,
  errorRate: 1,
  avgResponseTimeMs: 0,
  p95ResponseTimeMs: 0,
  thresholds,
};

function judged(summaries: ReadonlyArray<Parameters<typeof k6Summary>[0]>, changes: Partial<typeof limits> = {}) {
  const reports = summaries.map((summary, index) => report({ instance: String(index), summary: k6Summary(summary) }));
  const store = storeFigures({ avgResponseTimeMs: 0, p95ResponseTimeMs: 0 });
  const figures = combineFigures(reports, store, reports.length, receivedAt);
  const of = { figures, reports, expectedInstances: reports.length, limits: { ...limits, ...changes } };
  return { figures, ...evaluate(input(of)) };
}

describe('a run of which no request got an answer', () => {
  it.each([
    ['one process', [dead], 100],
    ['several', [dead, { ...dead, requests: 40, failedRequests: 40, errorRateSamples: 40 }], 140],
    ['without an average', [{ ...dead, avgResponseTimeMs: null }], 100],
  ])('has no response times, keeps no limit on them, and says so first: %s', (_title, summaries, requests) => {
    const { figures, verdict, reasons, thresholds: results } = judged(summaries, { avgResponseTimeMs: 400 });
    expect(figures).toMatchObject({ avgResponseTimeMs: null, p95ResponseTimeMs: null });
    expect(verdict).toBe('failed');
    expect(reasons.map(({ text }) => text)).toEqual([
      `no request got an answer: ${requests} of ${requests} failed`,
      `error rate 100 % (${requests} of ${requests}), limit 0 %`,
    ]);
    expect(responseTimesMissing(reasons)).toBe('no request got an answer');
    const kept = results.filter(({ ok }) => ok === true).map(({ metric }) => metric);
    expect(new Set(kept)).toEqual(new Set(['iterations']));
    expect(results.filter(({ ok }) => ok === false).map(({ metric }) => metric)).toEqual(['errorRate']);
  });

  it('never passes, even where every request may fail', () => {
    const { verdict, reasons } = judged([dead], { errorRate: 1 });
    expect([verdict, reasons.map(({ code }) => code)]).toEqual(['inconclusive', ['targetDidNotAnswer']]);
  });

  it('is the same where the store alone knows of it', () => {
    const reports = [report({ summary: null, exit: exit({ exitCode: 137 }) })];
    const { thresholds: _, ...measured } = dead;
    const figures = combineFigures(reports, storeFigures(measured), 1, receivedAt);
    expect(figures).toMatchObject({ avgResponseTimeMs: null, p95ResponseTimeMs: null });
    expect(evaluate(input({ figures, reports })).reasons[0]?.code).toBe('targetDidNotAnswer');
  });

  it('is told in Slack without a figure that looks fast', () => {
    const { figures, verdict, reasons, thresholds: breached } = judged([dead]);
    const message = renderAlert({
      ...figures,
      kind: 'actionRequired',
      test: 'checkout',
      target: 'https://shop.example/',
      environment: 'production',
      verdict,
      runId: 'run-1',
      runDate: figures.startedAt,
      breached,
      reasons,
      diagnosis: null,
      actionRequiredReason: null,
      autoFix: null,
      runUrl: null,
      effectId: 'effect-1',
    });
    const text = renderPlain(message);
    expect(text).not.toMatch(/\b0 ms/);
    expect(text).not.toContain('response time');
    expect(text.match(/100 of 100/g)).toHaveLength(1);
    expect(message.text).toMatch(/: no request got an answer; error rate 100 % \(100 of 100/);
  });
});

it.each([
  ['timed out', { avgResponseTimeMs: 60_000, p95ResponseTimeMs: 60_001 }],
  ['a few answered', { avgResponseTimeMs: 0.4, p95ResponseTimeMs: 0 }],
  ['answered with errors at once', { avgResponseTimeMs: 0.2, p95ResponseTimeMs: 0.3 }],
  ['one did not fail', { errorRate: 0.99, failedRequests: 99 }],
])("keeps k6's own figures everywhere else: %s", (_title, changes) => {
  const measured = { ...dead, ...changes, thresholds: [] };
  const { figures, reasons } = judged([measured]);
  expect(figures).toMatchObject({
    avgResponseTimeMs: measured.avgResponseTimeMs,
    p95ResponseTimeMs: measured.p95ResponseTimeMs,
  });
  expect(reasons[0]?.code).not.toBe('targetDidNotAnswer');
});

it("shows a limit as neither kept nor breached where k6's summary lacks the figure", () => {
  const parsed = parseSummary({
    metrics: {
      http_reqs: { count: 100, rate: 10 },
      http_req_failed: { passes: 0, fails: 100, value: 0 },
      http_req_duration: { avg: 5 },
    },
  });
  const reports = parsed.ok ? [report({ summary: parsed.summary })] : [];
  const { verdict, thresholds: results } = evaluate(
    input({ figures: combineFigures(reports, null, 1, receivedAt), reports })
  );
  expect([verdict, results.map(({ metric, ok }) => [metric, ok])]).toEqual([
    'inconclusive',
    [
      ['errorRate', true],
      ['p95ResponseTimeMs', null],
    ],
  ]);
});
