import fc from '../testing/seeded-fast-check';
import { featuresOf } from './features';
import type { DiagnosisInput } from '../model/diagnosis';
import { decide } from './policy';
import { rulesText } from './rules-text';
import { coldStart, endpoint, fast, inputOf, repeat, slow } from './testing/inputs';

const textOf = (input: DiagnosisInput) => rulesText(input, featuresOf(input));

describe('text by rules', () => {
  it('names the test, the breach with its limit, where and when, and what to look at', () => {
    const input = inputOf(repeat(30, { p95: 210, failed: 5 }), {
      endpoints: [
        endpoint('/', { requests: 400 }),
        endpoint('/api/checkout?token=abc', { statusClass: '5xx', requests: 200, failedRequests: 150 }),
      ],
    });
    expect(textOf(input)).toBe(
      'Load test "checkout" failed: error rate 25 % (limit 0 %; 150 of 600 requests failed). ' +
        'Only "GET /api/checkout" failed: 150 of 200 requests (HTTP 503). Outside the limits for the whole 60 s. ' +
        'The last passed run had p95 230 ms, error rate 0 %. Look at the logs of that endpoint and at its last change.'
    );
  });

  it('counts failures over the requests that k6 judged as failed or not, as the alert beside it does', () => {
    const input = inputOf(repeat(5, { p95: 210, failed: 5 }), {
      endpoints: [endpoint('/', { statusClass: '5xx', requests: 100, failedRequests: 25, errorRateSamples: 50 })],
    });
    const figures = { ...input.figures, errorRateSamples: 50, errorRate: 0.5 };
    const text = textOf({ ...input, figures });
    expect(text).toContain('25 of 50 requests failed)');
    expect(text).toContain('Only "GET /" failed: 25 of 50 requests');
    expect(textOf({ ...input, figures: { ...figures, errorRateSamples: null } })).toContain('; 25 requests failed)');
  });

  it('tells a cold start as what it looks like, with times and both p95', () => {
    expect(textOf(inputOf(coldStart))).toContain(
      'Outside the limits only in the first 12 s of 60 s; p95 per step 1,840 ms then, 210 ms otherwise.'
    );
  });

  it('says since when it is slow, also where it grows or is slow to the end', () => {
    const growing = [...repeat(10, fast), ...repeat(10, { p95: 700 }), ...repeat(10, { p95: 1400 })];
    expect(textOf(inputOf(growing))).toContain(
      'Response times grew 6.7 times over 60 s, outside the limits from second 20 on.'
    );
    expect(textOf(inputOf([...repeat(10, fast), ...repeat(20, slow)]))).toMatch(
      /from second 20 (to the end of 60 s|on)\./
    );
  });

  it('never says of a slowdown that was too long that it did not recover', () => {
    const input = inputOf([...repeat(8, fast), ...repeat(10, slow), ...repeat(12, fast)]);
    expect(textOf(input)).toContain(
      'Outside the limits for 33.3 % of 60 s, from second 16 to 36; p95 per step 1,840 ms then, 210 ms otherwise.'
    );
    const longer = inputOf([...repeat(16, slow), ...repeat(14, fast)]);
    expect(textOf(longer)).toContain('Outside the limits for 53.3 % of 60 s, from second 0 to 32; p95');
    expect(decide(featuresOf(longer), 'autoFixable')).toMatchObject({
      permitsRedeploy: false,
      rule: 'persistent',
      reason: '53.3 % of the run was outside the limits, which is more than a slow start or a short slowdown.',
    });
  });

  it('mentions a young deployment', () => {
    const deployment = { id: 'dpl_2', createdAt: '2026-11-20T09:48:00.000Z' };
    expect(textOf(inputOf(repeat(30, slow), { deployment }))).toContain('The deployment was 12 min old.');
  });

  it('says why a run has no clear verdict, and what was measured', () => {
    const base = inputOf(repeat(2, fast));
    const input = {
      ...base,
      run: { ...base.run, verdict: 'inconclusive' as const },
      reasons: [{ code: 'tooFewRequests' as const, text: '40 requests are fewer than the minimum of 50.' }],
    };
    expect(textOf(input)).toBe(
      'Load test "checkout" was inconclusive: 40 requests are fewer than the minimum of 50. ' +
        'Measured: 40 requests, error rate 0 %, p95 210 ms. It says nothing certain about the target.'
    );
  });

  it('says that nothing was measured', () => {
    const base = inputOf([]);
    expect(textOf({ ...base, series: null, run: { ...base.run, verdict: 'missed' } })).toContain(
      'No requests were measured.'
    );
  });

  it('never exceeds 600 characters, always holds a figure', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 200 });
    fc.assert(
      fc.property(name, name, fc.boolean(), (test, path, failing) => {
        const base = inputOf(repeat(30, failing ? { p95: 210, failed: 3 } : slow));
        const text = textOf({
          ...base,
          run: { ...base.run, test },
          endpoints: [endpoint('/'), endpoint('/', { name: path, statusClass: '5xx', failedRequests: 90 })],
        });
        expect(Array.from(text).length).toBeLessThanOrEqual(600);
        expect(text).toMatch(/\d/);
      })
    );
  });
});
