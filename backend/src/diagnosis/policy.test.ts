import fc from '../testing/seeded-fast-check';
import type { ThresholdResult } from '../model/verdict';
import { featuresOf } from './features';
import { type Classification, type DiagnosisInput, classifications } from '../model/diagnosis';
import { decide, policyRowFor, policyTable } from './policy';
import { recoveryRows } from './policy-recovery';
import { triggers } from '../model/run';
import type { PolicyRule } from './policy-row';
import {
  type StepSketch,
  coldStart,
  endpoint,
  failedRun,
  fast,
  inputOf,
  passedRun,
  repeat,
  slow,
} from './testing/inputs';

const spike = [...repeat(12, fast), ...repeat(4, slow), ...repeat(14, fast)];
const failing = (steps: number, failed: number) => repeat(steps, { p95: 210, failed });
const base = inputOf(coldStart);

interface Case {
  readonly what: string;
  readonly rule: PolicyRule;
  readonly input: DiagnosisInput;
}

const run = (changes: Partial<DiagnosisInput['run']>): Partial<DiagnosisInput> => ({
  run: { ...base.run, ...changes },
});
const k6Threshold = (metric: string, expression: string): ThresholdResult => ({
  source: 'k6',
  metric,
  expression,
  ok: false,
  limit: null,
  value: null,
  unit: null,
  margin: null,
  marginRatio: null,
});
/** Failures of one class, all in the first two steps. */
const earlyFailures = (changes: Partial<DiagnosisInput>) =>
  inputOf([...repeat(2, { p95: 1840, failed: 3 }), ...repeat(4, slow), ...repeat(24, fast)], changes);

const dead = inputOf(repeat(30, { p95: 1, failed: 20 }));

const permitted: readonly Case[] = [
  { what: 'cold start', rule: 'coldStartRecovered', input: base },
  { what: 'cold start with a few early 503s', rule: 'coldStartRecovered', input: earlyFailures({}) },
  {
    what: 'only early 503s, no slowness',
    rule: 'coldStartRecovered',
    input: inputOf([...failing(2, 2), ...repeat(28, fast)]),
  },
  {
    what: 'cold start with early timeouts',
    rule: 'coldStartRecovered',
    input: earlyFailures({
      endpoints: [
        endpoint('/', { requests: 300 }),
        endpoint('/a', { requests: 294 }),
        endpoint('/a', { statusClass: 'none', requests: 3, failedRequests: 3 }),
        endpoint('/', { statusClass: 'none', requests: 3, failedRequests: 3 }),
      ],
      errorCodes: [{ code: 1050, requests: 6 }],
    }),
  },
  {
    what: 'cold start while the load ramps up',
    rule: 'coldStartRecovered',
    input: inputOf([...repeat(6, { ...slow, users: 2 }), ...repeat(24, fast)]),
  },
  {
    what: 'cold start after one failed run',
    rule: 'coldStartRecovered',
    input: inputOf(coldStart, { history: [failedRun(1), passedRun(2)] }),
  },
  {
    what: 'cold start of the first run ever',
    rule: 'coldStartRecovered',
    input: inputOf(coldStart, { history: [], deployment: null, droppedIterationsShare: null }),
  },
  {
    what: 'cold start long after its deployment',
    rule: 'coldStartRecovered',
    input: inputOf(coldStart, run({ trigger: 'deployment' })),
  },
  {
    what: 'a cold start whose burst came after it, under a rate of arrivals',
    rule: 'coldStartRecovered',
    input: inputOf([...repeat(2, { ...slow, users: 37, requests: 60 }), ...repeat(28, { ...fast, users: 2 })], {
      offeredLoad: base.offeredLoad ?? null,
    }),
  },
  { what: 'a passing slowdown', rule: 'temporarySlowdownRecovered', input: inputOf(spike) },
];

