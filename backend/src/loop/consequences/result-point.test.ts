import type { RunRow } from '../../runs/rows';
import { resultPoint } from './result-point';
import { aLoadTest } from '../../testing/load-test';

const run: RunRow = {
  id: 'run-1',
  test: 'checkout',
  target: 'https://shop.example/',
  environment: 'production',
  trigger: 'schedule',
  reporter: 'runner',
  status: 'judged',
  announcementHash: '',
  expectedInstances: 1,
  scriptHash: null,
  loadProfileHash: null,
  expectedThresholds: null,
  planned: null,
  k6Version: null,
  storeReadAfter: null,
  storeReadAttempts: 0,
  judgement: 1,
  correctedFrom: null,
  resultAt: null,
  counts: true,
  countsReason: null,
  limits: aLoadTest().limits,
  remediation: null,
  productionDeployment: null,
  startedBy: null,
  deploymentId: null,
  deploymentCommit: null,
  readiness: null,
  announcedAt: new Date('2026-11-23T11:58:59.000Z'),
  startedAt: new Date('2026-11-23T11:59:00.000Z'),
  endedAt: new Date('2026-11-23T12:00:00.000Z'),
  deadlineAt: new Date('2026-11-23T13:00:00.000Z'),
  closedAtDeadline: false,
  didNotStart: null,
  missed: null,
  owner: null,
  ownerLostAt: null,
  stopRequestedAt: null,
  orphanEndedAt: null,
  judgeAfter: null,
  judgeAttempts: 0,
  judgeFailures: 0,
  leaseUntil: null,
  diagnoseAfter: null,
  diagnosisLeaseUntil: null,
  diagnosisFailures: 0,
  judgedAt: new Date('2026-11-23T12:00:01.000Z'),
  verdict: 'passed',
  reasons: [],
  thresholds: [],
  durationSeconds: 60,
  virtualUsers: 10,
  virtualUsersSource: 'active',
  requests: 600,
  failedRequests: 0,
  errorRateSamples: 1000,
  errorRate: 0,
  avgResponseTimeMs: 50,
  p95ResponseTimeMs: 50,
  droppedIterationsShare: null,
  storeCheck: null,
  diagnosisState: 'notNeeded',
  diagnosis: null,
  actionRequired: false,
  regression: null,
  actionRequiredReason: null,
  redeployGuard: null,
  autoFixApplied: null,
  incidentId: null,
};
const autoFixApplied = { action: 'redeploy', deploymentId: 'dpl', appliedAt: '', outcome: 'notFixed' } as const;

it('is at the end of the run, so that a correction overwrites it', () => {
  expect(resultPoint(run)).toMatchObject({ test: 'checkout', environment: 'production', at: run.endedAt });
});

it('is not there for a run that is not judged', () => {
  expect(resultPoint({ ...run, verdict: null })).toBeNull();
});

it('leaves out what was not measured instead of writing 0', () => {
  const point = resultPoint({ ...run, verdict: 'errored', p95ResponseTimeMs: null, errorRate: null, requests: null });
  expect(Object.keys(point?.fields ?? {})).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(p95ResponseTimeMs|errorRate|requests|storeMissingShare)$/)])
  );
  expect(point?.fields).toMatchObject({ passed: 0, failed: 0, verdict: 'errored', p95LimitMs: 500 });
});

it.each<[string, Partial<RunRow>, object]>([
  ['passed', {}, { passed: 1, failed: 0, actionRequired: 0, autoFixApplied: 0, diagnosis: '-' }],
  ['passed, but does not count any more', { counts: false }, { passed: 0, failed: 0, verdict: 'passed' }],
  ['failed, for a person', { verdict: 'failed', actionRequired: true }, { passed: 0, failed: 1, actionRequired: 1 }],
  ['redeployed', { verdict: 'failed', autoFixApplied }, { failed: 1, autoFixApplied: 1, actionRequired: 0 }],
  [
    'compared with the store',
    { storeCheck: { kind: 'compared', summaryRequests: 4, storeRequests: 3, missingRequests: 1, missingShare: 0.25 } },
    { storeMissingShare: 0.25 },
  ],
])('a run that %s', (_, changes, fields) => {
  expect(resultPoint({ ...run, ...changes })?.fields).toMatchObject(fields);
});

it('never changes the type of a field, whatever the run: counts are whole numbers, measures are not', () => {
  const kinds = (changes: Partial<RunRow>) => {
    const point = resultPoint({ ...run, ...changes });
    return Object.fromEntries(
      Object.entries(point?.fields ?? {}).map(([name, value]) => [
        name,
        point?.integerFields.includes(name) === true ? 'integer' : typeof value,
      ])
    );
  };
  const passed = kinds({});
  expect(kinds({ verdict: 'failed', actionRequired: true, autoFixApplied, durationSeconds: 0.5 })).toEqual(passed);
  const whole = Object.keys(passed).filter((name) => passed[name] === 'integer');
  const values = resultPoint(run)?.fields ?? {};
  expect(whole.filter((name) => !Number.isInteger(values[name]))).toEqual([]);
});

it('says in words why, what a person is needed for, and whether the auto-fix helped', () => {
  const reasons = [{ code: 'errorRateBreach' as const, text: 'Error rate 2 % is above its limit 0 %.' }];
  const failed: RunRow = { ...run, verdict: 'failed', reasons, actionRequiredReason: 'not fixed', autoFixApplied };
  expect(resultPoint(failed)?.fields).toMatchObject({
    reason: 'Error rate 2 % is above its limit 0 %.',
    actionRequiredReason: 'not fixed',
    autoFixOutcome: 'notFixed',
  });
  expect(resultPoint(run)?.fields).toMatchObject({ reason: '-', actionRequiredReason: '-', autoFixOutcome: '-' });
});

it('has no empty text, which InfluxDB would mix up with those of other runs', () => {
  expect(Object.values(resultPoint({ ...run, verdict: 'errored' })?.fields ?? {})).not.toContain('');
});
