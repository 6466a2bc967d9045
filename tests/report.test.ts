import { countOutcome, type JestReport } from './report';

const report = (statuses: readonly string[], brokenFiles = 0): JestReport => ({
  numPassedTests: statuses.filter((status) => status === 'passed').length,
  numFailedTests: statuses.filter((status) => status === 'failed').length,
  numRuntimeErrorTestSuites: brokenFiles,
  testResults: [{ assertionResults: statuses.map((status, index) => ({ fullName: `test ${index}`, status })) }],
});

describe('countOutcome', () => {
  it('counts passed and failed tests, and a test file that cannot be loaded as one failure', () => {
    expect(countOutcome(report(['passed', 'passed', 'failed'], 1), 0, false)).toEqual({
      passed: 2,
      failed: 2,
      skipped: [],
    });
  });

  it('lets a laptop leave tests out', () => {
    const outcome = countOutcome(report(['passed', 'pending', 'todo']), 2, false);
    expect(outcome).toEqual({ passed: 1, failed: 0, skipped: ['test 1', 'test 2'] });
  });

  it('counts every missing part and every skipped test as a failure in CI', () => {
    expect(countOutcome(report(['passed', 'pending', 'todo']), 2, true).failed).toBe(4);
  });

  it('fails when Jest left no report', () => {
    expect(countOutcome(null, 0, false)).toMatchObject({ passed: 0, failed: 1 });
  });
});
