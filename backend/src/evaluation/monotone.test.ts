import fc from '../testing/seeded-fast-check';
import { reporters, type Verdict } from '../model/run';
import type { SelectedFigures } from '../model/figures';
import type { K6Summary } from '../model/k6-summary';
import type { RegressionFigure, RegressionFinding } from '../model/regression';
import type { InstanceReport } from './combine';
import type { EvaluationInput } from './input';
import { evaluate } from './evaluate';
import type { JudgedFigures } from './no-answer';
import { exit, figures, generator, k6Summary, limits, planned, report } from './testing/inputs';

/** Higher is better. `inconclusive` and `errored` both say that nothing is known. */
const rank: Readonly<Record<Verdict, number>> = { passed: 2, inconclusive: 1, errored: 1, missed: 1, failed: 0 };

/** Good in most runs, so that what makes a run bad comes alone as well as together. */
const mostly = <T>(good: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: other });
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 6 });
const ms = fc.double({ min: 0, max: 2000, noNaN: true });
const count = fc.nat(1000);
const fraction = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }));

const anyFigures: fc.Arbitrary<JudgedFigures> = fc.record({
  noAnswer: mostly(false, fc.constant(true)),
  virtualUsers: orNull(count),
  virtualUsersSource: orNull(fc.constantFrom('active' as const, 'allocated' as const)),
  requests: count,
  failedRequests: count,
  errorRateSamples: orNull(count),
  errorRate: orNull(fraction),
  avgResponseTimeMs: orNull(ms),
  p95ResponseTimeMs: orNull(ms),
  durationSeconds: orNull(fc.nat(120)),
  startedAt: fc.constant(figures.startedAt),
  endedAt: fc.constant(figures.endedAt),
});

const selected: SelectedFigures = {
  requests: 100,
  failedRequests: 0,
  errorRateSamples: 100,
  errorRate: 0,
  avgResponseTimeMs: 90,
  p95ResponseTimeMs: 200,
};
const anySelected: fc.Arbitrary<SelectedFigures> = fc.record({
  requests: fc.nat(40),
  failedRequests: fc.nat(40),
  errorRateSamples: orNull(fc.nat(40)),
  errorRate: orNull(fraction),
  avgResponseTimeMs: orNull(ms),
  p95ResponseTimeMs: orNull(ms),
});

const thresholds = fc.array(
  fc.record({
    metric: fc.constantFrom('http_req_duration', 'http_req_failed', 'checks', 'http_req_duration{name:a}'),
    expression: fc.constantFrom('p(95)<500', 'rate<0.01', 'avg<200'),
    ok: fc.constantFrom(true, true, false, null),
    samples: fc.constantFrom('some' as const, 'unknown' as const),
  }),
  { maxLength: 2 }
);
const summary: fc.Arbitrary<K6Summary> = fc
  .record({
    shape: fc.constantFrom('handleSummary' as const, 'summaryExport' as const, 'machineReadable' as const),
    requests: orNull(count),
    errorRate: orNull(fraction),
    avgResponseTimeMs: orNull(ms),
    iterations: orNull(count),
    iterationSeconds: orNull(count),
    droppedIterations: fc.oneof(fc.constant(0), count),
    checks: orNull(fc.record({ passes: count, fails: fc.oneof(fc.constant(0), count) })),
    thresholds,
  })
  .map(k6Summary);
const exitCodes = fc.constantFrom(0, 0, 0, 0, 99, 100, 104, 105, 107, 108, 110, 137, 1, null);
const instance: fc.Arbitrary<InstanceReport> = fc.record({
  instance: fc.constantFrom('0', '1'),
  summary: mostly<K6Summary | null>(k6Summary(), orNull(summary)),
  exit: mostly<InstanceReport['exit']>(
    exit(),
    orNull(
      fc
        .record({
          exitCode: exitCodes,
          stoppedByPerson: fc.boolean(),
          exceeded: mostly(null, fc.constant({ limit: 'memoryMb' as const, value: 512 })),
        })
        .map(exit)
    )
  ),
  uncaughtExceptions: mostly(0, count),
  generator: mostly(null, fc.record({ saturatedShare: fraction }).map(generator)),
});

const finding = (figure: RegressionFigure): RegressionFinding => ({
  figure,
  endpoint: null,
  base: 1,
  run: 2,
  change: 1,
  text: `${figure} is worse`,
});

