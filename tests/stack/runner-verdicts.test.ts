import type { RunDetail } from '../../src/api/request';
import type { SeenRequest } from '../fixtures/k6/target';
import { expectK6Figures, expectSameFigures, k6FiguresOf } from './figures';
import { describeOnEachStoreAndK6, type StackMetricStore } from './metric-stores';
import { startRunnerMatrix, type MatrixEntry, type RunnerMatrix } from './runner-matrix';

/** Enough for a verdict, and so few that a busy machine makes them in a script's time, too. */
const busyMachine = { minimumRequests: 10 };

/** Longest first; k6 is asked to abort only when about two seconds of samples are on their way. */
const entries: readonly MatrixEntry[] = [
  {
    name: 'ramping',
    script: 'ramping.js',
    during: {
      afterRequests: 20,
      do: async ({ sidecar }, runId) => {
        const gate = await sidecar.api.gate(runId);
        expect([gate.status, gate.headers.get('retry-after')]).toEqual([425, '2']);
        expect(gate.body).toMatchObject({ runId, test: 'ramping', verdict: null, status: 'running' });
      },
    },
  },
  {
    name: 'killed',
    script: 'aborted.js',
    during: { afterRequests: 300, do: ({ signalK6 }, runId) => signalK6(runId, 'SIGKILL') },
  },
  {
    name: 'interrupted',
    script: 'aborted.js',
    during: { afterRequests: 200, do: ({ signalK6 }, runId) => signalK6(runId, 'SIGINT') },
  },
  {
    name: 'stopped',
    script: 'aborted.js',
    during: {
      afterRequests: 200,
      do: async ({ sidecar }, runId) => expect((await sidecar.api.stop(runId)).status).toBe(202),
    },
  },
  { name: 'passing', script: 'passing.js' },
  { name: 'groups', script: 'groups.js', thresholds: busyMachine },
  { name: 'one-error', script: 'one-error.js' },
  { name: 'tolerated-error', script: 'one-error.js', thresholds: { errorRate: 0.002 } },
  { name: 'dead-target', script: 'dead-target.js', dead: true },
  { name: 'zero-requests', script: 'zero-requests.js' },
  { name: 'thresholds-crossed', script: 'thresholds-crossed.js', thresholds: { p95ResponseTimeMs: 50 } },
  { name: 'failing-checks', script: 'failing-checks.js', thresholds: busyMachine },
  { name: 'checks-opted-out', script: 'failing-checks.js', thresholds: { ...busyMachine, checksMustPass: false } },
  { name: 'throws', script: 'throws.js' },
  { name: 'throws-after-request', script: 'throws-after-request.js', thresholds: busyMachine },
  {
    name: 'arrival-rate-dropped',
    script: 'arrival-rate-dropped.js',
    thresholds: { p95ResponseTimeMs: 100, minimumRequests: 10 },
  },
  { name: 'exec-abort', script: 'exec-abort.js' },
  { name: 'no-p95', script: 'no-p95.js' },
  { name: 'no-response-callback', script: 'no-response-callback.js' },
  { name: 'too-few-requests', script: 'passing.js', thresholds: { minimumRequests: 100_000 } },
  { name: 'setup-throws', script: 'setup-throws.js' },
  { name: 'syntax-error', script: 'syntax-error.js' },
];

const codesOf = (run: RunDetail): string[] => run.reasons.map(({ code }) => code);

/** k6 gives up the request that each of its 3 users waits for, and does not count it. */
function expectAllButInterrupted(run: RunDetail, seen: number): void {
  expect(run.requests).toBeLessThanOrEqual(seen);
  expect(run.requests).toBeGreaterThanOrEqual(seen - 3);
}