const refused: readonly Case[] = [
  { what: 'a run that passed', rule: 'notFailed', input: inputOf(coldStart, run({ verdict: 'passed' })) },
  { what: 'an inconclusive run', rule: 'notFailed', input: inputOf(coldStart, run({ verdict: 'inconclusive' })) },
  { what: 'an unreadable store', rule: 'noSeries', input: inputOf(coldStart, { series: null }) },
  { what: 'an empty series', rule: 'noSeries', input: inputOf(coldStart, { series: { stepSeconds: 1, points: [] } }) },
  { what: 'five steps', rule: 'tooLittleData', input: inputOf([slow, ...repeat(4, fast)]) },
  { what: 'few requests', rule: 'tooLittleData', input: inputOf(coldStart.map((step) => ({ ...step, requests: 1 }))) },
  { what: 'lost points', rule: 'seriesIncomplete', input: { ...base, figures: { ...base.figures, requests: 700 } } },
  {
    what: 'a failure the store lost',
    rule: 'seriesIncomplete',
    input: { ...base, figures: { ...base.figures, failedRequests: 1 } },
  },
  {
    what: 'dropped iterations',
    rule: 'generatorSaturated',
    input: inputOf(coldStart, { droppedIterationsShare: 0.2 }),
  },
  {
    what: 'a generator that the evaluation found saturated',
    rule: 'generatorSaturated',
    input: inputOf(coldStart, { reasons: [...base.reasons, { code: 'generatorSaturated', text: '' }] }),
  },
  {
    what: 'failing checks too',
    rule: 'otherProblems',
    input: inputOf(coldStart, { reasons: [...base.reasons, { code: 'checksFailed', text: '' }] }),
  },
  {
    what: 'a breached limit on a custom metric',
    rule: 'otherLimitBreached',
    input: inputOf(coldStart, { thresholds: [...base.thresholds, k6Threshold('queue_length', 'max<5')] }),
  },
  {
    what: 'a breached limit on one tag',
    rule: 'otherLimitBreached',
    input: inputOf(coldStart, { thresholds: [k6Threshold('http_req_duration{name:x}', 'p(95)<5')] }),
  },
  { what: 'no known breach', rule: 'otherLimitBreached', input: inputOf(coldStart, { thresholds: [] }) },
  { what: 'a dead target', rule: 'deadTarget', input: dead },
  {
    what: 'a dead target, whatever else is wrong',
    rule: 'deadTarget',
    input: { ...dead, series: null, reasons: [...dead.reasons, { code: 'checksFailed', text: '' }] },
  },
  {
    what: 'DNS errors',
    rule: 'nameOrCertificate',
    input: earlyFailures({ errorCodes: [{ code: 1101, requests: 6 }] }),
  },
  {
    what: 'a wrong certificate',
    rule: 'nameOrCertificate',
    input: earlyFailures({ errorCodes: [{ code: 1310, requests: 6 }] }),
  },
  {
    what: 'rate limiting',
    rule: 'rateLimited',
    input: earlyFailures({
      endpoints: [
        endpoint('/', { requests: 594 }),
        endpoint('/', { statusClass: '4xx', requests: 6, failedRequests: 6 }),
      ],
      statusCodes: [{ code: 429, requests: 6 }],
    }),
  },
  {
    what: 'client errors',
    rule: 'clientErrors',
    input: earlyFailures({
      endpoints: [
        endpoint('/', { requests: 594 }),
        endpoint('/', { statusClass: '4xx', requests: 6, failedRequests: 6 }),
      ],
      statusCodes: [{ code: 401, requests: 6 }],
    }),
  },
  {
    what: 'answers the script did not expect',
    rule: 'unexpectedAnswers',
    input: earlyFailures({ endpoints: [endpoint('/', { requests: 600, failedRequests: 6 })] }),
  },
  {
    what: 'failures of unknown kind',
    rule: 'failuresUnaccounted',
    input: earlyFailures({ endpoints: [endpoint('/')] }),
  },
  {
    what: 'an endpoint that never worked',
    rule: 'endpointDown',
    input: earlyFailures({
      endpoints: [
        endpoint('/', { requests: 594 }),
        endpoint('/login', { statusClass: '5xx', requests: 6, failedRequests: 6, errorRate: 1 }),
      ],
    }),
  },
  {
    what: 'early failures of one endpoint only',
    rule: 'endpointFault',
    input: earlyFailures({
      endpoints: [
        endpoint('/', { requests: 494 }),
        endpoint('/cart', { requests: 94 }),
        endpoint('/cart', { statusClass: '5xx', requests: 6, failedRequests: 6 }),
      ],
    }),
  },
  { what: 'many early errors', rule: 'manyErrors', input: inputOf([...failing(4, 12), ...repeat(26, fast)]) },
  {
    what: 'the third failure in a row',
    rule: 'repeatFailure',
    input: inputOf(coldStart, { history: [failedRun(1), failedRun(2), passedRun(3)] }),
  },
  {
    what: 'every other run failing',
    rule: 'repeatFailure',
    input: inputOf(coldStart, {
      history: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((day) => (day % 2 === 0 ? failedRun(day) : passedRun(day))),
    }),
  },
  {
    what: 'growing response times',
    rule: 'growing',
    input: inputOf(Array.from({ length: 30 }, (_, i) => ({ p95: 200 + 40 * i }))),
  },
  { what: 'slow throughout', rule: 'persistent', input: inputOf(repeat(30, slow)) },
  {
    what: 'slow again at the end',
    rule: 'persistent',
    input: inputOf([...repeat(6, slow), ...repeat(20, fast), ...repeat(4, slow)]),
  },
  {
    what: 'one error in 500, in the middle',
    rule: 'defaultRefuse',
    input: inputOf([...repeat(12, fast), ...failing(1, 1), ...repeat(3, fast), ...failing(1, 1), ...repeat(13, fast)]),
  },
  {
    what: 'slow and fast in turn',
    rule: 'recoveryTooShort',
    input: inputOf([0, 1, 2].flatMap(() => [...repeat(3, slow), ...repeat(7, fast)])),
  },
  {
    what: 'hovering at the limit',
    rule: 'noClearRecovery',
    input: inputOf([...repeat(6, { p95: 540 }), ...repeat(24, { p95: 480 })]),
  },
  {
    what: 'a load that went away',
    rule: 'recoveredUnderLessLoad',
    input: inputOf([...repeat(6, { ...slow, users: 100, requests: 60 }), ...repeat(24, { ...fast, users: 20 })]),
  },
  ...triggers.map((trigger): Case => ({
    what: `a cold start of a young deployment, in a run by ${trigger}`,
    rule: 'freshDeployment',
    input: inputOf(coldStart, {
      ...run({ trigger }),
      deployment: { id: 'dpl_2', createdAt: '2026-11-20T09:50:01.000Z' },
    }),
  })),
  {
    what: 'a passing slowdown of a young deployment',
    rule: 'freshDeployment',
    input: inputOf([...repeat(14, fast), ...repeat(6, slow), ...repeat(10, fast)], {
      deployment: { id: 'dpl_2', createdAt: '2026-11-20T09:58:00.000Z' },
    }),
  },
];