/** Anything that can come; about one in eight passes. */
const anyInput: fc.Arbitrary<EvaluationInput> = fc.record({
  figures: mostly(figures, anyFigures),
  limits: mostly(
    limits,
    fc.record({
      errorRate: fraction,
      p95ResponseTimeMs: orNull(fc.integer({ min: 1, max: 1000 })),
      avgResponseTimeMs: orNull(fc.integer({ min: 1, max: 1000 })),
      minimumRequests: fc.constantFrom(1, 50),
      checksMustPass: fc.boolean(),
      endpoints: fc.oneof(
        fc.constant([]),
        fc.tuple(
          fc.record({
            name: fc.constant('login'),
            method: fc.constantFrom(null, 'POST'),
            errorRate: orNull(fraction),
            p95ResponseTimeMs: orNull(fc.integer({ min: 1, max: 1000 })),
            avgResponseTimeMs: orNull(fc.integer({ min: 1, max: 1000 })),
            minimumRequests: fc.constantFrom(1, 20),
          })
        )
      ),
    })
  ),
  regression: mostly(
    null,
    fc.record({
      mode: fc.constantFrom('warn', 'fail'),
      baselineRunId: fc.constant('run-0'),
      isPinned: fc.boolean(),
      hasEndpoints: fc.boolean(),
      text: fc.constant('worse than run-0'),
      findings: fc.constantFrom(
        [],
        [finding('p95ResponseTimeMs')],
        [finding('errorRate'), finding('p95ResponseTimeMs')]
      ),
    })
  ),
  planned: mostly(
    planned(),
    orNull(
      fc.record({
        virtualUsers: orNull(count),
        iterations: orNull(count),
        durationSeconds: orNull(fc.nat(120)),
        userSeconds: orNull(count),
        earlyUserStops: orNull(fc.nat(20)),
        arrivals: orNull(count),
      })
    )
  ),
  reporter: fc.constantFrom(...reporters),
  expectedInstances: fc.constantFrom(1, 1, 1, 2),
  reports: mostly([report()], fc.array(instance, { maxLength: 2 })),
  didNotStart: mostly(null, fc.constant('k6 not found')),
  orphanEnded: fc.boolean(),
  missed: fc.constant(false),
  ownerLost: mostly(false, fc.constant(true)),
  endpoints: mostly<EvaluationInput['endpoints']>(
    { kind: 'measured', figures: [selected], failuresMissing: 0 },
    fc.oneof(
      fc.constant({ kind: 'notMeasured' as const, reason: 'the metric store did not answer' }),
      fc.record({
        kind: fc.constant('measured' as const),
        figures: fc.tuple(anySelected),
        failuresMissing: fc.nat(2),
      })
    )
  ),
  storeMissingShare: mostly(null, fraction),
});

const worse: ReadonlyArray<readonly [string, (more: number) => (run: EvaluationInput) => EvaluationInput]> = [
  ['errorRate', (more) => withFigure('errorRate', (rate) => Math.min(1, rate + more / 2000))],
  ['p95ResponseTimeMs', (more) => withFigure('p95ResponseTimeMs', (value) => value + more)],
  ['avgResponseTimeMs', (more) => withFigure('avgResponseTimeMs', (value) => value + more)],
  ['errorRate of an endpoint', (more) => withEndpoint('errorRate', (rate) => Math.min(0.99, rate) + more / 200_000)],
  ['p95 of an endpoint', (more) => withEndpoint('p95ResponseTimeMs', (value) => value + more)],
  ['average of an endpoint', (more) => withEndpoint('avgResponseTimeMs', (value) => value + more)],
];

/** Makes the endpoint's figure worse; times of 0 ms stay what they are, because they are none. */
function withEndpoint(
  name: 'errorRate' | 'p95ResponseTimeMs' | 'avgResponseTimeMs',
  change: (value: number) => number
): (run: EvaluationInput) => EvaluationInput {
  return (run) =>
    run.endpoints.kind === 'notMeasured'
      ? run
      : {
          ...run,
          endpoints: {
            ...run.endpoints,
            figures: run.endpoints.figures.map((figures) => {
              const value = figures[name];
              return value === null ? figures : { ...figures, [name]: change(value) };
            }),
          },
        };
}

function withFigure(name: 'errorRate' | 'p95ResponseTimeMs' | 'avgResponseTimeMs', change: (value: number) => number) {
  return (run: EvaluationInput): EvaluationInput => {
    const value = run.figures[name];
    return value === null ? run : { ...run, figures: { ...run.figures, [name]: change(value) } };
  };
}

function withSummary(report: InstanceReport, changes: Partial<K6Summary>): InstanceReport {
  return report.summary === null ? report : { ...report, summary: { ...report.summary, ...changes } };
}

