import type { PlannedLoad } from '../model/run';
import type { K6Summary } from '../model/k6-summary';
import type { EvaluationInput } from './input';
import { evaluate } from './evaluate';
import { exit, input, k6Summary, planned, plannedIterations, report } from './testing/inputs';

/** A run that handleSummary alone has reported, with one instance for each summary. */
function inside(plan: Partial<PlannedLoad>, ...summaries: ReadonlyArray<Partial<K6Summary>>): EvaluationInput {
  return input({
    reporter: 'handleSummary',
    planned: planned({ virtualUsers: null, ...plan }),
    expectedInstances: summaries.length,
    reports: summaries.map((changes, index) =>
      report({ instance: String(index), exit: null, summary: k6Summary(changes) })
    ),
    storeMissingShare: 0,
  });
}

function outcome(run: EvaluationInput) {
  const { verdict, reasons } = evaluate(run);
  return [verdict, reasons[0]?.code];
}

const passed = ['passed', 'withinLimits'];
const tooShort = ['inconclusive', 'plannedDurationNotReached'];
const tooFew = ['inconclusive', 'plannedIterationsNotReached'];
const unknown = ['inconclusive', 'plannedLoadUnknown'];

describe('a run of planned users that handleSummary alone reports', () => {
  it('is not passed when a slow setup() made an interrupted run long enough', () => {
    const run = inside({}, { durationMs: 61_000, iterations: 800, iterationSeconds: 480 });
    expect(outcome(run)).toEqual(tooShort);
    expect(evaluate(run).reasons[0]?.text).toBe('the users spent 480 s in completed iterations, planned were 600 s');
  });

  it('has to spend 95 % of the planned time in iterations', () => {
    expect(outcome(inside({}, { iterationSeconds: 570 }))).toEqual(passed);
    expect(outcome(inside({}, { iterationSeconds: 569.9 }))).toEqual(tooShort);
  });

  it('cannot be told to be complete without that time', () => {
    expect(outcome(inside({}, { iterationSeconds: null }))).toEqual(unknown);
  });

  it('is told by its exit code where somebody has sent that', () => {
    const run = inside({}, { iterationSeconds: 100 });
    expect(outcome({ ...run, reports: run.reports.map((each) => ({ ...each, exit: exit() })) })).toEqual(passed);
    expect(
      outcome({ ...run, reporter: 'cli', reports: [report({ summary: k6Summary({ iterationSeconds: 1 }) })] })
    ).toEqual(passed);
  });

  it('may have hidden missing time behind users that finished their iterations after a ramp', () => {
    // 1000 iterations of 0.6 s: 100 users stopped early can have spent up to 60 s beyond the plan.
    expect(outcome(inside({ earlyUserStops: 50 }, { iterationSeconds: 600 }))).toEqual(passed);
    expect(outcome(inside({ earlyUserStops: 150 }, { iterationSeconds: 600 }))).toEqual(unknown);
    expect(outcome(inside({ earlyUserStops: 150 }, { iterationSeconds: 400 }))).toEqual(tooShort);
  });

  it('needs its share of every instance, less one user that cannot be divided', () => {
    const plan = { userSeconds: 2400 };
    expect(outcome(inside(plan, { iterationSeconds: 1200 }, { iterationSeconds: 1200 }))).toEqual(passed);
    expect(outcome(inside(plan, { iterationSeconds: 1140 }, { iterationSeconds: 1260 }))).toEqual(passed);
    const run = inside(plan, { iterationSeconds: 1000 }, { iterationSeconds: 1400 });
    expect(outcome(run)).toEqual(tooShort);
    expect(evaluate(run).reasons[0]?.text).toContain('of instance 0 1,000 s');
  });
});

describe('a run of planned arrivals that handleSummary alone reports', () => {
  const plan = { userSeconds: null, earlyUserStops: null, arrivals: 1000 };

  it('has to start or drop 99 % of them', () => {
    expect(outcome(inside(plan, { iterations: 1000 }))).toEqual(passed);
    expect(outcome(inside(plan, { iterations: 970, droppedIterations: 20 }))).toEqual(passed);
    expect(outcome(inside(plan, { iterations: 989 }))).toEqual(tooFew);
    expect(outcome(inside(plan, { iterations: null }))).toEqual(tooFew);
  });

  it('needs its share of every instance', () => {
    expect(outcome(inside(plan, { iterations: 490 }, { iterations: 510 }))).toEqual(passed);
    expect(outcome(inside(plan, { iterations: 440 }, { iterations: 560 }))).toEqual(tooFew);
  });
});

describe('a run of a fixed number of iterations that handleSummary alone reports', () => {
  it('has to complete them all; k6 leaves the count out when none was', () => {
    const plan = plannedIterations(1000);
    expect(outcome(inside(plan, {}))).toEqual(passed);
    expect(outcome(inside(plan, { iterations: 999 }))).toEqual(tooFew);
    expect(outcome(inside(plan, { iterations: null, iterationSeconds: null }))).toEqual(tooFew);
  });
});

describe('a run of mixed executors that handleSummary alone reports', () => {
  it('is not passed: nothing that k6 sums tells an interrupted one apart', () => {
    expect(outcome(inside({ userSeconds: null, earlyUserStops: null }, {}))).toEqual(unknown);
  });
});
