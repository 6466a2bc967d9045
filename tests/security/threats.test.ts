import { nameProblem, resultOf } from './matching';
import { threats } from './threats';

describe('every line of the threat model', () => {
  it('names tests that there are', () => {
    const problems = threats.flatMap(({ tests }) => tests.map(nameProblem).filter((problem) => problem !== null));
    expect(problems).toEqual([]);
    expect(threats.filter(({ tests }) => tests.length === 0)).toEqual([]);
    expect(new Set(threats.map(({ id }) => id)).size).toBe(threats.length);
  });
});

describe('a test of the threat model', () => {
  const test = { file: 'a.test.ts', title: 'refuses %s (all of it)' };
  const result = (title: string, status: string) => ({ file: 'a.test.ts', title, status });

  it('shows something when it has passed, in each of its cases that ran', () => {
    const results = [result('refuses a (all of it)', 'passed'), result('refuses b (all of it)', 'pending')];
    expect(resultOf(test, results)).toEqual({ passed: 1, problem: null });
  });

  it.each([
    ['has failed in one case', [result('refuses a (all of it)', 'passed'), result('refuses b (all of it)', 'failed')]],
    ['was left out', [result('refuses a (all of it)', 'pending')]],
    ['has another name', [result('accepts a (all of it)', 'passed')]],
    ['stands elsewhere', [{ ...result('refuses a (all of it)', 'passed'), file: 'b.test.ts' }]],
  ])('shows nothing when it %s', (_what, results) => {
    expect(resultOf(test, results).problem).toContain('a.test.ts: "refuses %s (all of it)"');
  });
});
