import fc from '../../../backend/src/testing/seeded-fast-check';

/** What a k6 process could have measured, before any shape is given to it. Absent figures are null. */
export interface Measured {
  readonly shape: 'handleSummary' | 'summaryExport' | 'machineReadable';
  readonly requests: number | null;
  /** Samples of `http_req_failed`, never more than requests. */
  readonly samples: number | null;
  readonly failed: number;
  readonly avg: number | null;
  readonly p95: number | null;
  readonly iterations: number | null;
  readonly dropped: number;
  readonly checks: { readonly passes: number; readonly fails: number } | null;
  readonly thresholds: readonly Threshold[];
  /** A value that k6 never writes, in place of a figure. */
  readonly odd: { readonly at: OddPlace; readonly value: unknown } | null;
  readonly text: OddText;
}

/** `kept` is k6's word; `count` null: the summary does not say how many samples there were. */
export type Threshold =
  | {
      readonly kind: 'trend';
      readonly metric: string;
      readonly value: number;
      readonly limit: number;
      readonly kept: boolean;
      readonly count: number | null;
    }
  | {
      readonly kind: 'rate';
      readonly metric: string;
      readonly operator: '<' | '>';
      readonly passes: number;
      readonly fails: number;
      readonly kept: boolean;
    }
  | { readonly kind: 'counter'; readonly metric: string; readonly count: number; readonly kept: boolean };

const oddPlaces = ['requests', 'failed', 'p95', 'checks'] as const;
type OddPlace = (typeof oddPlaces)[number];

export interface Exit {
  /** Any number at all; k6's own, on Windows beyond 255 or negative. */
  readonly exitCode: number | null;
  readonly signal: unknown;
  readonly summaryFollows: boolean;
  readonly stoppedByPerson: boolean;
  readonly endedAt: unknown;
  readonly log: { readonly uncaughtExceptions: number; readonly tail: unknown } | null;
}

/** The parts of one k6 process; null: never sent. */
export interface Process {
  readonly measured: Measured | null;
  readonly exit: Exit | null;
}

export interface Case {
  readonly reporter: 'cli' | 'handleSummary' | 'other';
  readonly expectedInstances: number;
  readonly processes: readonly Process[];
  /** Iterations of all processes together that the options planned. */
  readonly planned: number | null;
  /** Every request reaches the store, where that can be told from the figures. */
  readonly streamed: boolean;
  /** Of the several instances' requests, in the store. */
  readonly pooledMs: number;
  /** Sorts the parts; the largest ones come after the deadline. */
  readonly order: readonly number[];
  /** Parts that are sent again, and once more with another content. */
  readonly repeats: readonly number[];
}

const oddTexts = ['a\0b', 'half \ud800', '\udfff', 'x'.repeat(70_000), 'y'.repeat(400_000), '__proto__', '', 'é😀'];
type OddText = {
  readonly group: string;
  readonly depth: number;
  readonly setup: unknown;
  readonly ownMetric: string | null;
};

/** Mostly the first, so that a whole case often holds nothing odd at all. */
const mostly = <T>(usual: T, ...others: Array<fc.Arbitrary<T>>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 14, arbitrary: fc.constant(usual) }, ...others.map((arbitrary) => ({ weight: 1, arbitrary })));

const oddText = fc.constantFrom(...oddTexts);
const text: fc.Arbitrary<OddText> = fc.record({
  group: mostly('checkout', oddText),
  depth: mostly(1, fc.constantFrom(0, 60, 400)),
  setup: mostly<unknown>(null, fc.constantFrom({ token: 'secret\0' }, '\ud800', [[[]]])),
  ownMetric: mostly<string | null>(null, oddText),
});

const selector = fc.constantFrom(
  '',
  '{name:front page}',
  '{name:a\0b}',
  '{name:\ud800}',
  `{name:${'n'.repeat(70_000)}}`
);
const kept = mostly(true, fc.constant(false));
const threshold: fc.Arbitrary<Threshold> = fc.oneof(
  fc.record({
    kind: fc.constant('trend' as const),
    metric: fc
      .tuple(fc.constantFrom('http_req_duration', 'own_trend', 'rpc_duration'), selector)
      .map(([name, tags]) => `${name}${tags === '' ? '{name:other}' : tags}`),
    value: mostly(20, fc.constantFrom(0, 499, 500, 900)),
    limit: fc.constant(500),
    kept,
    count: mostly<number | null>(60, fc.constantFrom(0, null)),
  }),
  fc.record({
    kind: fc.constant('rate' as const),
    metric: selector.map((tags) => `own_rate${tags}`),
    operator: fc.constantFrom('<' as const, '>' as const),
    passes: fc.constantFrom(0, 0, 60),
    fails: fc.constantFrom(0, 60),
    kept,
  }),
  fc.record({
    kind: fc.constant('counter' as const),
    metric: selector.map((tags) => `own_counter${tags}`),
    count: fc.constantFrom(0, 3),
    kept,
  })
);

