import { baselineOf, isComparable, type ComparedRun } from './comparable';

const run = (id: string, over: Partial<ComparedRun> = {}): ComparedRun => ({
  id,
  test: 'checkout',
  verdict: 'passed',
  trigger: 'schedule',
  scriptHash: 'script',
  loadProfileHash: 'load',
  environment: 'production',
  k6Version: '2.2.0',
  ...over,
});

it.each<[string, Partial<ComparedRun>]>([
  ['another load test', { test: 'browse' }],
  ['another script', { scriptHash: 'other' }],
  ['another load', { loadProfileHash: 'other' }],
  ['another environment', { environment: 'staging' }],
  ['another major of k6', { k6Version: '1.8.1' }],
  ['a verification', { trigger: 'verification' }],
])('is no baseline: %s', (_what, over) => {
  expect(isComparable(run('a', over), run('b'))).toBe(false);
  expect(baselineOf([run('good'), run('a', over), run('newest')])?.id).toBe('good');
});

it('another patch release of k6 may be compared', () => {
  expect(isComparable(run('a', { k6Version: '2.3.1' }), run('b'))).toBe(true);
});

it('the baseline is the last passed run before the newest one, whatever that one is', () => {
  const runs = [
    run('old'),
    run('last-good'),
    run('failed', { verdict: 'failed' }),
    run('newest', { verdict: 'failed' }),
  ];
  expect(baselineOf(runs)?.id).toBe('last-good');
  expect(baselineOf([run('only')])).toBeNull();
  expect(baselineOf([])).toBeNull();
  expect(baselineOf([run('a', { verdict: 'inconclusive' }), run('newest')])).toBeNull();
});
