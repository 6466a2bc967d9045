import { type IncidentNow, isStillTrue } from './incident-now';
import { showsInChannel } from './repeated-failure';
import type { RunAlert } from './run-alert';

const alert: RunAlert = {
  kind: 'actionRequired',
  test: 'checkout',
  target: 'https://shop.example.com',
  environment: 'production',
  verdict: 'failed',
  runId: 'run-1',
  runDate: null,
  durationSeconds: null,
  virtualUsers: null,
  requests: null,
  p95ResponseTimeMs: null,
  avgResponseTimeMs: null,
  errorRate: null,
  breached: [],
  reasons: [],
  diagnosis: null,
  actionRequiredReason: null,
  autoFix: null,
  runUrl: null,
  effectId: 'effect-1',
};
const autoFix = { projectId: 'prj', deploymentId: 'dpl', deploymentUrl: null };
const now: IncidentNow = {
  state: 'actionRequired',
  since: '2026-11-30T02:00:00.000Z',
  reason: 'no rule permits a redeploy',
  failed: 1,
  seen: null,
  run: null,
  person: null,
  lastRunId: 'run-1',
};

it.each<[boolean, Partial<RunAlert>, Partial<IncidentNow>]>([
  [true, {}, {}],
  [false, {}, { lastRunId: 'run-2' }],
  [false, {}, { seen: { by: 'Anna', at: now.since } }],
  [false, {}, { state: 'escalated' }],
  [true, { autoFix }, { state: 'escalated' }],
  [true, { kind: 'autoFixApplied', autoFix }, { state: 'redeployed' }],
  [false, { kind: 'autoFixApplied', autoFix }, { state: 'escalated' }],
  [true, { kind: 'recovered' }, { state: 'resolved', lastRunId: 'run-0' }],
  [false, { kind: 'errored' }, { state: 'diagnosing' }],
])('says whether a message is still true: %s', (expected, said, is) => {
  expect(isStillTrue({ ...alert, ...said }, { ...now, ...is })).toBe(expected);
});

describe('what the channel shows of a thread', () => {
  const failedInARow = (failed: number): RunAlert => ({
    ...alert,
    course: { since: now.since, runs: failed, failed, isMore: false, lastPassedAt: null, cause: null, until: null },
  });

  it('is the first three failures in a row, and then each doubling', () => {
    const shown = Array.from({ length: 50 }, (_, index) => index + 1).filter((failed) =>
      showsInChannel(failedInARow(failed), true)
    );
    expect(shown).toEqual([1, 2, 3, 6, 12, 24, 48]);
  });

  it('is the first word to a person, however many failures there were', () => {
    expect(showsInChannel(failedInARow(5), false)).toBe(true);
  });

  it('is the end that people wait for, and nothing that only adds to what they know', () => {
    const kinds = [
      'autoFixApplied',
      'recovered',
      'inconclusive',
      'errored',
      'missed',
      'closed',
      'acknowledged',
    ] as const;
    expect(kinds.filter((kind) => showsInChannel({ ...alert, kind }, true))).toEqual(['autoFixApplied', 'recovered']);
    const corrected = (incident: 'resolved' | 'stays') =>
      showsInChannel({ ...alert, kind: 'corrected', correction: { verdict: 'missed', reason: '', incident } }, true);
    expect([corrected('resolved'), corrected('stays')]).toEqual([true, false]);
  });
});
