import { verdicts, type Verdict } from '../model/run';
import type { ThresholdResult } from '../model/verdict';
import { type AnnotatedRun, renderAnnotation } from './render';

const p95Breach: ThresholdResult = {
  source: 'catalogue',
  metric: 'p95ResponseTimeMs',
  expression: 'p95 ≤ 500 ms',
  ok: false,
  limit: 500,
  value: 812,
  unit: 'ms',
  margin: 312,
  marginRatio: 0.624,
};
const failed: AnnotatedRun = {
  test: 'checkout',
  verdict: 'failed',
  reason: null,
  actionRequired: true,
  actionRequiredReason: null,
  autoFixOutcome: null,
  virtualUsers: 10,
  p95ResponseTimeMs: 812,
  errorRate: 0,
  errorRateSamples: 600,
  breached: [p95Breach],
  diagnosisText: 'One endpoint is slow whenever it is called.',
};
const textOf = (changes: Partial<AnnotatedRun> = {}) => renderAnnotation({ ...failed, ...changes }).text;

it('says which limit a run has broken by how much, whether a person is needed, and why it failed', () => {
  expect(textOf()).toBe(
    'checkout: failed. p95 812 ms (limit 500 ms, +62.4 %), 10 virtual users. Action required. ' +
      'One endpoint is slow whenever it is called.'
  );
});

describe('severity', () => {
  const severities: Readonly<Record<Verdict, readonly [string, string]>> = {
    passed: ['info', 'info'],
    failed: ['warning', 'critical'],
    inconclusive: ['warning', 'critical'],
    errored: ['warning', 'critical'],
    missed: ['warning', 'critical'],
  };
  it.each(verdicts)('of a run that is %s: what needs a person is critical, a passed run never', (verdict) => {
    const severityOf = (actionRequired: boolean) => renderAnnotation({ ...failed, verdict, actionRequired }).severity;
    expect([severityOf(false), severityOf(true)]).toEqual(severities[verdict]);
  });
});

it.each(verdicts)('names the verdict %s, with the figures where no limit was broken', (verdict) => {
  const changes = { verdict, breached: [], actionRequired: false, diagnosisText: null, errorRate: 0.005 };
  expect(textOf(changes)).toBe(`checkout: ${verdict}. p95 812 ms, error rate 0.5 % (3 of 600), 10 virtual users.`);
});

it('says what was not measured instead of showing 0', () => {
  const nothing = { virtualUsers: null, p95ResponseTimeMs: null, errorRate: null, errorRateSamples: null };
  expect(textOf({ ...nothing, verdict: 'errored', breached: [], actionRequired: false, diagnosisText: null })).toBe(
    'checkout: errored. p95 not measured, error rate not measured.'
  );
});

it('leaves out limits that held, and all but three that did not', () => {
  const k6 = (metric: string): ThresholdResult => ({ ...p95Breach, source: 'k6', metric, value: null, limit: null });
  const text = textOf({ breached: [{ ...k6('held'), ok: true }, k6('a'), k6('b'), k6('c'), k6('d')] });
  expect(text).toContain(
    'on a not met, k6 threshold p95 ≤ 500 ms on b not met, k6 threshold p95 ≤ 500 ms on c not met'
  );
  expect(text).not.toMatch(/held|on d/);
});

it('is one line of plain text, whatever the diagnosis holds', () => {
  const text = textOf({ diagnosisText: 'first\nsecond\u0000\u202e  third\t<b>' });
  expect(text).toMatch(/first second third <b>$/);
  expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

it('is a tooltip, not a report: 500 characters, cut between them', () => {
  const text = textOf({ diagnosisText: '🚀'.repeat(600) });
  expect([...text]).toHaveLength(500);
  expect(text.endsWith('🚀…')).toBe(true);
});

describe('what was done and what is to be done', () => {
  const outcomes = [
    ['pending', 'redeploy, not verified yet'],
    ['fixed', 'redeploy fixed it'],
    ['notFixed', 'redeploy did not fix it'],
    ['unknown', 'redeploy, outcome unknown'],
  ] as const;
  it.each(outcomes)('an auto-fix whose outcome is %s', (autoFixOutcome, words) => {
    expect(textOf({ autoFixOutcome, actionRequired: false })).toContain(
      ` 10 virtual users. Auto-fix applied: ${words}. One endpoint is slow`
    );
  });

  it('the reason why a person is needed, as a sentence, before the diagnosis', () => {
    expect(textOf({ actionRequiredReason: 'no rule permits a redeploy' })).toMatch(
      /Action required: no rule permits a redeploy\. One endpoint is slow/
    );
    expect(textOf({ actionRequiredReason: 'Grafana said "no."\n' })).toContain('required: Grafana said "no.". One');
    expect(textOf({ actionRequiredReason: 'no person', actionRequired: false })).not.toContain('no person');
  });

  it('leaves room for the diagnosis, however long the reason', () => {
    const text = textOf({ actionRequiredReason: 'x'.repeat(900) });
    expect(text).toMatch(/Action required: x{149}… One endpoint is slow whenever it is called\.$/);
  });

  it.each(['inconclusive', 'errored', 'missed'] as const)('why a run that was %s could not be used', (verdict) => {
    const unusable = { verdict, breached: [], actionRequired: false, diagnosisText: null, reason: 'k6 was killed' };
    expect(textOf(unusable)).toMatch(/10 virtual users\. k6 was killed\.$/);
  });

  it('no reason beside a diagnosis, or of a failed run, whose figures say it', () => {
    expect(textOf({ reason: 'p95 812 ms', diagnosisText: null })).not.toMatch(/p95 812 ms\.$/);
    expect(textOf({ verdict: 'errored', reason: 'k6 was killed' })).not.toContain('killed');
  });
});
