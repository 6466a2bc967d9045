import type { EvaluationInput } from './input';
import { evaluate } from './evaluate';
import type { ReasonCode } from '../model/verdict';
import { exit, figures, input, k6Summary, limits, plannedIterations, report } from './testing/inputs';
import type { Verdict } from '../model/run';

type Case = readonly [title: string, changes: Partial<EvaluationInput>, verdict: Verdict, codes: readonly ReasonCode[]];

const errors = { ...figures, failedRequests: 1, errorRate: 0.001 };
const slow = { ...figures, p95ResponseTimeMs: 501 };
const crossed = (metric: string) =>
  k6Summary({
    thresholds: [
      {
        metric,
        expression: metric.startsWith('http_req_failed') ? 'rate==0' : 'p(95)<200',
        ok: false,
        samples: 'some',
      },
    ],
  });
const saturated = k6Summary({ droppedIterations: 53, iterations: 1000 });
const exitCode = (code: number | null, more: Partial<NonNullable<ReturnType<typeof exit>>> = {}) =>
  report({ exit: exit({ exitCode: code, ...more }) });
const inside = { reporter: 'handleSummary', reports: [report({ exit: null })] } as const;

function expectCases(cases: readonly Case[]): void {
  it.each(cases)('%s', (_title, changes, verdict, codes) => {
    const evaluation = evaluate(input(changes));
    expect([evaluation.verdict, evaluation.reasons.map(({ code }) => code)]).toEqual([verdict, codes]);
    evaluation.reasons.forEach(({ text }) => expect(text).not.toBe(''));
  });
}

describe('passed', () => {
  expectCases([
    ['all limits kept', {}, 'passed', ['withinLimits']],
    [
      'every figure exactly at its limit',
      {
        figures: {
          ...figures,
          errorRate: 0.01,
          failedRequests: 10,
          p95ResponseTimeMs: 500,
          avgResponseTimeMs: 200,
          requests: 50,
        },
        limits: { ...limits, errorRate: 0.01, avgResponseTimeMs: 200 },
      },
      'passed',
      ['withinLimits'],
    ],
    [
      'no p95 limit in the catalogue',
      { figures: slow, limits: { ...limits, p95ResponseTimeMs: null } },
      'passed',
      ['withinLimits'],
    ],
    ['a plan that promises nothing, but exit code 0', { planned: null }, 'passed', ['withinLimits']],
    [
      'failed checks that the catalogue has opted out of',
      {
        limits: { ...limits, checksMustPass: false },
        reports: [report({ summary: k6Summary({ checks: { passes: 1, fails: 9 } }) })],
      },
      'passed',
      ['withinLimits'],
    ],
    [
      'fewer dropped iterations than make a bottleneck',
      {
        reports: [report({ summary: k6Summary({ droppedIterations: 52, iterations: 1000 }) })],
      },
      'passed',
      ['withinLimits'],
    ],
    ['handleSummary alone that has reached its plan', inside, 'passed', ['withinLimits']],
    [
      'handleSummary alone with all its iterations',
      {
        ...inside,
        planned: plannedIterations(1000),
      },
      'passed',
      ['withinLimits'],
    ],
    [
      'several instances',
      {
        expectedInstances: 2,
        reports: [report(), report({ instance: '1' })],
        storeMissingShare: 0.01,
      },
      'passed',
      ['withinLimits'],
    ],
    [
      'users planned, but the run was too short for the gauge',
      {
        figures: { ...figures, virtualUsers: 5, virtualUsersSource: 'allocated' },
      },
      'passed',
      ['withinLimits'],
    ],
  ]);

  it('says over how many requests', () => {
    expect(evaluate(input()).reasons[0]?.text).toBe('all limits kept over 1,000 requests');
  });
});

