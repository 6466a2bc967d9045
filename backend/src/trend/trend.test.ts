import { seededRandom } from '../lib/seeded-random';
import { fewestRuns } from './response-times';
import { deeperIssue, findTrend, type TrendValue } from './trend';

const runs = (values: readonly number[]): TrendValue[] =>
  values.map((p95ResponseTimeMs, index) => ({ runId: `run-${index + 1}`, p95ResponseTimeMs }));

/** Factors by which runs differ by themselves, log-normal (Box and Muller 1958). */
function noise(seed: number, spread: number): () => number {
  const random = seededRandom(seed);
  return () => Math.exp(spread * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}

/** How many of so many histories are taken for something else than steady. */
function alarms(histories: number, history: (factor: () => number) => number[], spread: number): number {
  const found = Array.from({ length: histories }, (_, seed) => findTrend(runs(history(noise(seed + 1, spread)))));
  return found.filter(({ kind }) => kind !== 'steady').length;
}

describe('the trend of a load test', () => {
  it('says nothing before there are enough runs', () => {
    const few = runs(Array.from({ length: fewestRuns - 1 }, () => 200));
    expect(findTrend(few)).toMatchObject({ kind: 'tooFewRuns', text: expect.stringContaining('from 8 on') });
  });

  it('is steady where runs differ as they always do', () => {
    expect(findTrend(runs([250, 262, 241, 255, 248, 259, 244, 251, 257, 246]))).toEqual({
      kind: 'steady',
      text: 'the p95 of the last 10 runs stays about 251 ms',
    });
  });

  it('tells since which run the level is another one, and by how much', () => {
    const values = [250, 262, 241, 255, 248, 259, 244, 251, 320, 331, 316, 325, 322, 318, 329, 321];
    expect(findTrend(runs(values))).toEqual({
      kind: 'step',
      sinceRunId: 'run-9',
      change: expect.closeTo(0.28, 1),
      text: expect.stringMatching(
        /^since run run-9 the p95 is 2\d\.\d % higher: about 32\d ms in 8 runs, about 25\d ms in the 8 before$/
      ),
    });
  });

  it('tells a step down as well, which a faster version makes', () => {
    const values = [320, 331, 316, 325, 322, 318, 329, 250, 262, 241, 255, 248, 259, 244];
    expect(findTrend(runs(values))).toMatchObject({
      kind: 'step',
      sinceRunId: 'run-8',
      change: expect.closeTo(-0.22, 1),
    });
  });

  it('tells a drift, in which no run begins it', () => {
    const random = noise(4, 0.02);
    const values = Array.from({ length: 20 }, (_, index) => 200 * 1.02 ** index * random());
    expect(findTrend(runs(values))).toMatchObject({ kind: 'drift', text: expect.stringContaining('has crept up') });
  });

  it('takes one run that is far off for a spike, and not for a new level', () => {
    expect(findTrend(runs([250, 262, 241, 255, 248, 259, 244, 251, 257, 390]))).toEqual({
      kind: 'spike',
      sinceRunId: 'run-10',
      change: expect.closeTo(0.55, 1),
      text: expect.stringMatching(
        /5\d(\.\d)? % higher than usual, 390 ms instead of about 25\d ms; one run alone may be chance$/
      ),
    });
  });

  it('takes no spike of former runs for news', () => {
    expect(findTrend(runs([250, 262, 241, 690, 248, 259, 244, 251, 257, 246]))).toMatchObject({ kind: 'steady' });
  });

  it('does not speak of a change that concerns nobody', () => {
    expect(
      findTrend(runs([200, 201, 200, 201, 200, 201, 200, 201, 207, 208, 207, 208, 207, 208, 207, 208]))
    ).toMatchObject({ kind: 'steady' });
  });

  it.each([
    [0.05, 20],
    [0.1, 20],
    [0.2, 30],
  ])('of 1,000 histories with a spread of %d and %d runs at most ten are false alarms', (spread, length) => {
    const steady = (factor: () => number) => Array.from({ length }, () => 300 * factor());
    expect(alarms(1000, steady, spread)).toBeLessThanOrEqual(10);
  });

  it('misses few shifts of 20 % where runs differ by 5 %, and says so where they differ by more', () => {
    const shifted = (factor: () => number) =>
      Array.from({ length: 24 }, (_, index) => (index < 12 ? 300 : 360) * factor());
    const missed = [0.03, 0.05, 0.1, 0.2].map((spread) => 100 - alarms(100, shifted, spread));
    expect(missed).toEqual([0, 0, expect.any(Number), expect.any(Number)]);
    expect(missed[2]).toBeLessThan(30);
    expect(missed[3]).toBeGreaterThan(40);
  });
});

describe('several failures', () => {
  it('may indicate a deeper issue, from three of the last ten on', () => {
    expect(deeperIssue(['failed', 'passed', 'failed', 'passed', 'failed', 'passed'])).toBe(
      '3 of the last 6 runs failed: multiple failures may indicate a deeper issue'
    );
    expect(deeperIssue(['failed', 'failed', 'passed'])).toBeNull();
    expect(
      deeperIssue([...Array.from({ length: 10 }, () => 'passed' as const), 'failed', 'failed', 'failed'])
    ).toBeNull();
  });
});
