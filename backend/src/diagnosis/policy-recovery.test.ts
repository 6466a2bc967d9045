import fc from '../testing/seeded-fast-check';
import type { DiagnosisInput } from '../model/diagnosis';
import type { EndpointCourse, EndpointSeries, EndpointStep } from '../model/figures';
import type { OfferedLoad } from '../model/run';
import { featuresOf } from './features';
import { decide } from './policy';
import { recoveryRows } from './policy-recovery';
import { recoveryOf } from './recovery';
import { coldStart, endpoint, fast, inputOf, limitMs, repeat, startedAt, type StepSketch } from './testing/inputs';

/** A run of a minute in steps of a second, in which one endpoint is described step by step: requests and how many are slow. */
const seconds = 60;
type Call = readonly [requests: number, slow: number];
const calls = (count: number, requests: number, slow = 0): Call[] =>
  Array.from({ length: count }, () => [requests, slow]);
const none = (count: number) => calls(count, 0);

const login = { name: 'https://shop.example.com/login', method: 'POST' };

function course(each: readonly Call[], changes: Partial<EndpointCourse> = {}): EndpointCourse {
  const steps = each.flatMap(([requests, slow], step): EndpointStep[] =>
    requests === 0
      ? []
      : [
          {
            step,
            requests,
            failedRequests: 0,
            durationSumMs: slow * 2400 + (requests - slow) * 50,
            slowRequests: [slow],
          },
        ]
  );
  return { endpoint: login, calledBy: 'iterations', scenarios: ['default'], steps, ...changes };
}

const seriesOf = (...endpoints: readonly EndpointCourse[]): EndpointSeries => ({
  stepSeconds: 1,
  steps: seconds,
  from: startedAt,
  slowerThanMs: [limitMs],
  endpoints,
});

type Line = readonly [fromSeconds: number, toSeconds: number, from: number, to?: number];
const plan = (scenario: string, unit: OfferedLoad['unit'], ...lines: readonly Line[]): OfferedLoad => ({
  scenario,
  unit,
  lines: lines.map(([fromSeconds, toSeconds, from, to = from]) => ({ fromSeconds, toSeconds, from, to })),
});
const steady = [plan('default', 'users', [0, 60, 10])];

/** The rule and what it says of a cold start, with this endpoint in it as well. */
function decisionOn(endpointCourse: EndpointCourse, offeredLoad: readonly OfferedLoad[] | null = steady) {
  const rest = coldStartOf({ endpoint: { name: 'https://shop.example.com/', method: 'GET' } });
  return decisionOf({ endpointSeries: seriesOf(rest, endpointCourse), offeredLoad });
}

const coldStartOf = (changes: Partial<EndpointCourse> = {}) =>
  course([...calls(12, 10, 10), ...calls(48, 10)], changes);

function decisionOf(changes: Partial<DiagnosisInput>) {
  const steps: StepSketch[] = [...coldStart];
  const base = inputOf(steps, changes);
  const courses = changes.endpointSeries?.endpoints ?? [];
  const requests = courses.flatMap((each) => each.steps).reduce((sum, step) => sum + step.requests, 0);
  const input = { ...base, figures: { ...base.figures, requests }, series: scaledTo(base, requests) };
  const { permitsRedeploy, rule, reason } = decide(featuresOf(input), 'autoFixable');
  return { permitsRedeploy, rule, reason };
}

/** The series of the run has as many requests as those of its endpoints. */
function scaledTo({ series, figures }: DiagnosisInput, requests: number): DiagnosisInput['series'] {
  return series === null
    ? null
    : {
        ...series,
        points: series.points.map((point) => ({
          ...point,
          requestsPerSecond: (point.requestsPerSecond * requests) / figures.requests,
        })),
      };
}

const permits = { permitsRedeploy: true, rule: 'coldStartRecovered' };
const refuses = (rule: string) => ({ permitsRedeploy: false, rule });