const measured: fc.Arbitrary<Measured> = fc
  .record({
    shape: fc.constantFrom('handleSummary' as const, 'summaryExport' as const, 'machineReadable' as const),
    requests: mostly<number | null>(60, fc.constantFrom(0, 1, 49, 50, 200, null)),
    unmeasured: mostly<number | null>(0, fc.constantFrom(1, 59, null)),
    failed: mostly(0, fc.constantFrom(1, 30)),
    avg: mostly<number | null>(20, fc.constantFrom(0, null)),
    p95: mostly<number | null>(30, fc.constantFrom(0, 499.9, 500, 500.1, 9000, null)),
    iterations: mostly<number | null>(60, fc.constantFrom(10, null)),
    dropped: mostly(0, fc.constantFrom(1, 40)),
    checks: mostly<Measured['checks']>(null, fc.constantFrom({ passes: 9, fails: 0 }, { passes: 9, fails: 1 })),
    thresholds: fc.uniqueArray(threshold, { maxLength: 3, selector: ({ metric }) => metric }),
    odd: mostly<Measured['odd']>(
      null,
      fc.record({
        at: fc.constantFrom(...oddPlaces),
        value: fc.constantFrom<unknown>(-1, 'many', null, true, 1e308, {}, [1]),
      })
    ),
    text,
  })
  .map(({ unmeasured, requests, failed, ...rest }) => {
    const samples = requests === null || unmeasured === null ? null : Math.max(0, requests - unmeasured);
    return { ...rest, requests, samples, failed: Math.min(failed, samples ?? 0) };
  });

const exit: fc.Arbitrary<Exit> = fc.record({
  exitCode: mostly<number | null>(
    0,
    fc.constantFrom<number | null>(99, 110, 105, 107, 137, null),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.constant(0.5)
  ),
  signal: mostly<unknown>(null, fc.constantFrom<unknown>('SIGKILL', 'SIG\0KILL', 9, {})),
  summaryFollows: mostly(true, fc.constant(false)),
  stoppedByPerson: mostly(false, fc.constant(true)),
  endedAt: mostly<unknown>(null, fc.constantFrom<unknown>('0001-01-01T00:00:00Z', '2999-01-01T00:00:00Z', 'soon\0', 7)),
  log: mostly<Exit['log']>(
    { uncaughtExceptions: 0, tail: [] },
    fc.record({
      uncaughtExceptions: fc.constantFrom(0, 2),
      tail: fc.constantFrom<unknown>(['a\0b', '\ud800'], ['x'.repeat(70_000)], null, 'no list', [1, {}]),
    }),
    fc.constant(null)
  ),
});

const process: fc.Arbitrary<Process> = fc.record({
  measured: fc.option(measured, { freq: 12 }),
  exit: fc.option(exit, { freq: 12 }),
});

/** A run as its reporters may tell it, well or badly. */
export const runCase: fc.Arbitrary<Case> = fc.constantFrom(1, 1, 1, 2, 3).chain((expectedInstances) =>
  fc.record({
    reporter: fc.constantFrom('cli' as const, 'cli' as const, 'other' as const, 'handleSummary' as const),
    expectedInstances: fc.constant(expectedInstances),
    processes: fc.oneof(
      { weight: 9, arbitrary: fc.array(process, { minLength: expectedInstances, maxLength: expectedInstances }) },
      { weight: 1, arbitrary: fc.array(process, { minLength: 0, maxLength: expectedInstances + 1 }) }
    ),
    planned: mostly<number | null>(60 * expectedInstances, fc.constant(null)),
    streamed: mostly(true, fc.constant(false)),
    pooledMs: mostly(30, fc.constant(900)),
    order: fc.array(fc.nat(99), { minLength: 8, maxLength: 8 }),
    repeats: fc.array(fc.nat(7), { maxLength: 3 }),
  })
);