describe('failed', () => {
  expectCases([
    ['one error', { figures: errors }, 'failed', ['errorRateBreach']],
    ['p95 above its limit', { figures: slow }, 'failed', ['p95Breach']],
    ['average above its limit', { limits: { ...limits, avgResponseTimeMs: 119 } }, 'failed', ['avgBreach']],
    [
      'errors come before latency',
      { figures: { ...slow, ...errors, p95ResponseTimeMs: 501 } },
      'failed',
      ['errorRateBreach', 'p95Breach'],
    ],
    [
      "the script's threshold on errors",
      { reports: [report({ summary: crossed('http_req_failed'), exit: exit({ exitCode: 99 }) })] },
      'failed',
      ['k6ThresholdBreach'],
    ],
    [
      "the script's threshold on latency",
      { reports: [report({ summary: crossed('http_req_duration{name:slow}'), exit: exit({ exitCode: 99 }) })] },
      'failed',
      ['k6ThresholdBreach'],
    ],
    [
      "the script's threshold, hidden behind an abort",
      { reports: [report({ summary: crossed('checks'), exit: exit({ exitCode: 105 }) })] },
      'failed',
      ['k6ThresholdBreach', 'aborted'],
    ],
    ['exit code 99 without a summary that says which', { reports: [exitCode(99)] }, 'failed', ['k6ThresholdBreach']],
    ['exec.test.fail()', { reports: [exitCode(110)] }, 'failed', ['failedByScript']],
    [
      'errors in a run that was aborted',
      { figures: errors, reports: [exitCode(105)] },
      'failed',
      ['errorRateBreach', 'aborted'],
    ],
    [
      'errors in a run that a person stopped',
      { figures: errors, reports: [exitCode(105, { stoppedByPerson: true })] },
      'failed',
      ['errorRateBreach', 'stoppedByPerson'],
    ],
    [
      'errors in a run that was killed',
      {
        figures: errors,
        reports: [report({ summary: null, exit: exit({ exitCode: null, signal: 'SIGKILL' }) })],
      },
      'failed',
      ['errorRateBreach', 'processKilled', 'summaryMissing'],
    ],
    [
      'errors, although the generator was the bottleneck',
      { figures: errors, reports: [report({ summary: saturated })] },
      'failed',
      ['errorRateBreach'],
    ],
    [
      "the script's threshold on checks, although the generator was the bottleneck",
      {
        reports: [report({ summary: { ...crossed('checks'), droppedIterations: 500 }, exit: exit({ exitCode: 99 }) })],
      },
      'failed',
      ['k6ThresholdBreach'],
    ],
    [
      'errors in too few requests',
      { figures: { ...errors, requests: 3, errorRate: 1 / 3 } },
      'failed',
      ['errorRateBreach', 'tooFewRequests'],
    ],
    [
      'errors of the instances that reported',
      { figures: errors, expectedInstances: 3 },
      'failed',
      ['errorRateBreach', 'instanceMissing'],
    ],
    [
      'latency of a run that was aborted',
      { figures: slow, reports: [exitCode(105)] },
      'failed',
      ['p95Breach', 'aborted'],
    ],
  ]);

  it('says by how much', () => {
    const { reasons } = evaluate(
      input({
        figures: { ...errors, p95ResponseTimeMs: 812.345, requests: 500, errorRateSamples: 500, errorRate: 0.002 },
      })
    );
    expect(reasons.map(({ text }) => text)).toEqual([
      'error rate 0.2 % (1 of 500), limit 0 %',
      'p95 812 ms, limit 500 ms (+62.5 %)',
    ]);
  });
});

describe('errored', () => {
  it('every exit code but 0, 99 and 110', () => {
    const codes = Array.from({ length: 256 }, (_, code) => code);
    const verdicts = codes.filter((code) => evaluate(input({ reports: [exitCode(code)] })).verdict === 'errored');
    expect(verdicts).toEqual(codes.filter((code) => ![0, 99, 110].includes(code)));
  });

  expectCases([
    [
      'killed',
      { reports: [report({ summary: null, exit: exit({ exitCode: null, signal: 'SIGKILL' }) })] },
      'errored',
      ['processKilled', 'summaryMissing'],
    ],
    ['stopped by a person', { reports: [exitCode(105, { stoppedByPerson: true })] }, 'errored', ['stoppedByPerson']],
    [
      'stopped before k6 was started',
      {
        figures: { ...figures, requests: 0, errorRate: null },
        planned: null,
        reports: [report({ summary: null, exit: exit({ exitCode: null, stoppedByPerson: true }) })],
      },
      'errored',
      ['stoppedByPerson', 'summaryMissing', 'noRequests'],
    ],
    ['an instance that never reported', { expectedInstances: 2 }, 'errored', ['instanceMissing']],
    ['a run that never reported, with the best figures in the store', { reports: [] }, 'errored', ['neverReported']],
    [
      'one of two instances killed',
      {
        expectedInstances: 2,
        reports: [report(), report({ instance: '1', summary: null, exit: exit({ exitCode: 137 }) })],
      },
      'errored',
      ['processKilled', 'summaryMissing'],
    ],
    [
      'k6 that could not be started',
      {
        figures: { ...figures, requests: 0, errorRate: null },
        planned: null,
        reports: [],
        didNotStart: 'k6 not found',
      },
      'errored',
      ['didNotStart', 'noRequests'],
    ],
    [
      'an abort of a run that saturated its generator',
      { reports: [report({ summary: saturated, exit: exit({ exitCode: 105 }) })] },
      'errored',
      ['aborted'],
    ],
  ]);

  it('names the instance where there are several', () => {
    const reports = [report(), report({ instance: 'b', exit: exit({ exitCode: 105 }) })];
    const { reasons } = evaluate(input({ expectedInstances: 2, reports }));
    expect(reasons[0]?.text).toBe('k6 was interrupted before the end of the test (exit code 105) (instance b)');
  });
});

