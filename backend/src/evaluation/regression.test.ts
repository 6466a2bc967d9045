import type { Regression, RegressionFigure } from '../model/regression';
import { evaluate } from './evaluate';
import { figures, generator, input, report } from './testing/inputs';

const text =
  'worse than run before, the last passed one that may be compared with it: p95 340 ms instead of 250 ms (+36 %)';
const regression = (worse: readonly RegressionFigure[], changes: Partial<Regression> = {}): Regression => ({
  mode: 'fail',
  baselineRunId: 'before',
  isPinned: false,
  findings: worse.map((figure) => ({ figure, endpoint: null, base: 250, run: 340, change: 0.36, text: figure })),
  hasEndpoints: true,
  text: worse.length === 0 ? '' : text,
  ...changes,
});
const saturated = [report({ generator: generator({ saturatedShare: 0.9 }) })];
const codesOf = (run: ReturnType<typeof input>) => {
  const { verdict, reasons } = evaluate(run);
  return [verdict, reasons.map(({ code }) => code)];
};

describe('a run that is worse than its baseline', () => {
  it('fails where the load test says so, with what is worse', () => {
    expect(evaluate(input({ regression: regression(['p95ResponseTimeMs']) }))).toMatchObject({
      verdict: 'failed',
      reasons: [{ code: 'regression', text }],
    });
  });

  it('passes where a regression is only told', () => {
    expect(codesOf(input({ regression: regression(['p95ResponseTimeMs'], { mode: 'warn' }) }))).toEqual([
      'passed',
      ['withinLimits'],
    ]);
  });

  it('passes where nothing is worse, or there is no baseline', () => {
    expect(codesOf(input({ regression: regression([]) }))).toEqual(['passed', ['withinLimits']]);
    expect(codesOf(input({ regression: null }))).toEqual(['passed', ['withinLimits']]);
  });

  it('is inconclusive where its response times may be those of a generator that was the bottleneck', () => {
    expect(codesOf(input({ reports: saturated, regression: regression(['p95ResponseTimeMs']) }))).toEqual([
      'inconclusive',
      ['generatorSaturated', 'regression'],
    ]);
  });

  it('fails whatever the generator did where its error rate is worse, which is told once', () => {
    const worse = regression(['errorRate', 'p95ResponseTimeMs']);
    expect(codesOf(input({ reports: saturated, regression: worse }))).toEqual(['failed', ['regression']]);
  });

  it('fails with the limits that it breaches as well, these first', () => {
    const run = input({
      figures: { ...figures, p95ResponseTimeMs: 5000 },
      regression: regression(['p95ResponseTimeMs']),
    });
    expect(codesOf(run)).toEqual(['failed', ['p95Breach', 'regression']]);
  });

  it('never passes where its endpoints could not be compared, if it must not be worse', () => {
    const unknown = { hasEndpoints: false };
    expect(codesOf(input({ regression: regression([], unknown) }))).toEqual(['inconclusive', ['endpointsNotMeasured']]);
    expect(codesOf(input({ regression: regression([], { ...unknown, mode: 'warn' }) }))).toEqual([
      'passed',
      ['withinLimits'],
    ]);
  });
});
