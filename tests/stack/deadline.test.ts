import { randomUUID } from 'node:crypto';
import type { RunDetail } from '../../src/api/request';
import { startTarget, type Target } from '../fixtures/k6/target';
import { writeCatalogue, type CatalogueFolder } from './catalogue';
import { createExternalRunner, type ExternalRunner } from './external-run';
import { expectSameFigures } from './figures';
import { describeOnEachStore, type StackMetricStore } from './metric-stores';
import { startSidecar, type StackSidecar } from './sidecar';

/** Announced runs that count as lost after an hour; here the clock is put forward instead. */
describeOnEachStore('runs that are not complete at their deadline never pass', (prepare, k6Bin) => {
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
  }, 240_000);
  afterAll(async () => {
    await sidecar.stop();
    await Promise.all([k6.dispose(), store.dispose(), target.close(), catalogue.remove()]);
  }, 240_000);

  it('however good what has arrived looks', async () => {
    const cases = ['no second instance', 'no exit code', 'no summary', 'no part at all'] as const;
    const started = await Promise.all(
      cases.map(async (missing) => {
        const runId = randomUUID();
        const expectedInstances = missing === 'no second instance' ? 2 : 1;
        const announcement = { id: runId, test: 'ci-only', target: target.url, expectedInstances } as const;
        await sidecar.api.announce({ ...announcement, reporter: 'other' });
        const args = ['--iterations', '120'];
        const { figures, summary, outcome } = await k6.run({ script: 'passing.js', runId, target: target.url, args });
        if (missing === 'no second instance' || missing === 'no exit code') {
          await sidecar.api.sendPart(runId, { part: 'summary', summary });
        }
        if (missing === 'no second instance' || missing === 'no summary') {
          await sidecar.api.sendPart(runId, { part: 'exitCode', exitCode: outcome.exitCode });
        }
        expect(outcome.exitCode).toBe(0);
        return { missing, runId, figures };
      })
    );
    expect(
      (await Promise.all(started.map(({ runId }) => sidecar.api.gate(runId)))).map(({ status }) => status)
    ).toEqual([425, 425, 425, 425]);

    aheadMs = 61 * 60 * 1000;
    const judged: Record<string, RunDetail> = {};
    for (const { missing, runId, figures } of started) {
      const run = await sidecar.api.waitForSettled(runId);
      judged[missing] = run;
      expect(run.closedAtDeadline).toBe(true);
      // All samples of every k6 have reached the store, so the figures are right all the same.
      expectSameFigures(run, figures);
    }
    const outcomeOf = (missing: (typeof cases)[number]) => [
      judged[missing]?.verdict,
      judged[missing]?.reasons.map(({ code }) => code),
      judged[missing]?.storeCheck?.kind,
    ];
    expect(outcomeOf('no second instance')).toEqual(['errored', ['instanceMissing'], 'compared']);
    expect(outcomeOf('no exit code')).toEqual(['inconclusive', ['exitCodeMissing'], 'compared']);
    expect(outcomeOf('no summary')).toEqual(['inconclusive', ['summaryMissing'], 'storeOnly']);
    expect(outcomeOf('no part at all')).toEqual(['errored', ['neverReported'], 'storeOnly']);
  }, 180_000);
});