describe('recovery of an endpoint', () => {
  it('is shown where it was called again inside its limits under the same load', () => {
    expect(decisionOn(coldStartOf())).toMatchObject({
      ...permits,
      reason: expect.stringContaining(
        '"POST /login" then answered 420 requests inside its limits under the same load (10 users).'
      ) as string,
    });
  });

  it('says what came after the trouble, not after a stray of later', () => {
    const withStray = course([...calls(12, 10, 10), ...calls(45, 10), [10, 1], ...calls(2, 10)]);
    expect(decisionOn(withStray)).toMatchObject({
      ...permits,
      reason: expect.stringMatching(/"POST \/login" then answered 4\d\d requests inside/) as string,
    });
  });

  it('is not shown where it is slow whenever it is called', () => {
    const slowPhase = course([...none(25), ...calls(13, 3, 3), ...none(22)]);
    expect(decisionOn(slowPhase)).toEqual({
      ...refuses('slowWheneverCalled'),
      reason: '"POST /login" took 2,400 ms on average whenever it was called; the limit is 500 ms.',
    });
  });

  it('says the p95 of such an endpoint where the store has it', () => {
    const slowPhase = course([...none(25), ...calls(13, 3, 3), ...none(22)]);
    const endpoints = [endpoint('/login', { method: 'POST', requests: 39, p95ResponseTimeMs: 2_480 })];
    const rest = coldStartOf({ endpoint: null });
    expect(decisionOf({ endpoints, endpointSeries: seriesOf(rest, slowPhase), offeredLoad: steady }).reason).toBe(
      '"POST /login" took 2,480 ms at p95 whenever it was called; the limit is 500 ms.'
    );
  });

  it('is not shown for a login of every user at the start, which nobody does again', () => {
    expect(decisionOn(course([...calls(3, 10, 10), ...none(57)]))).toMatchObject(refuses('slowWheneverCalled'));
    expect(decisionOn(course([...calls(1, 10), ...calls(3, 10, 5), ...none(56)]))).toMatchObject({
      ...refuses('notCalledAgain'),
      reason: expect.stringContaining('It was not called again') as string,
    });
  });

  it.each<[string, readonly Call[], object]>([
    ['two slow requests in one step are a stray', [...calls(20, 10), [10, 2], ...calls(38, 10), [10, 0]], permits],
    ['and so they are at the end', [...calls(59, 10), [10, 2]], permits],
    ['three at the end are not', [...calls(59, 10), [10, 3]], refuses('notCalledAgain')],
    ['one in each of two steps at the end neither', [...calls(58, 10), [10, 1], [10, 1]], refuses('notCalledAgain')],
    ['20 requests inside later show it', [...calls(12, 10, 10), ...none(8), ...calls(20, 1), ...none(20)], permits],
    ['19 do not', [...calls(12, 10, 10), ...none(8), ...calls(19, 1), ...none(21)], refuses('recoveryTooShort')],
    ['12 s of 60 s show it', [...none(8), ...calls(4, 10, 10), ...calls(12, 10), ...none(36)], permits],
    ['11 s do not', [...none(8), ...calls(4, 10, 10), ...calls(11, 10), ...none(37)], refuses('recoveryTooShort')],
    ['5 % slow ones are what a p95 allows', [...calls(12, 20, 20), ...calls(46, 20, 1), ...calls(2, 20)], permits],
  ])('%s', (_what, each, decision) => {
    expect(decisionOn(course(each))).toMatchObject(decision);
  });

  it.each<[string, readonly OfferedLoad[] | null, object]>([
    ['the same rate', [plan('default', 'arrivalsPerSecond', [0, 60, 45])], permits],
    ['a rising rate', [plan('default', 'arrivalsPerSecond', [0, 60, 45, 75])], permits],
    [
      'a rate that falls after it',
      [plan('default', 'arrivalsPerSecond', [0, 15, 75], [15, 60, 74])],
      refuses('recoveredUnderLessLoad'),
    ],
    [
      'users that leave after it',
      [plan('default', 'users', [0, 15, 10], [15, 60, 9])],
      refuses('recoveredUnderLessLoad'),
    ],
    ['users that leave long after it', [plan('default', 'users', [0, 40, 10], [40, 60, 1])], permits],
    [
      'users that are replaced by a rate',
      [plan('default', 'users', [0, 15, 10]), plan('b', 'arrivalsPerSecond', [15, 60, 99])],
      refuses('recoveredUnderLessLoad'),
    ],
    ['other scenarios that fall', [...steady, plan('other', 'users', [0, 15, 90])], permits],
    ['no plan', null, refuses('loadPlanUnknown')],
    ['a plan that others control', [{ scenario: 'default', unit: 'users', lines: null }], refuses('loadPlanUnknown')],
  ])('by the offered load: %s', (_what, offeredLoad, decision) => {
    expect(decisionOn(coldStartOf(), offeredLoad)).toMatchObject(decision);
  });

  it('goes by the load of all scenarios where a request does not tell its own', () => {
    const falling = [...steady, plan('other', 'users', [0, 15, 90])];
    expect(decisionOn(coldStartOf({ scenarios: [''] }), falling)).toMatchObject(refuses('recoveredUnderLessLoad'));
    expect(decisionOn(coldStartOf({ scenarios: ['default', 'other'] }), falling)).toMatchObject(
      refuses('recoveredUnderLessLoad')
    );
  });

  it('says at which load it was outside and at which it came back', () => {
    const peak = [plan('default', 'arrivalsPerSecond', [0, 15, 75], [15, 60, 45])];
    const early = course([...calls(12, 10, 5), ...calls(48, 10)]);
    expect(decisionOf({ endpointSeries: seriesOf(early), offeredLoad: peak }).reason).toMatch(
      /^"POST \/login" took 1,225 ms on average at 75 arrivals per second; the limit is 500 ms\. It was inside its limits again only under less load: 45 arrivals per second at most\.$/
    );
  });

  it('is not shown by what setup() and teardown() call, which must not be outside either', () => {
    const frame = { endpoint: null, calledBy: 'frame' } as const;
    expect(decisionOn(course([[2, 2], ...none(59)], frame))).toMatchObject(permits);
    expect(decisionOn(course([[3, 3], ...none(59)], frame))).toMatchObject(refuses('setupOutside'));
  });

  it('is held against the limit of the endpoint where it has one', () => {
    const rest = coldStartOf({ endpoint: null });
    const base = inputOf(coldStart);
    const own = (limit: number) => ({
      source: 'catalogue' as const,
      metric: 'p95ResponseTimeMs{name:login,method:POST}',
      endpoint: login,
      expression: '',
      ok: true,
      limit,
      value: limit,
      unit: 'ms' as const,
      margin: 0,
      marginRatio: 0,
    });
    const always = course(calls(60, 10, 10));
    const counted = {
      ...always,
      steps: always.steps.map((step) => ({ ...step, slowRequests: [step.requests, 0] })),
    };
    const series = { ...seriesOf(rest, counted), slowerThanMs: [limitMs, 3000] };
    const decision = (thresholds: DiagnosisInput['thresholds']) =>
      decisionOf({ endpointSeries: series, offeredLoad: steady, thresholds });
    expect(decision(base.thresholds)).toMatchObject(refuses('slowWheneverCalled'));
    expect(decision([...base.thresholds, own(3000)])).toMatchObject(permits);
  });

  it.each<[string, readonly number[], boolean]>([
    [
      'a lone step above it later is within what an average allows',
      [...Array<number>(11).fill(4500), ...Array<number>(40).fill(20), 60, ...Array<number>(8).fill(20)],
      true,
    ],
    [
      'two in a row at the end are not',
      [...Array<number>(11).fill(4500), ...Array<number>(47).fill(20), 60, 60],
      false,
    ],
    ['a first step that is slow for everybody is a cold start', [4500, ...Array<number>(59).fill(20)], true],
  ])('by a limit on the average alone: %s', (_what, averages, recovered) => {
    const steps = averages.map((ms, step) => ({
      step,
      requests: 20,
      failedRequests: 0,
      durationSumMs: 20 * ms,
      slowRequests: [],
    }));
    const { outside } = recoveryOf({
      endpointSeries: { ...seriesOf(course([], { steps })), slowerThanMs: [] },
      series: null,
      plan: steady,
      limitsOf: () => ({ p95Ms: null, avgMs: 50, errorRate: 0 }),
    });
    expect(outside.map(({ notRecovered }) => notRecovered === null)).toEqual([recovered]);
  });

  it('needs a series per endpoint that holds the run', () => {
    expect(decide(featuresOf(inputOf(coldStart, { endpointSeries: null })), 'autoFixable')).toMatchObject(
      refuses('noEndpointSeries')
    );
    const half = seriesOf(course([...calls(12, 5, 5), ...calls(48, 5)]));
    expect(decide(featuresOf(inputOf(coldStart, { endpointSeries: half })), 'autoFixable')).toMatchObject({
      ...refuses('noEndpointSeries'),
      reason: expect.stringContaining('hold 300 of 600 requests') as string,
    });
  });

  it('has a reason for each of its rows that a person understands', () => {
    for (const row of recoveryRows) {
      const reason = row.reason(featuresOf(inputOf(coldStart)));
      expect(reason).toMatch(/^["A-Z].*\.$/);
      expect(reason).not.toMatch(/\b[a-z]+[A-Z][a-z]+\b/);
    }
  });
});

describe('response times that climb', () => {
  const climbing = (from: number, each: number, count: number) =>
    Array.from({ length: count }, (_, index): StepSketch => ({ p95: from + each * index }));
  const ruleOf = (steps: readonly StepSketch[]) => decide(featuresOf(inputOf(steps)), 'autoFixable');

  it('until something is emptied are no passing slowdown', () => {
    const leak = [...repeat(14, fast), ...climbing(260, 90, 8), ...repeat(8, fast)];
    expect(ruleOf(leak)).toEqual({
      version: expect.any(String) as string,
      permitsRedeploy: false,
      rule: 'climbedUntilItEnded',
      reason:
        'Response times climbed from 260 ms to 890 ms p95 between 30 s and 44 s and were good again at once: ' +
        'something filled up until it was emptied, and will fill up again.',
    });
  });

  it('at once, and stay there, are one', () => {
    expect(ruleOf([...repeat(14, fast), { p95: 900 }, ...repeat(6, { p95: 1200 }), ...repeat(9, fast)])).toMatchObject({
      permitsRedeploy: true,
      rule: 'temporarySlowdownRecovered',
    });
  });
});

describe('more trouble in a run', () => {
  const anyCall = fc.integer({ min: 0, max: 30 }).chain((requests) =>
    fc.record({
      requests: fc.constant(requests),
      slow: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: requests })),
      failed: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: requests })),
      users: fc.integer({ min: 0, max: 3 }),
    })
  );
  const phases = fc.array(fc.tuple(anyCall, fc.integer({ min: 1, max: 20 })), { minLength: 1, maxLength: 6 });

  it('never shows a recovery that was not shown without it', () => {
    let shown = 0;
    const more = fc.record({ slow: fc.nat(30), failed: fc.nat(3) });
    fc.assert(
      fc.property(phases, fc.array(fc.tuple(fc.nat(119), more), { maxLength: 6 }), (given, troubles) => {
        const steps = given.flatMap(([each, count]) => Array.from({ length: count }, () => each));
        const worse = steps.map((step, index) => {
          const added = troubles.filter(([at]) => at % steps.length === index).map(([, trouble]) => trouble);
          const sum = (of: (trouble: { slow: number; failed: number }) => number) =>
            added.reduce((total, trouble) => total + of(trouble), 0);
          return {
            ...step,
            slow: Math.min(step.requests, step.slow + sum(({ slow }) => slow)),
            failed: Math.min(step.requests, step.failed + sum(({ failed }) => failed)),
          };
        });
        const before = isShown(steps);
        shown += before ? 1 : 0;
        expect(before || !isShown(worse)).toBe(true);
      }),
      { numRuns: 1000 }
    );
    expect(shown).toBeGreaterThan(20);
  });

  interface AnyStep {
    readonly requests: number;
    readonly slow: number;
    readonly failed: number;
    readonly users: number;
  }
  function isShown(steps: readonly AnyStep[]): boolean {
    const lines = steps.map(({ users }, second) => ({
      fromSeconds: second,
      toSeconds: second + 1,
      from: users,
      to: users,
    }));
    const { outside } = recoveryOf({
      endpointSeries: {
        ...seriesOf({
          endpoint: login,
          calledBy: 'iterations',
          scenarios: [],
          steps: steps.flatMap(({ requests, slow, failed }, step) =>
            requests === 0
              ? []
              : [{ step, requests, failedRequests: failed, durationSumMs: requests * 50, slowRequests: [slow] }]
          ),
        }),
        steps: steps.length,
      },
      series: null,
      plan: [{ scenario: 'default', unit: 'users', lines }],
      limitsOf: () => ({ p95Ms: limitMs, avgMs: null, errorRate: 0 }),
    });
    return outside.every(({ notRecovered }) => notRecovered === null);
  }
});