describe('the verdict', () => {
  it.each(worse)('never gets better with a higher %s', (_name, increase) => {
    fc.assert(
      fc.property(anyInput, fc.double({ min: 0, max: 2000, noNaN: true }), (run, more) => {
        const before = evaluate(run).verdict;
        const after = evaluate(increase(more)(run)).verdict;
        expect(rank[after]).toBeLessThanOrEqual(rank[before]);
      }),
      { numRuns: 2000 }
    );
  });

  const doubts: ReadonlyArray<readonly [string, (run: EvaluationInput) => EvaluationInput]> = [
    [
      'fewer requests',
      ({ figures: all, ...run }) => {
        const requests = Math.floor(all.requests / 2);
        // As many as before were not measured: that some of them are gone would be no doubt but good news.
        const unmeasured = all.requests - (all.errorRateSamples ?? 0);
        const errorRateSamples = all.errorRateSamples === null ? null : Math.max(0, requests - unmeasured);
        return { ...run, figures: { ...all, requests, errorRateSamples } };
      },
    ],
    ['a figure that was not measured', (run) => ({ ...run, figures: { ...run.figures, p95ResponseTimeMs: null } })],
    ['an instance more that was expected', (run) => ({ ...run, expectedInstances: run.expectedInstances + 1 })],
    ['a shorter run', (run) => ({ ...run, figures: { ...run.figures, durationSeconds: 0 } })],
    [
      'less time in iterations',
      (run) => ({ ...run, reports: run.reports.map((each) => withSummary(each, { iterationSeconds: 0 })) }),
    ],
    [
      'fewer iterations',
      (run) => ({ ...run, reports: run.reports.map((each) => withSummary(each, { iterations: 0 })) }),
    ],
    ['fewer users', (run) => ({ ...run, figures: { ...run.figures, virtualUsers: 0 } })],
    [
      'no exit codes',
      (run) => ({ ...run, reporter: 'other', reports: run.reports.map((report) => ({ ...report, exit: null })) }),
    ],
    ['no summaries', (run) => ({ ...run, reports: run.reports.map((report) => ({ ...report, summary: null })) })],
    [
      'an exception in the script',
      (run) => ({ ...run, reports: run.reports.map((report) => ({ ...report, uncaughtExceptions: 1 })) }),
    ],
    [
      'fewer requests of an endpoint',
      (run) => ({
        ...run,
        endpoints:
          run.endpoints.kind === 'notMeasured'
            ? run.endpoints
            : {
                ...run.endpoints,
                figures: run.endpoints.figures.map((figures) => ({
                  ...figures,
                  requests: Math.floor(figures.requests / 2),
                })),
              },
      }),
    ],
    [
      'a store that does not answer',
      (run) => ({ ...run, endpoints: { kind: 'notMeasured', reason: 'the metric store did not answer' } }),
    ],
    [
      'more failures that did not reach the store',
      (run) => ({
        ...run,
        endpoints:
          run.endpoints.kind === 'notMeasured'
            ? run.endpoints
            : { ...run.endpoints, failuresMissing: run.endpoints.failuresMissing + 1 },
      }),
    ],
    [
      'more points missing in the store',
      (run) => ({ ...run, storeMissingShare: Math.max(0, run.storeMissingShare ?? 0) + 0.1 }),
    ],
    [
      'more points of somebody else in the store',
      (run) => ({ ...run, storeMissingShare: Math.min(0, run.storeMissingShare ?? 0) - 0.1 }),
    ],
  ];
  it.each(doubts)('never becomes passed by %s', (_name, change) => {
    fc.assert(
      fc.property(anyInput, (run) => {
        fc.pre(evaluate(run).verdict !== 'passed');
        expect(evaluate(change(run)).verdict).not.toBe('passed');
      }),
      { numRuns: 1000 }
    );
  });

  it('is passed only for a complete run that keeps every limit', () => {
    let passed = 0;
    fc.assert(
      fc.property(anyInput, (run) => {
        const { verdict, reasons, thresholds: results } = evaluate(run);
        expect(reasons.length).toBeGreaterThan(0);
        if (verdict !== 'passed') {
          return;
        }
        passed += 1;
        expect(results.every(({ ok }) => ok)).toBe(true);
        expect(run.figures.errorRate).toBeLessThanOrEqual(run.limits.errorRate);
        expect(run.figures.requests).toBeGreaterThanOrEqual(run.limits.minimumRequests);
        expect(run.reports.length).toBeGreaterThanOrEqual(run.expectedInstances);
        for (const { exit: ended, summary: reported, uncaughtExceptions } of run.reports) {
          expect(reported).not.toBeNull();
          expect(ended === null ? run.reporter : ended.exitCode).toBe(ended === null ? 'handleSummary' : 0);
          expect(uncaughtExceptions).toBe(0);
        }
        expect(run.didNotStart).toBeNull();
      }),
      { numRuns: 5000 }
    );
    // The property would be empty otherwise.
    expect(passed).toBeGreaterThan(50);
  });
});
