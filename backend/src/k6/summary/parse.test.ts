import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSummary } from '.';
import { type K6Summary } from '../../model/k6-summary';

/** Recorded from real k6 by tests/fixtures/k6/record-summaries.ts; two runs, the second machine-readable. */
interface Recording {
  readonly exitCode: number;
  readonly handleSummary: Record<string, unknown> | null;
  readonly summaryExport: Record<string, unknown> | null;
  readonly machineReadable: Record<string, unknown> | null;
}

function recordingOf(version: string, name: string): Recording {
  const file = join(__dirname, '../../../../tests/fixtures/k6/summaries', version, `${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Recording;
}

function parsed(raw: unknown): K6Summary {
  const result = parseSummary(raw);
  if (!result.ok) {
    throw new Error(JSON.stringify(result.problems));
  }
  return result.summary;
}

const shapes = ['handleSummary', 'summaryExport', 'machineReadable'] as const;

/** A handleSummary with these metrics, where only the numbers matter. */
function handMade(metrics: Record<string, Record<string, unknown>>): unknown {
  const entries = Object.entries(metrics).map(([name, values]) => [name, { type: 'any', values }]);
  return { state: { testRunDurationMs: 1000 }, metrics: Object.fromEntries(entries) as unknown };
}

describe.each([
  ['v1', '1.8.1'],
  ['v2', '2.2.0'],
])('parseSummary on real k6 summaries of %s', (folder, k6Version) => {
  const recording = (name: string) => recordingOf(folder, name);
  const each = (name: string) => shapes.map((shape) => parsed(recording(name)[shape]));

  it(`has them from k6 ${k6Version}`, () => {
    expect(recording('passing').machineReadable).toMatchObject({ metadata: { k6_version: k6Version } });
  });

  it('reads the same figures from the two shapes of one run', () => {
    for (const name of [
      'passing',
      'one-error',
      'thresholds-crossed',
      'failing-checks',
      'arrival-rate-dropped',
      'groups',
    ]) {
      const { handleSummary, summaryExport } = recording(name);
      const { shape: _a, durationMs, ...first } = parsed(handleSummary);
      expect(first.iterationSeconds).toBeGreaterThan(0);
      const { shape: _b, durationMs: computed, ...second } = parsed(summaryExport);
      expect(second).toEqual(first);
      expect(computed).toBeCloseTo(durationMs ?? 0, 6);
    }
  });

  it('counts failed requests, not good ones, and divides exactly', () => {
    for (const summary of each('one-error')) {
      expect(summary).toMatchObject({ requests: 500, failedRequests: 1, errorRate: 1 / 500, iterations: 500 });
    }
  });

  it('knows that every request of a dead target failed, at 0 ms', () => {
    for (const summary of each('dead-target')) {
      expect(summary.failedRequests).toBe(summary.requests);
      expect(summary).toMatchObject({ errorRate: 1, avgResponseTimeMs: 0, p95ResponseTimeMs: 0 });
    }
  });

  it('turns the thresholds of --summary-export the right way round', () => {
    const { handleSummary, summaryExport, exitCode } = recording('thresholds-crossed');
    const expected = [
      { metric: 'http_req_duration', expression: 'avg<5000', ok: true, samples: 'some', isTime: true },
      { metric: 'http_req_duration', expression: 'p(95)<20', ok: false, samples: 'some', isTime: true },
      { metric: 'http_req_failed', expression: 'rate==0', ok: true, samples: 'some', isTime: false },
    ];
    expect(exitCode).toBe(99);
    expect(parsed(handleSummary).thresholds).toEqual(expected);
    expect(parsed(summaryExport).thresholds).toEqual(expected);
  });

  it('reports no response time and no error rate of a run without requests, though k6 writes 0 and ok', () => {
    for (const summary of each('zero-requests')) {
      expect(summary).toMatchObject({
        requests: null,
        failedRequests: null,
        errorRate: null,
        avgResponseTimeMs: null,
        p95ResponseTimeMs: null,
        activeVirtualUsers: 2,
      });
      expect(summary.thresholds.map(({ ok }) => ok)).not.toContain(false);
      expect(summary.thresholds.filter(({ metric }) => metric === 'http_req_duration')).not.toContainEqual(
        expect.objectContaining({ ok: true })
      );
    }
  });

  it('reads an aborted run like any other: k6 does not say that it was stopped', () => {
    for (const summary of each('aborted')) {
      expect(summary.durationMs).toBeGreaterThan(1500);
      expect(summary.durationMs).toBeLessThan(5000);
      expect(summary.requests).toBeGreaterThan(0);
      expect(summary.activeVirtualUsers).toBe(3);
    }
  });

  it('counts checks', () => {
    for (const { checks, requests } of each('failing-checks')) {
      expect(checks).toEqual({ passes: requests, fails: requests });
    }
    expect(parsed(recording('one-error').handleSummary).checks).toBeNull();
  });

  it('has no p95 when summaryTrendStats left it out, also where k6 writes null', () => {
    for (const summary of each('no-p95')) {
      expect(summary.p95ResponseTimeMs).toBeNull();
      expect(summary.avgResponseTimeMs).toBeGreaterThan(0);
    }
  });

  it('has no error rate when the script switched http_req_failed off', () => {
    for (const summary of each('no-response-callback')) {
      expect(summary).toMatchObject({ requests: 60, failedRequests: null, errorRate: null });
    }
  });

  it('has no users of a run too short for the gauge', () => {
    for (const summary of each('short')) {
      expect(summary).toMatchObject({ requests: 8, activeVirtualUsers: null, allocatedVirtualUsers: null });
    }
  });

  it('keeps milliseconds whatever unit the script shows its times in', () => {
    for (const summary of each('seconds')) {
      expect(summary.durationMs).toBeGreaterThan(1400);
      expect(summary.p95ResponseTimeMs).toBeGreaterThan(0.1);
    }
  });

  it('adds up the time of completed iterations: nearly all that the four users had', () => {
    for (const { iterationSeconds, durationMs } of each('passing')) {
      const share = (iterationSeconds ?? 0) / (4 * ((durationMs ?? 0) / 1000));
      expect(share).toBeGreaterThan(0.95);
      expect(share).toBeLessThanOrEqual(1);
    }
    for (const { iterationSeconds } of each('setup-throws')) {
      expect(iterationSeconds).toBeNull();
    }
  });

  it('counts dropped iterations', () => {
    for (const { droppedIterations } of each('arrival-rate-dropped')) {
      expect(droppedIterations).toBeGreaterThan(50);
    }
    expect(parsed(recording('passing').summaryExport).droppedIterations).toBe(0);
  });

  it('reads what is left of a run whose setup() threw', () => {
    for (const summary of each('setup-throws')) {
      expect(summary).toMatchObject({ requests: null, iterations: null, errorRate: null, thresholds: [] });
    }
  });
});

describe('parseSummary on anything else', () => {
  it('accepts p(95) in the machine-readable shape too', () => {
    const metrics = [
      { name: 'http_reqs', values: { count: 10 } },
      { name: 'http_req_duration', values: { avg: 5, 'p(95)': 9 } },
    ];
    expect(parsed({ config: { duration: 2.5 }, results: { metrics } })).toMatchObject({
      shape: 'machineReadable',
      durationMs: 2500,
      p95ResponseTimeMs: 9,
    });
  });

  it('refuses impossible figures and names each', () => {
    const result = parseSummary(
      handMade({
        http_reqs: { count: -3, rate: 1 },
        http_req_duration: { avg: 1e300, 'p(95)': 'NaN' },
        http_req_failed: { passes: 1.5, fails: 2, rate: 7 },
        vus: { max: 1e12 },
        iterations: { count: 2 ** 60 },
      })
    );
    expect(result.ok).toBe(false);
    const problems = result.ok ? [] : result.problems;
    expect(problems.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'metrics.http_reqs.values.count',
        'metrics.http_req_duration.values.avg',
        'metrics.http_req_duration.values.p(95)',
        'metrics.http_req_failed.values.passes',
        'metrics.http_req_failed.values.rate',
        'metrics.vus.values.max',
        'metrics.iterations.values.count',
      ])
    );
    expect(problems.find(({ path }) => path.endsWith('http_reqs.values.count'))?.message).toContain('received -3');
  });

  it('refuses figures that JSON cannot carry but a caller may', () => {
    const result = parseSummary(handMade({ http_reqs: { count: Number.NaN }, vus: { max: Infinity } }));
    expect(result.ok ? [] : result.problems).toHaveLength(2);
  });

  it('refuses a rate that its own counts contradict', () => {
    const result = parseSummary(
      handMade({ http_reqs: { count: 4 }, http_req_failed: { passes: 2, fails: 2, rate: 0 } })
    );
    expect(result.ok ? [] : result.problems).toEqual([
      { path: 'metrics.http_req_failed.values', message: 'the counts 2 of 4 do not give the rate 0' },
    ]);
  });

  it.each([null, 7, 'text', [], {}, { metrics: 3 }, { metrics: { http_reqs: 5 } }, { results: {} }])(
    'says what is wrong with %j',
    (raw) => {
      const result = parseSummary(raw);
      expect(result.ok ? [] : result.problems.map(({ message }) => message)).not.toHaveLength(0);
    }
  );

  it('ignores metrics it does not know and reads an empty summary as nothing known', () => {
    expect(parsed({ metrics: { my_metric: { anything: ['at all'] } } })).toMatchObject({
      shape: 'summaryExport',
      requests: null,
      durationMs: null,
    });
    expect(parsed({ metrics: {} })).toMatchObject({ requests: null });
  });
});
