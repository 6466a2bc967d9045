import { randomUUID } from 'node:crypto';
import { expectStoreCount } from '../../backend/src/metrics/testing/equal-points';
import { startTarget, type Target } from '../fixtures/k6/target';
import { writeCatalogue, type CatalogueFolder } from './catalogue';
import { createExternalRunner, type ExternalK6, type ExternalRunner } from './external-run';
import { expectK6Figures, expectSameFigures, figuresOfSamples } from './figures';
import { describeOnEachStoreAndK6, type StackMetricStore } from './metric-stores';
import { startSidecar, type StackSidecar } from './sidecar';

const timeoutMs = 180_000;

describeOnEachStoreAndK6('runs that k6 elsewhere reports', (prepare, k6Bin) => {
  let store: StackMetricStore;
  let target: Target;
  let catalogue: CatalogueFolder;
  let sidecar: StackSidecar;
  let k6: ExternalRunner;
  beforeAll(async () => {
    [store, target] = await Promise.all([prepare(), startTarget()]);
    catalogue = await writeCatalogue([
      { name: 'monitored', script: 'handle-summary.js', target: target.url },
      { name: 'slow-setup', script: 'slow-setup.js', target: target.url },
    ]);
    sidecar = await startSidecar({ catalogueFile: catalogue.file, env: store.env, k6Bin });
    k6 = await createExternalRunner(store, sidecar, k6Bin);
  }, 240_000);
  afterAll(async () => {
    await sidecar.stop();
    await Promise.all([k6.dispose(), store.dispose(), target.close(), catalogue.remove()]);
  }, 240_000);

  const announce = async (runId: string, more: { readonly expectedInstances?: number } = {}) =>
    sidecar.api.announce({ id: runId, test: 'ci-only', target: target.url, reporter: 'other', ...more });
  const summaryPart = (run: ExternalK6, instance?: string) =>
    ({ part: 'summary', summary: run.summary, ...(instance && { instance }) }) as const;
  const exitPart = (run: ExternalK6, instance?: string) =>
    ({ part: 'exitCode', exitCode: run.outcome.exitCode, ...(instance && { instance }) }) as const;

  describe('by k6/lib/monitor.js', () => {
    it(
      'pass when they have reached their plan, and count when they are the load test of the catalogue',
      async () => {
        const runId = randomUUID();
        const { said } = await k6.runMonitored({
          script: 'handle-summary.js',
          runId,
          target: target.url,
          test: 'monitored',
        });
        expect(said).toEqual([`run ${runId} reported to ${sidecar.url}`]);
        const run = await sidecar.api.waitForSettled(runId);
        expect(run).toMatchObject({ verdict: 'passed', counts: true, trigger: 'external', reporter: 'handleSummary' });
        expect(run).toMatchObject({ virtualUsers: 3, planned: { virtualUsers: 3, durationSeconds: 3 } });
        expect(run.instances).toMatchObject([{ exitCode: null }]);
        expectK6Figures(run);
      },
      timeoutMs
    );

    it(
      'never pass after SIGINT',
      async () => {
        const runId = randomUUID();
        const before = target.requests.length;
        const { exitCode } = await k6.runMonitored({
          script: 'handle-summary.js',
          runId,
          target: target.url,
          test: 'monitored',
          // Well beyond the minimum of requests, so that nothing but the plan tells that this is not the whole run.
          env: { DURATION: '20s' },
          interruptWhen: () => target.requests.length > before + 110,
        });
        expect(exitCode).toBe(105);
        const run = await sidecar.api.waitForSettled(runId);
        expect(run.verdict).toBe('inconclusive');
        expect(run.reasons.map(({ code }) => code)).toEqual(['plannedDurationNotReached']);
        expect(run).toMatchObject({ counts: false, countsReason: expect.stringContaining('load profile') });
        expectK6Figures(run);
        expect(await sidecar.api.gate(runId)).toMatchObject({ status: 409 });
      },
      timeoutMs
    );

    it.each([
      ['users', {}, 'plannedDurationNotReached'],
      ['arrivals', { ARRIVALS: 'yes' }, 'plannedIterationsNotReached'],
    ])(
      'never pass after SIGINT where a slow setup() made them long enough, with planned %s',
      async (_title, env, code) => {
        const slow = { script: 'slow-setup.js', target: target.url, test: 'slow-setup', env };
        const complete = { ...slow, runId: randomUUID() };
        expect((await k6.runMonitored(complete)).exitCode).toBe(0);
        expect(await sidecar.api.waitForSettled(complete.runId)).toMatchObject({ verdict: 'passed' });

        const before = target.requests.length;
        const interrupted = {
          ...slow,
          runId: randomUUID(),
          interruptWhen: () => target.requests.length > before + 110,
        };
        expect((await k6.runMonitored(interrupted)).exitCode).toBe(105);
        const run = await sidecar.api.waitForSettled(interrupted.runId);
        expect(run.durationSeconds).toBeGreaterThan(run.planned?.durationSeconds ?? Infinity);
        expect(run).toMatchObject({ verdict: 'inconclusive', reasons: [{ code }] });
        expect(await sidecar.api.gate(interrupted.runId)).toMatchObject({ status: 409 });
      },
      timeoutMs
    );

    it(
      'of two k6 are one run',
      async () => {
        const runId = randomUUID();
        const request = { script: 'handle-summary.js', runId, target: target.url, test: 'monitored', instances: 2 };
        const outcomes = await Promise.all(['a', 'b'].map((instance) => k6.runMonitored({ ...request, instance })));
        expect(outcomes.map(({ said }) => said)).toEqual([
          [`run ${runId} reported to ${sidecar.url}`],
          [`run ${runId} reported to ${sidecar.url}`],
        ]);
        const run = await sidecar.api.waitForSettled(runId);
        expect(run).toMatchObject({ verdict: 'passed', expectedInstances: 2, virtualUsers: 6 });
        expect(run.requests).toBe(run.instances.reduce((sum, each) => sum + (each.k6Summary?.requests ?? 0), 0));
      },
      timeoutMs
    );
  });

  describe('by parts', () => {
    let finished: ExternalK6;
    let runId: string;
    beforeAll(async () => {
      runId = randomUUID();
      finished = await k6.run({ script: 'passing.js', runId, target: target.url });
    }, timeoutMs);

    it(
      'are judged from the store and the summary, whichever part comes first',
      async () => {
        expect((await announce(runId)).status).toBe(201);
        expect((await announce(runId)).status).toBe(200);
        expect(await sidecar.api.sendPart(runId, exitPart(finished))).toMatchObject({
          status: 202,
          body: { state: 'recorded', waitingFor: ['summary of instance 0'] },
        });
        expect((await sidecar.api.gate(runId)).status).toBe(425);
        expect(await sidecar.api.sendPart(runId, summaryPart(finished))).toMatchObject({
          status: 202,
          body: { state: 'recorded', waitingFor: [] },
        });
        const run = await sidecar.api.waitForSettled(runId);
        expect(run).toMatchObject({
          verdict: 'passed',
          counts: false,
          countsReason: 'the load test is not in the catalogue',
        });
        expectSameFigures(run, finished.figures);
        expectK6Figures(run);
        expect(run.effects).toEqual([]);
      },
      timeoutMs
    );

    it(
      'come to the same verdict in the other order, each sent twice, with other white space and order of keys',
      async () => {
        const other = randomUUID();
        await announce(other);
        const { metrics, ...rest } = finished.summary;
        const reordered = {
          ...Object.fromEntries(Object.entries(rest).reverse()),
          metrics: Object.fromEntries(Object.entries(metrics as Record<string, unknown>).reverse()),
        };
        expect(await sidecar.api.sendPart(other, summaryPart(finished))).toMatchObject({ body: { state: 'recorded' } });
        expect(await sidecar.api.sendPart(other, { part: 'summary', summary: reordered })).toMatchObject({
          status: 202,
          body: { state: 'duplicate', waitingFor: ['exit code of instance 0'] },
        });
        expect((await sidecar.api.gate(other)).status).toBe(425);
        await sidecar.api.sendPart(other, exitPart(finished));
        const run = await sidecar.api.waitForSettled(other);
        expect(run.verdict).toBe('passed');
        expectSameFigures(run, finished.figures);
        // The samples carry the other id: the whole run is missing in the store, and that is shown and changes nothing.
        expect(run.storeCheck).toMatchObject({ kind: 'compared', storeRequests: 0, missingShare: 1 });
        expect(await sidecar.api.sendPart(other, exitPart(finished))).toMatchObject({
          status: 202,
          body: { state: 'duplicate' },
        });
        expect((await sidecar.api.run(other)).judgedAt).toBe(run.judgedAt);
      },
      timeoutMs
    );

    it(
      'are refused when the same part comes with other content, before and after the verdict',
      async () => {
        const other = randomUUID();
        await announce(other);
        await sidecar.api.sendPart(other, exitPart(finished));
        const contradiction = { part: 'exitCode', exitCode: 99 } as const;
        expect(await sidecar.api.sendPart(other, contradiction)).toMatchObject({
          status: 409,
          body: { detail: 'The exit code of instance "0" was stored before with other content.' },
        });
        await sidecar.api.sendPart(other, summaryPart(finished));
        const run = await sidecar.api.waitForSettled(other);
        expect(run.verdict).toBe('passed');
        expect((await sidecar.api.sendPart(other, contradiction)).status).toBe(409);
        expect((await sidecar.api.sendPart(other, { ...exitPart(finished), instance: 'late' })).status).toBe(409);
        expect((await sidecar.api.run(other)).verdict).toBe('passed');
      },
      timeoutMs
    );

    it('of a run that nobody announced are refused', async () => {
      const answer = await sidecar.api.sendPart('never-announced', exitPart(finished));
      expect(answer).toMatchObject({ status: 404, body: { status: 404 } });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect((await sidecar.api.gate('never-announced')).status).toBe(404);
    });

    it.each([
      ['something else', { hello: 'world' }, 'body.summary'],
      [
        'figures that cannot be',
        { metrics: { http_reqs: { count: -5, rate: 1 }, http_req_failed: { passes: 9, fails: 0, value: 0.5 } } },
        'body.summary.metrics.http_reqs.count',
      ],
    ])(
      'are refused when the summary is %s, and nothing is lost',
      async (_title, garbage, where) => {
        const other = randomUUID();
        await announce(other);
        await sidecar.api.sendPart(other, exitPart(finished));
        const answer = await sidecar.api.sendPart(other, { part: 'summary', summary: garbage });
        expect(answer.status).toBe(400);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
        expect(JSON.stringify(answer.body)).toContain(where);
        expect((await sidecar.api.gate(other)).status).toBe(425);
        // The right one is still taken.
        expect(await sidecar.api.sendPart(other, summaryPart(finished))).toMatchObject({
          status: 202,
          body: { state: 'recorded', waitingFor: [] },
        });
        expect((await sidecar.api.waitForSettled(other)).verdict).toBe('passed');
      },
      timeoutMs
    );
  });

  it(
    'of two k6 have the sums of both, and the p95 of all samples together',
    async () => {
      const runId = randomUUID();
      expect((await announce(runId, { expectedInstances: 2 })).status).toBe(201);
      const [fast, slow] = await Promise.all([
        k6.run({ script: 'passing.js', runId, target: target.url, instance: 'a' }),
        k6.run({ script: 'groups.js', runId, target: target.url, instance: 'b' }),
      ]);
      await sidecar.api.sendPart(runId, summaryPart(fast, 'a'));
      await sidecar.api.sendPart(runId, exitPart(slow, 'b'));
      const third = await sidecar.api.sendPart(runId, summaryPart(slow, 'b'));
      expect(third).toMatchObject({ status: 202, body: { waitingFor: ['exit code of instance a'] } });
      expect(await sidecar.api.sendPart(runId, exitPart(slow, 'c'))).toMatchObject({ status: 409 });
      await sidecar.api.sendPart(runId, exitPart(fast, 'a'));
      const run = await sidecar.api.waitForSettled(runId);

      const both = await figuresOfSamples([fast.samplesFile, slow.samplesFile]);
      const { storeCheck } = run;
      const stored = storeCheck?.kind === 'compared' ? storeCheck.storeRequests : NaN;
      const equal = expectStoreCount(stored, both.requests ?? NaN, 'overwritten');
      // The p95 is the store's: without one of its samples it is another one.
      expectSameFigures(run, equal === 0 ? both : { ...both, p95ResponseTimeMs: run.p95ResponseTimeMs });
      expect(run.requests).toBe((fast.figures.requests ?? 0) + (slow.figures.requests ?? 0));
      expect(run).toMatchObject({
        verdict: 'passed',
        virtualUsers: 7,
        storeCheck: { kind: 'compared', missingRequests: equal },
      });
      // Neither instance's own p95, nor their average: the two differ.
      expect(run.p95ResponseTimeMs).not.toBe(fast.figures.p95ResponseTimeMs);
      expect(run.p95ResponseTimeMs).not.toBe(slow.figures.p95ResponseTimeMs);
      expect(run.instances.map(({ instance, k6Summary }) => [instance, k6Summary?.requests])).toEqual([
        ['a', fast.figures.requests],
        ['b', slow.figures.requests],
      ]);
    },
    timeoutMs
  );
});
