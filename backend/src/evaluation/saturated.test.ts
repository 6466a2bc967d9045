import { parseSummary } from '../k6/summary';
import { combineFigures } from './combine';
import { evaluate } from './evaluate';
import { exit, figures, generator, input, k6Summary, report } from './testing/inputs';

describe('a crossed threshold on a time of the tested system, while the generator was saturated', () => {
  const judged = (metric: string, droppedIterations: number) => {
    const thresholds = [{ metric, expression: 'p(95)<50', ok: false, samples: 'some' as const }];
    const summary = k6Summary({ iterations: 100, droppedIterations, thresholds });
    const { verdict, reasons } = evaluate(input({ reports: [report({ summary })] }));
    return [verdict, reasons[0]?.code];
  };
  const times = [
    'http_req_duration{name:login}',
    'grpc_req_duration',
    'grpc_req_duration{method:say}',
    'ws_connecting',
    'ws_session_duration',
    'browser_http_req_duration',
    'browser_web_vital_lcp',
  ];

  it.each(times)('says as much about the generator: %s', (metric) => {
    expect(judged(metric, 60)).toEqual(['inconclusive', 'generatorSaturated']);
    expect(judged(metric, 0)).toEqual(['failed', 'k6ThresholdBreach']);
  });

  it.each(['grpc_req_duration_total', 'ws_sessions', 'browser_web_vital_cls', 'http_req_failed', 'app_errors'])(
    'fails where it is no time: %s',
    (metric) => {
      expect(judged(metric, 60)).toEqual(['failed', 'k6ThresholdBreach']);
    }
  );
});

describe('a response-time breach while k6 itself kept its machine busy', () => {
  const slow = { ...figures, p95ResponseTimeMs: 900 };
  const judged = (facts: Parameters<typeof generator>[0], changes: Parameters<typeof input>[0] = {}) =>
    evaluate(input({ figures: slow, reports: [report({ generator: generator(facts) })], ...changes }));

  it('says as much about the generator, from half of the run on', () => {
    const { verdict, reasons } = judged({ saturatedShare: 0.5, cpuBusyShare: 0.9 });
    expect([verdict, reasons.map(({ code }) => code)]).toEqual(['inconclusive', ['generatorSaturated', 'p95Breach']]);
    expect(reasons[0]?.text).toBe(
      'k6 itself kept the processors of its machine busy for 50 % of the run: the load generator was the bottleneck'
    );
    expect(judged({ saturatedShare: 0.499 }).verdict).toBe('failed');
  });

  it('is no excuse where others kept the machine busy, or where it was looked at for less than 10 s', () => {
    expect(judged({ saturatedShare: 0, cpuBusyShare: 1 }).verdict).toBe('failed');
    expect(judged({ saturatedShare: 1, watchedSeconds: 9.9 }).verdict).toBe('failed');
    expect(evaluate(input({ figures: slow })).verdict).toBe('failed');
  });

  it('is enough on one of several instances', () => {
    const reports = [report(), report({ instance: '1', generator: generator({ saturatedShare: 1 }) })];
    expect(judged({}, { reports, expectedInstances: 2 }).verdict).toBe('inconclusive');
  });

  it('leaves an error-rate breach failed, and a pass a pass', () => {
    const failing = { ...slow, errorRate: 0.5, failedRequests: 500 };
    expect(judged({ saturatedShare: 1 }, { figures: failing }).verdict).toBe('failed');
    expect(judged({ saturatedShare: 1 }, { figures }).verdict).toBe('passed');
  });
});

describe("a crossed threshold on the script's own trend, from k6's summary to the verdict", () => {
  type Values = Readonly<Record<string, number>>;
  const metrics = (dropped: number): Readonly<Record<string, readonly [string, Values]>> => ({
    http_reqs: ['counter', { count: 100, rate: 10 }],
    http_req_failed: ['rate', { passes: 0, fails: 100, value: 0 }],
    http_req_duration: ['trend', { avg: 5, 'p(95)': 9 }],
    iterations: ['counter', { count: 100, rate: 10 }],
    ...(dropped === 0 ? {} : { dropped_iterations: ['counter', { count: dropped, rate: dropped / 10 }] }),
    vus: ['gauge', { max: 1 }],
  });
  const trend = { avg: 80, 'p(95)': 90 };
  const handleSummary = (metric: string, contains: string, dropped: number) => ({
    state: { testRunDurationMs: 10_000 },
    metrics: {
      ...Object.fromEntries(
        Object.entries(metrics(dropped)).map(([name, [type, values]]) => [name, { type, contains: 'default', values }])
      ),
      [metric]: { type: 'trend', contains, values: trend, thresholds: { 'p(95)<50': { ok: false } } },
    },
  });
  const summaryExport = (metric: string, dropped: number) => ({
    metrics: {
      ...Object.fromEntries(Object.entries(metrics(dropped)).map(([name, [, values]]) => [name, values])),
      [metric]: { ...trend, thresholds: { 'p(95)<50': true } },
    },
  });
  const verdictOf = (raw: unknown) => {
    const parsed = parseSummary(raw);
    const reports = [report({ summary: parsed.ok ? parsed.summary : null, exit: exit({ exitCode: 99 }) })];
    const figures = combineFigures(reports, null, 1, new Date('2026-11-23T11:00:00.000Z'));
    const { verdict, reasons } = evaluate(input({ figures, reports, planned: null }));
    return [verdict, reasons[0]?.code];
  };

  it.each([
    ['grpc_req_duration', 'time'],
    ['grpc_req_duration{method:say}', 'time'],
    ['search', 'time'],
    ['search{kind:full}', 'time'],
  ])('is about a time where handleSummary says so: %s contains %s', (metric, contains) => {
    expect(verdictOf(handleSummary(metric, contains, 60))).toEqual(['inconclusive', 'generatorSaturated']);
    expect(verdictOf(handleSummary(metric, contains, 0))).toEqual(['failed', 'k6ThresholdBreach']);
  });

  it.each([
    ['queue_length', 'default'],
    ['answer_size', 'data'],
    ['login_time', 'default'],
  ])('is about no time where handleSummary says so: %s contains %s', (metric, contains) => {
    expect(verdictOf(handleSummary(metric, contains, 60))).toEqual(['failed', 'k6ThresholdBreach']);
  });

  it.each([
    ['grpc_req_duration', 'inconclusive'],
    ['rpc_duration', 'inconclusive'],
    ['loginTime', 'inconclusive'],
    ['queue_wait_ms{kind:full}', 'inconclusive'],
    ['search', 'failed'],
    ['timeouts', 'failed'],
    ['items', 'failed'],
    ['params', 'failed'],
  ])('goes by the name where the summary does not say what it holds: %s', (metric, verdict) => {
    expect(verdictOf(summaryExport(metric, 60))[0]).toBe(verdict);
    expect(verdictOf(summaryExport(metric, 0))[0]).toBe('failed');
  });
});