describe('inconclusive', () => {
  const without = (changes: Partial<ReturnType<typeof k6Summary>>) => ({
    reports: [report({ summary: k6Summary(changes) })],
  });
  expectCases([
    [
      'latency, when the generator was the bottleneck',
      { figures: slow, reports: [report({ summary: saturated })] },
      'inconclusive',
      ['generatorSaturated', 'p95Breach'],
    ],
    [
      "the script's latency threshold, when the generator was the bottleneck",
      {
        reports: [
          report({ summary: { ...crossed('http_req_waiting'), droppedIterations: 500 }, exit: exit({ exitCode: 99 }) }),
        ],
      },
      'inconclusive',
      ['generatorSaturated', 'k6ThresholdBreach'],
    ],
    [
      'limits kept, but not under the planned load',
      { reports: [report({ summary: saturated })] },
      'inconclusive',
      ['generatorSaturated'],
    ],
    [
      'no request',
      { figures: { ...figures, requests: 0, errorRate: null, p95ResponseTimeMs: null, avgResponseTimeMs: null } },
      'inconclusive',
      ['noRequests'],
    ],
    [
      'one request fewer than the minimum',
      { figures: { ...figures, requests: 49 } },
      'inconclusive',
      ['tooFewRequests'],
    ],
    [
      'no error rate',
      { figures: { ...figures, errorRate: null }, ...without({ errorRate: null, failedRequests: null }) },
      'inconclusive',
      ['figureMissing'],
    ],
    ['no p95', { figures: { ...figures, p95ResponseTimeMs: null } }, 'inconclusive', ['figureMissing']],
    ['no average', { figures: { ...figures, avgResponseTimeMs: null } }, 'inconclusive', ['figureMissing']],
    [
      'one instance of two without an error rate',
      {
        expectedInstances: 2,
        reports: [report(), report({ instance: '1', summary: k6Summary({ errorRate: null, failedRequests: null }) })],
      },
      'inconclusive',
      ['figureMissing'],
    ],
    [
      'an exception in the script',
      { reports: [report({ uncaughtExceptions: 1 })] },
      'inconclusive',
      ['scriptExceptions'],
    ],
    [
      'a k6 whose log nobody could read, told by whoever wraps it',
      { reporter: 'cli', reports: [report({ uncaughtExceptions: null })] },
      'inconclusive',
      ['logMissing'],
    ],
    ['a failed check', without({ checks: { passes: 999, fails: 1 } }), 'inconclusive', ['checksFailed']],
    ['no exit code', { reporter: 'other', reports: [report({ exit: null })] }, 'inconclusive', ['exitCodeMissing']],
    ['exit code 0, but no summary', { reports: [report({ summary: null })] }, 'inconclusive', ['summaryMissing']],
    [
      'fewer users than planned',
      { figures: { ...figures, virtualUsers: 9 } },
      'inconclusive',
      ['plannedUsersNotReached'],
    ],
    [
      'fewer iterations than planned',
      {
        planned: plannedIterations(1001),
      },
      'inconclusive',
      ['plannedIterationsNotReached'],
    ],
    [
      'shorter than planned',
      { ...inside, figures: { ...figures, durationSeconds: 59.9 } },
      'inconclusive',
      ['plannedDurationNotReached'],
    ],
    [
      'handleSummary alone, and nobody knows the plan',
      { ...inside, planned: null },
      'inconclusive',
      ['plannedLoadUnknown'],
    ],
    [
      'handleSummary alone, and the plan promises no end',
      {
        ...inside,
        planned: { ...plannedIterations(0), iterations: null },
      },
      'inconclusive',
      ['plannedLoadUnknown'],
    ],
    [
      "handleSummary alone in the shape that leaves the script's thresholds out",
      {
        reporter: 'handleSummary',
        reports: [report({ exit: null, summary: k6Summary({ shape: 'machineReadable' }) })],
      },
      'inconclusive',
      ['exitCodeMissing'],
    ],
  ]);
});
