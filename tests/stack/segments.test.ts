import { randomUUID } from 'node:crypto';
import { expectStoreCount } from '../../backend/src/metrics/testing/equal-points';
import { startTarget, type Target } from '../fixtures/k6/target';
import { writeCatalogue, type CatalogueFolder } from './catalogue';
import { createExternalRunner, type ExternalK6, type ExternalRunner } from './external-run';
import { expectSameFigures, figuresOfSamples } from './figures';
import { describeOnEachStoreAndK6, type StackMetricStore } from './metric-stores';
import { startSidecar, type StackSidecar } from './sidecar';

const timeoutMs = 120_000;
const segments = ['0:1/3', '1/3:2/3', '2/3:1'];
const sequence = ['--execution-segment-sequence', '0,1/3,2/3,1'];
/** For runs of which nobody looks at the users per second: as many requests as a run needs to be judged, in a second. */
const short = ['--vus', '6', '--iterations', '90'];

describeOnEachStoreAndK6('one run as three k6 with a segment each', (prepare, k6Bin) => {
  let store: StackMetricStore;
  let target: Target;
  let catalogue: CatalogueFolder;
  let sidecar: StackSidecar;
  let k6: ExternalRunner;
  let aheadMs = 0;
  beforeAll(async () => {
    [store, target, catalogue] = await Promise.all([prepare(), startTarget(), writeCatalogue([])]);
    sidecar = await startSidecar({
      catalogueFile: catalogue.file,
      env: store.env,
      now: () => new Date(Date.now() + aheadMs),
    });
    k6 = await createExternalRunner(store, sidecar, k6Bin);
  }, timeoutMs);
  afterAll(async () => {
    await sidecar.stop();
    await Promise.all([k6.dispose(), store.dispose(), target.close(), catalogue.remove()]);
  }, timeoutMs);

  async function announce(): Promise<string> {
    const id = randomUUID();
    const run = { id, test: 'ci-only', target: target.url, reporter: 'other', expectedInstances: 3 } as const;
    expect((await sidecar.api.announce(run)).status).toBe(201);
    return id;
  }
  const requestOf = (runId: string, index: number, args: readonly string[]) => ({
    script: 'passing.js',
    runId,
    target: target.url,
    instance: String(index + 1),
    args: ['--execution-segment', segments[index] ?? '', ...sequence, ...args],
  });
  async function report(runId: string, finished: ExternalK6, index: number): Promise<void> {
    const instance = String(index + 1);
    await sidecar.api.sendPart(runId, { part: 'exitCode', instance, exitCode: finished.outcome.exitCode });
    await sidecar.api.sendPart(runId, { part: 'summary', instance, summary: finished.summary });
  }
  const requestsOf = (finished: readonly ExternalK6[]): number =>
    finished.reduce((sum, { figures }) => sum + (figures.requests ?? 0), 0);

  it(
    'has the sums of their summaries, the p95 of all samples together and the users of all, and passes',
    async () => {
      const runId = await announce();
      const finished = await Promise.all(segments.map((_, index) => k6.run(requestOf(runId, index, []))));
      await Promise.all(finished.map((each, index) => report(runId, each, index)));
      const run = await sidecar.api.waitForSettled(runId);

      const all = await figuresOfSamples(finished.map(({ samplesFile }) => samplesFile));
      expect([run.requests, requestsOf(finished), all.requests]).toEqual([240, 240, 240]);
      const stored = run.storeCheck?.kind === 'compared' ? run.storeCheck.storeRequests : NaN;
      const overwritten = expectStoreCount(stored, 240, 'overwritten');
      // The p95 is the store's: without one of its samples it is another one.
      expectSameFigures(run, overwritten === 0 ? all : { ...all, p95ResponseTimeMs: run.p95ResponseTimeMs });
      // Four users in all: a segment of them in each k6.
      expect(run).toMatchObject({ verdict: 'passed', virtualUsers: 4, closedAtDeadline: false });
      expect(run.instances.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    },
    timeoutMs
  );

  it(
    'fails when a threshold is crossed in one of them (exit code 99)',
    async () => {
      const runId = await announce();
      const [first, second, crossed] = await Promise.all([
        k6.run(requestOf(runId, 0, short)),
        k6.run(requestOf(runId, 1, short)),
        k6.run({ ...requestOf(runId, 2, []), script: 'thresholds-crossed.js' }),
      ]);
      expect([first, second, crossed].map(({ outcome }) => outcome.exitCode)).toEqual([0, 0, 99]);
      await Promise.all([first, second, crossed].map((each, index) => report(runId, each, index)));
      const run = await sidecar.api.waitForSettled(runId);
      expect(run).toMatchObject({
        verdict: 'failed',
        reasons: [{ code: 'k6ThresholdBreach', text: 'k6 threshold crossed: http_req_duration p(95)<20' }],
      });
      expect((await sidecar.api.gate(runId)).status).toBe(409);
    },
    timeoutMs
  );

  it(
    'does not pass on a p95 with samples of a k6 that nobody announced, and says how many there are',
    async () => {
      const runId = await announce();
      const [foreign, ...finished] = await Promise.all([
        k6.run({ ...requestOf(runId, 0, ['--vus', '2', '--iterations', '20']), instance: 'stranger' }),
        ...segments.map((_, index) => k6.run(requestOf(runId, index, short))),
      ]);
      await Promise.all(finished.map((each, index) => report(runId, each, index)));
      const run = await sidecar.api.waitForSettled(runId);
      const stored = run.storeCheck?.kind === 'compared' ? run.storeCheck.storeRequests : NaN;
      const extra = requestsOf([foreign]) + expectStoreCount(stored, 90 + requestsOf([foreign]), 'overwritten') * -1;
      // Counts, error rate and average are of the announced ones alone.
      expect([run.requests, run.errorRate]).toEqual([90, 0]);
      expect(run.storeCheck).toMatchObject({ kind: 'compared', summaryRequests: 90, missingRequests: -extra });
      expect(run).toMatchObject({
        verdict: 'inconclusive',
        reasons: [
          {
            code: 'storeGap',
            text:
              `the store that p95 comes from has ${extra} requests more than k6's summaries count: another k6, which ` +
              'was not announced, writes under the id of this run',
          },
        ],
      });
    },
    timeoutMs
  );

  it(
    'never passes when one of them is killed: by the deadline it is said what is missing',
    async () => {
      const runId = await announce();
      const before = target.requests.length;
      const [first, second, killed] = await Promise.all([
        k6.run(requestOf(runId, 0, short)),
        k6.run(requestOf(runId, 1, short)),
        k6.runMonitored({
          ...requestOf(runId, 2, ['--vus', '6', '--duration', '60s', '--iterations', '6000']),
          test: 'ci-only',
          interruptWhen: () => target.requests.length > before + 80,
          interruptSignal: 'SIGKILL',
        }),
      ]);
      expect([first.outcome.exitCode, second.outcome.exitCode, killed.exitCode]).toEqual([0, 0, null]);
      await Promise.all([first, second].map((each, index) => report(runId, each, index)));
      expect((await sidecar.api.gate(runId)).status).toBe(425);
      aheadMs = 61 * 60 * 1000;
      const run = await sidecar.api.waitForSettled(runId);
      expect(run).toMatchObject({ verdict: 'errored', closedAtDeadline: true });
      expect(run.reasons[0]).toEqual({ code: 'instanceMissing', text: '1 of 3 k6 instances never reported' });
      expect((await sidecar.api.gate(runId)).status).toBe(409);
    },
    timeoutMs
  );
});