describeOnEachStoreAndK6("runs of the sidecar's own runner", (prepare, k6Bin) => {
  let store: StackMetricStore;
  let matrix: RunnerMatrix;
  beforeAll(async () => {
    store = await prepare();
    matrix = await startRunnerMatrix(store, entries, k6Bin);
  }, 240_000);
  afterAll(async () => {
    await matrix.dispose();
    await store.dispose();
  }, 240_000);

  it('passes a run that keeps all limits', async () => {
    const run = await matrix.run('passing');
    expect(run).toMatchObject({
      verdict: 'passed',
      counts: true,
      trigger: 'manual',
      reporter: 'runner',
      virtualUsers: 4,
      virtualUsersSource: 'active',
      failedRequests: 0,
      errorRate: 0,
      actionRequired: false,
      incidentId: null,
      autoFixApplied: null,
    });
    expect(codesOf(run)).toEqual(['withinLimits']);
    expectK6Figures(run);
    expect(run.requests).toBe(matrix.target('passing').requests.length);
    expect(run.instances).toMatchObject([{ instance: '0', exitCode: 0, signal: null }]);
    expect(run.durationSeconds).toBeGreaterThanOrEqual(3);
    expect(run.generator?.peakMemoryMb).toBeGreaterThan(10);
    expect(run.generator?.watchedSeconds).toBeGreaterThan(1);
    expect(run.warmUp).toBeNull();
    expect(Date.parse(run.endedAt ?? '') - Date.parse(run.startedAt ?? '')).toBeGreaterThanOrEqual(3000);
    expect(run.thresholds.map(({ metric, ok }) => [metric, ok])).toEqual([
      ['errorRate', true],
      ['p95ResponseTimeMs', true],
      ['checks', true],
      ['http_req_duration', true],
      ['http_req_failed', true],
    ]);
    // A second one where the store answered after the verdict.
    const followed = new Set(run.effects.map(({ kind, state }) => `${kind} ${state}`));
    expect([...followed]).toEqual(['resultPoint confirmed']);
    expect(await matrix.sidecar.api.gate(run.id)).toMatchObject({ status: 200, body: { verdict: 'passed' } });
  }, 300_000);

  it('fails a run with one error in 500', async () => {
    const run = await matrix.run('one-error');
    expect(run).toMatchObject({ verdict: 'failed', requests: 500, failedRequests: 1, errorRate: 0.002 });
    expect(codesOf(run)).toEqual(['errorRateBreach']);
    expect(run.reasons[0]?.text).toBe('error rate 0.2 % (1 of 500), limit 0 %');
    expectK6Figures(run);
    expect(run.endpoints).toMatchObject([
      { name: 'flaky', method: 'GET', statusClass: '2xx', requests: 499, failedRequests: 0, errorRate: 0 },
      { name: 'flaky', method: 'GET', statusClass: '5xx', requests: 1, failedRequests: 1, errorRate: 1 },
    ]);
    expect(run.statusCodes).toEqual([
      { code: 200, requests: 499 },
      { code: 500, requests: 1 },
    ]);
    expect(run.errorCodes).toEqual([{ code: 1500, requests: 1 }]);
    expect(await matrix.sidecar.api.gate(run.id)).toMatchObject({ status: 409, body: { verdict: 'failed' } });
  }, 300_000);

  it('passes an error rate of exactly its limit', async () => {
    const run = await matrix.run('tolerated-error');
    expect(run).toMatchObject({ verdict: 'passed', errorRate: 0.002, failedRequests: 1 });
    expect(run.thresholds[0]).toMatchObject({ metric: 'errorRate', ok: true, margin: 0 });
  }, 300_000);

  it('says errored, and who it was, when a person stops a run', async () => {
    const run = await matrix.run('stopped');
    expect(run.verdict).toBe('errored');
    expect(codesOf(run)).toEqual(['stoppedByPerson', 'plannedDurationNotReached']);
    expect(run.instances).toMatchObject([{ exitCode: 105 }]);
    expectK6Figures(run);
    expectAllButInterrupted(run, matrix.target('stopped').requests.length);
    expect(run.effects.map(({ kind }) => kind)).not.toContain('slackMessage');
    expect(await matrix.sidecar.api.stop(run.id)).toMatchObject({ status: 409 });
  }, 300_000);

  it('says errored when k6 gets a SIGINT from elsewhere', async () => {
    const run = await matrix.run('interrupted');
    expect(run.verdict).toBe('errored');
    expect(codesOf(run)).toEqual(['aborted', 'plannedDurationNotReached']);
    expect(run.instances).toMatchObject([{ exitCode: 105 }]);
    expectK6Figures(run);
    expectAllButInterrupted(run, matrix.target('interrupted').requests.length);
    expect(run.effects.map(({ kind }) => kind)).toContain('slackMessage');
  }, 300_000);

  it('says errored when k6 is killed, with the figures of what reached the store', async () => {
    const run = await matrix.run('killed');
    expect(run.verdict).toBe('errored');
    expect(codesOf(run).slice(0, 2)).toEqual(['processKilled', 'summaryMissing']);
    expect(run.instances).toMatchObject([{ exitCode: null, signal: 'SIGKILL', k6Summary: null }]);
    expect(run.storeCheck).toMatchObject({ kind: 'storeOnly', storeRequests: run.requests, lost: { batches: 0 } });
    expect(run.requests).toBeGreaterThan(0);
    expect(run.requests).toBeLessThanOrEqual(matrix.target('killed').requests.length);
    expect(run).toMatchObject({ virtualUsers: 3, errorRate: 0, failedRequests: 0 });
    expect(run.p95ResponseTimeMs).toBeGreaterThan(0);
    expect(run.avgResponseTimeMs).toBeGreaterThan(0);
  }, 300_000);

  it('never passes a run without a request', async () => {
    const run = await matrix.run('zero-requests');
    expect(run).toMatchObject({
      verdict: 'inconclusive',
      requests: 0,
      errorRate: null,
      p95ResponseTimeMs: null,
      avgResponseTimeMs: null,
      virtualUsers: 2,
    });
    expect(codesOf(run)).toEqual(['noRequests', 'thresholdWithoutSamples']);
    // k6 itself has called the script's limits kept.
    expect(run.instances).toMatchObject([{ exitCode: 0 }]);
    expectK6Figures(run);
    expect(await matrix.sidecar.api.gate(run.id)).toMatchObject({ status: 409 });
  }, 300_000);

  it('tells endpoints, methods and status classes of a script with groups', async () => {
    const run = await matrix.run('groups');
    const seen = matrix.target('groups').requests;
    const count = (matches: (request: SeenRequest) => boolean): number => seen.filter(matches).length;
    expect(run.verdict).toBe('passed');
    expectK6Figures(run);
    expect(run.requests).toBe(seen.length);
    const home = (method: string) => (request: SeenRequest) => request.method === method && request.url === '/';
    const item = (method: string) => (request: SeenRequest) =>
      request.method === method && request.url.startsWith('/item/');
    const expected = [
      // The first request to / is setup()'s and has no name of its own; teardown()'s has.
      ['home', 'GET', '2xx', count(home('GET')) - 1],
      [`${run.target}/`, 'GET', '2xx', 1],
      ['redirect', 'GET', '3xx', count(({ url }) => url === '/redirect')],
      ['redirect', 'GET', '2xx', count(({ url }) => url === '/fast')],
      ['item', 'GET', '2xx', count(item('GET'))],
      ['item', 'POST', '2xx', count(item('POST'))],
      ['item', 'DELETE', '2xx', count(item('DELETE'))],
      ['slow', 'GET', '2xx', count(({ url }) => url.startsWith('/slow'))],
      ['missing', 'GET', '4xx', count(({ status }) => status === 404)],
    ];
    const found = run.endpoints.map(({ name, method, statusClass, requests }) => [name, method, statusClass, requests]);
    expect(found.sort()).toEqual(expected.sort());
    expect(run.endpointsLeftOut).toBe(0);
    // An expected 404 is no failure.
    expect(run.endpoints.map(({ failedRequests }) => failedRequests)).toEqual(run.endpoints.map(() => 0));
    const slow = run.endpoints.find(({ name }) => name === 'slow');
    expect(slow?.avgResponseTimeMs).toBeGreaterThanOrEqual(30);
    expect(slow?.p95ResponseTimeMs).toBeGreaterThanOrEqual(slow?.avgResponseTimeMs ?? 0);
    const byStatus = (code: number) => ({ code, requests: count(({ status }) => status === code) });
    expect([...run.statusCodes].sort((a, b) => a.code - b.code)).toEqual([200, 201, 204, 302, 404].map(byStatus));
    expect(JSON.stringify(run)).not.toContain('a-secret-made-by-setup');
  }, 300_000);

  it('finds the peak of a ramp, and its shape; the gate answered 425 while it ran', async () => {
    const run = await matrix.run('ramping');
    expect(run).toMatchObject({
      verdict: 'passed',
      virtualUsers: 6,
      virtualUsersSource: 'active',
      planned: { virtualUsers: 6, durationSeconds: 4.5 },
    });
    expectK6Figures(run);
    expect(run.requests).toBe(matrix.target('ramping').requests.length);
    const { points, stepSeconds } = await matrix.sidecar.api.call('read', 'getRunSeries', { path: { id: run.id } });
    expect(Math.max(...points.map((point) => point.virtualUsers ?? 0))).toBe(6);
    const total = points.reduce((sum, point) => sum + point.requestsPerSecond * stepSeconds, 0);
    expect(total).toBeCloseTo(run.requests ?? 0, 6);
  }, 300_000);

  it('fails a run against a target where nothing listens', async () => {
    const run = await matrix.run('dead-target');
    expect(run).toMatchObject({ verdict: 'failed', errorRate: 1, failedRequests: run.requests });
    expect(run).toMatchObject({ avgResponseTimeMs: null, p95ResponseTimeMs: null });
    expect(codesOf(run).slice(0, 2)).toEqual(['targetDidNotAnswer', 'errorRateBreach']);
    expect(k6FiguresOf(run)).toMatchObject({ requests: run.requests, avgResponseTimeMs: 0, p95ResponseTimeMs: 0 });
    expect(run.storeCheck).toMatchObject({ kind: 'compared', missingRequests: 0 });
    expect(run.statusCodes).toEqual([{ code: 0, requests: run.requests }]);
    expect(run.errorCodes).toEqual([{ code: 1212, requests: run.requests }]);
    expect(run.endpoints).toMatchObject([{ name: 'fast', statusClass: 'none', errorRate: 1 }]);
    expect(run).toMatchObject({ actionRequired: true, diagnosis: { classification: 'actionRequired' } });
  }, 300_000);

  it("fails a run that crosses the catalogue's limit and the script's own", async () => {
    const run = await matrix.run('thresholds-crossed');
    expect(run.verdict).toBe('failed');
    expect(codesOf(run)).toEqual(['p95Breach', 'k6ThresholdBreach']);
    expect(run.instances).toMatchObject([{ exitCode: 99 }]);
    expectK6Figures(run);
    const p95 = run.p95ResponseTimeMs ?? 0;
    expect(run.thresholds.filter(({ ok }) => !ok)).toEqual([
      {
        source: 'catalogue',
        metric: 'p95ResponseTimeMs',
        expression: 'p95 ≤ 50 ms',
        ok: false,
        limit: 50,
        value: p95,
        unit: 'ms',
        margin: p95 - 50,
        marginRatio: (p95 - 50) / 50,
      },
      {
        source: 'k6',
        metric: 'http_req_duration',
        expression: 'p(95)<20',
        ok: false,
        samples: 'some',
        limit: 20,
        value: p95,
        unit: 'ms',
        margin: p95 - 20,
        marginRatio: (p95 - 20) / 20,
      },
    ]);
  }, 300_000);

  it.each([
    ['failing-checks', ['checksFailed']],
    ['throws', ['noRequests', 'scriptExceptions']],
    ['throws-after-request', ['scriptExceptions']],
    ['too-few-requests', ['tooFewRequests']],
    ['no-response-callback', ['figureMissing']],
  ])(
    'never passes %s, though k6 ends with 0',
    async (name, codes) => {
      const run = await matrix.run(name);
      expect([run.verdict, codesOf(run), run.instances[0]?.exitCode]).toEqual(['inconclusive', codes, 0]);
      expectK6Figures(run);
      expect(run.requests).toBe(matrix.target(name).requests.length);
    },
    300_000
  );

  it('passes failed checks where the catalogue has opted out of them', async () => {
    const run = await matrix.run('checks-opted-out');
    expect(run.verdict).toBe('passed');
  }, 300_000);

  it('measures p95 also where the script leaves it out of its summary', async () => {
    const run = await matrix.run('no-p95');
    expect(run).toMatchObject({ verdict: 'passed', requests: 60 });
    expect(run.p95ResponseTimeMs).toBeGreaterThan(0);
    expectK6Figures(run);
  }, 300_000);

  it('blames the generator, not the target, when k6 could not start the planned iterations', async () => {
    const run = await matrix.run('arrival-rate-dropped');
    expect(run.verdict).toBe('inconclusive');
    expect(codesOf(run)).toEqual(['generatorSaturated', 'p95Breach']);
    expect(run.droppedIterationsShare).toBeGreaterThan(0.5);
    expectK6Figures(run);
  }, 300_000);

  it.each([
    ['exec-abort', 'aborted', 108],
    ['setup-throws', 'scriptError', 107],
    ['syntax-error', 'scriptError', 107],
  ])(
    'says errored for %s',
    async (name, code, exitCode) => {
      const run = await matrix.run(name);
      expect([run.verdict, codesOf(run)[0], run.instances[0]?.exitCode]).toEqual(['errored', code, exitCode]);
      // One virtual user aborts while another's request may be under way.
      expectAllButInterrupted(run, matrix.target(name).requests.length);
      if (name === 'exec-abort') {
        expectK6Figures(run);
      }
    },
    300_000
  );

  it('says what k6 said about a script it cannot read', async () => {
    const run = await matrix.run('syntax-error');
    expect(run.instances[0]?.k6Summary).toBeNull();
    expect(run.instances[0]?.logTail.join('\n')).toContain('Unexpected');
  }, 300_000);

  it("has the same figures in the metric store as k6's own summary, run by run, also after a restart", async () => {
    const runs = await Promise.all(entries.map(({ name }) => matrix.run(name)));
    await matrix.sidecar.stop();
    const reopened = await store.open(matrix.dataDir);
    try {
      for (const run of runs) {
        const figures = await reopened.figures({
          runId: run.id,
          from: new Date(Date.parse(run.announcedAt) - 60_000),
          to: new Date(Date.now() + 60_000),
        });
        const { k6Summary = null } = run.instances[0] ?? {};
        expectSameFigures(figures, k6Summary === null ? run : k6FiguresOf(run));
        if (run.virtualUsersSource === 'active') {
          expect([run.test, figures.virtualUsers]).toEqual([run.test, run.virtualUsers]);
        }
      }
    } finally {
      await reopened.close();
    }
  }, 300_000);
});
