import { parseSummary, redactSummary } from '.';

const rate = { type: 'rate', values: { rate: 0.5, passes: 1, fails: 1 } };

describe('redactSummary', () => {
  it('removes what setup() returned', () => {
    const { summary, removed } = redactSummary({ metrics: { checks: rate }, setup_data: { token: 'eyJ-secret' } });
    expect(JSON.stringify(summary)).not.toContain('secret');
    expect(summary).toEqual({ metrics: { checks: rate } });
    expect(removed).toEqual(['setup_data']);
  });

  it("removes the script's source from the machine-readable summary and keeps its duration", () => {
    const { summary, removed } = redactSummary({
      config: { duration: 2, script: 'const password = "secret"' },
      results: { metrics: [] },
    });
    expect(summary).toEqual({ config: { duration: 2 }, results: { metrics: [] } });
    expect(removed).toEqual(['config.script']);
  });

  it('does not change what it was given', () => {
    const given = { metrics: {}, setup_data: { token: 'x' }, config: { script: 'y' } };
    redactSummary(given);
    expect(given).toEqual({ metrics: {}, setup_data: { token: 'x' }, config: { script: 'y' } });
  });

  it('cuts groups first, then other metrics, and keeps the figures of the run', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`custom_${i}`, rate]));
    const given = {
      metrics: {
        http_reqs: { values: { count: 2 } },
        'http_req_failed{name:pay}': rate,
        http_req_failed: rate,
        ...many,
      },
      root_group: { groups: 'x'.repeat(20_000) },
    };
    const groupsCut = redactSummary(given, 50_000);
    expect(groupsCut.removed).toEqual(['root_group']);
    expect(Object.keys(groupsCut.summary.metrics as object)).toHaveLength(503);

    const metricsCut = redactSummary(given, 5000);
    expect(Object.keys(metricsCut.summary.metrics as object)).toEqual([
      'http_reqs',
      'http_req_failed{name:pay}',
      'http_req_failed',
    ]);
    const parsed = parseSummary(metricsCut.summary);
    expect(parsed.ok && parsed.summary).toMatchObject({ requests: 2, failedRequests: 1 });
  });

  it('cuts the machine-readable one the same way', () => {
    const metrics = Array.from({ length: 300 }, (_, i) => ({ name: `custom_${i}`, values: {} }));
    const checks = { metrics: [{ name: 'checks_succeeded', values: {} }], results: ['x'.repeat(9000)] };
    const given = { results: { metrics: [{ name: 'http_reqs', values: { count: 1 } }, ...metrics], checks } };
    expect(redactSummary(given, 2000).summary).toEqual({
      results: { metrics: [{ name: 'http_reqs', values: { count: 1 } }], checks: { metrics: checks.metrics } },
    });
  });

  it('keeps nothing of a summary that stays too large', () => {
    const given = { metrics: { http_reqs: { values: { count: 'x'.repeat(5000) } } } };
    expect(redactSummary(given, 1000)).toEqual({ summary: {}, removed: ['everything: larger than 1000 bytes'] });
  });

  it.each([
    ['handleSummary', { values: { count: 3 }, thresholds: { 'count<1': { ok: false } } }],
    ['--summary-export', { count: 3, thresholds: { 'count<1': true } }],
  ])('keeps a crossed threshold of a metric that has to go (%s)', (_shape, crossed) => {
    const group = 'values' in crossed ? { values: { avg: 1, p95: 2 } } : { avg: 1, 'p(95)': 2 };
    const groups = Object.fromEntries(
      Array.from({ length: 4000 }, (_, i) => [`group_duration{group:::a long name of a group ${i} of many}`, group])
    );
    const requests = 'values' in crossed ? { values: { count: 2 } } : { count: 2, rate: 1 };
    const given = { metrics: { http_reqs: requests, checkout_errors: crossed, ...groups } };
    expect(JSON.stringify(given).length).toBeGreaterThan(256 * 1024);
    const parsed = parseSummary(redactSummary(given).summary);
    expect(parsed).toMatchObject({
      ok: true,
      summary: { thresholds: [{ metric: 'checkout_errors', expression: 'count<1', ok: false }] },
    });
  });

  it('cuts a name that alone makes a summary too large, and keeps its threshold and its selector', () => {
    const named = (end: string) => `own_duration{name:${'n'.repeat(300_000)}${end}}`;
    const trend = (crossed: boolean) => ({ avg: 1, 'p(95)': 1, count: 3, thresholds: { 'p(95)<5': crossed } });
    const metrics = { http_reqs: { count: 60, rate: 2 }, [named('a')]: trend(true), [named('b')]: trend(false) };
    const parsed = parseSummary(redactSummary({ metrics }).summary);
    const thresholds = parsed.ok ? parsed.summary.thresholds : [];
    expect(thresholds.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(thresholds.every(({ metric }) => /^own_duration\{name:n+… [0-9a-f]{16}\}$/.test(metric))).toBe(true);
    expect(parsed).toMatchObject({ summary: { requests: 60 } });
  });
});