describe('policy table', () => {
  it.each(permitted)('permits: $what', ({ input, rule }) => {
    expect(decide(featuresOf(input), 'autoFixable')).toMatchObject({ permitsRedeploy: true, rule });
  });

  it.each(refused)('refuses: $what ($rule)', ({ input, rule }) => {
    const decision = decide(featuresOf(input), 'autoFixable');
    expect(decision).toMatchObject({ permitsRedeploy: false, rule });
    expect(decision.reason).toMatch(/^(p95|k6|"|[A-Z0-9]).*\.$/);
  });

  it('ends with a row that refuses whatever is left', () => {
    expect(policyTable.at(-1)).toMatchObject({ rule: 'defaultRefuse', permits: false });
    expect(policyTable.filter((row) => row.permits).map((row) => row.rule)).toEqual([
      'coldStartRecovered',
      'temporarySlowdownRecovered',
    ]);
  });

  it('is covered row by row by the cases above, but for the rows that have tests of their own', () => {
    const covered = new Set([...permitted, ...refused, ...recoveryRows].map(({ rule }) => rule));
    expect(policyTable.map((row) => row.rule).filter((rule) => !covered.has(rule))).toEqual(['errorsAfterRecovery']);
  });

  it('refuses failures after the recovery that the error limit let through', () => {
    const steps = [...repeat(2, { p95: 1840, failed: 4 }), ...repeat(4, slow), ...repeat(23, fast), ...failing(1, 1)];
    const [, p95] = base.thresholds;
    const errorLimit = { ...k6Threshold('http_req_failed', 'rate<0.06'), ok: true };
    const input = inputOf(steps, { thresholds: p95 === undefined ? [] : [{ ...p95, ok: false }, errorLimit] });
    expect(policyRowFor(featuresOf(input)).rule).toBe('errorsAfterRecovery');
  });

  it('lets the model lower what the table permits', () => {
    expect(decide(featuresOf(base), 'actionRequired')).toMatchObject({ permitsRedeploy: false, rule: 'modelLowered' });
  });

  it('never redeploys by rules alone', () => {
    expect(decide(featuresOf(base), null)).toMatchObject({ permitsRedeploy: false, rule: 'rulesAlone' });
  });

  it('names its own row when it refuses, whatever the model said', () => {
    for (const proposed of [...classifications, null]) {
      expect(decide(featuresOf(inputOf(repeat(30, slow))), proposed).rule).toBe('persistent');
    }
  });
});

describe('policy on any run', () => {
  const step: fc.Arbitrary<StepSketch> = fc.record({
    p95: fc.constantFrom(50, 210, 499, 501, 1840, null),
    failed: fc.constantFrom(0, 0, 0, 0, 1, 20),
    requests: fc.constantFrom(0, 20, 20, 20),
    users: fc.constantFrom(10, 10, 10, 0, null),
  });
  const anyRun = fc
    .array(fc.tuple(step, fc.integer({ min: 1, max: 15 })), { minLength: 1, maxLength: 8 })
    .map((parts) => inputOf(parts.flatMap(([sketch, count]) => repeat(count, sketch))));

  it('permits nothing without the word of the model, and nothing its table refuses', () => {
    fc.assert(
      fc.property(
        anyRun,
        fc.constantFrom<Classification | null>('autoFixable', 'actionRequired', null),
        (input, proposed) => {
          const features = featuresOf(input);
          const { permitsRedeploy } = decide(features, proposed);
          expect(permitsRedeploy).toBe(proposed === 'autoFixable' && policyRowFor(features).permits);
        }
      )
    );
  });

  it('permits only runs that were inside for at least half, and at their last step', () => {
    let permittedRuns = 0;
    fc.assert(
      fc.property(anyRun, (input) => {
        const features = featuresOf(input);
        if (policyRowFor(features).permits) {
          permittedRuns += 1;
          expect(features.shape.insideShare).toBeGreaterThanOrEqual(0.5);
          expect(features.shape.lastStepInside).toBe(true);
          expect(features.shape.failedOutsideEpisodes).toBe(0);
        }
      }),
      { numRuns: 2000 }
    );
    expect(permittedRuns).toBeGreaterThan(0);
  });
});

describe('the reason of a decision', () => {
  const reasonOf = (input: DiagnosisInput, proposed: 'autoFixable' | 'actionRequired') =>
    decide(featuresOf(input), proposed).reason;

  it.each([
    [1, '60 checks failed.'],
    [2, '60 checks failed; 60 checks failed.'],
    [5, '60 checks failed; 60 checks failed; 60 checks failed; and 2 more.'],
  ])('tells in words what else is wrong: %d', (count, told) => {
    const other = { code: 'checksFailed' as const, text: '60 checks failed' };
    const reasons = [...base.reasons, ...Array.from({ length: count }, () => other)];
    expect(reasonOf(inputOf(coldStart, { reasons }), 'autoFixable')).toBe(
      `More is wrong than a breached limit: ${told}`
    );
  });

  it('says of a target that never answered just that', () => {
    const endpoints = [endpoint('/', { statusClass: 'none', requests: 600, failedRequests: 600, errorRate: 1 })];
    const reasons = [{ code: 'targetDidNotAnswer' as const, text: 'no request got an answer: 600 of 600 failed' }];
    expect(reasonOf({ ...dead, endpoints, reasons }, 'autoFixable')).toBe(
      'The target is down or cannot be reached, which no redeploy mends.'
    );
  });

  it('holds no name of the code, whatever row decides', () => {
    for (const { input } of [...permitted, ...refused]) {
      for (const proposed of ['autoFixable', 'actionRequired'] as const) {
        expect(reasonOf(input, proposed)).not.toMatch(/\b[a-z]+[a-z][A-Z][A-Za-z]+\b/);
      }
    }
  });
});
