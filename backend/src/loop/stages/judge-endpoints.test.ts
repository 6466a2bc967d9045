import { storeFigures } from '../../evaluation/testing/inputs';
import type { SelectedFigures } from '../../model/figures';
import { describeOnEachDatabase } from '../../testing/databases';
import { createHeart, type Heart, measured } from '../testing/heart';
import { aLoadTest } from '../../testing/load-test';

const slow: SelectedFigures = {
  requests: 20,
  failedRequests: 0,
  errorRateSamples: 20,
  errorRate: 0,
  avgResponseTimeMs: 400,
  p95ResponseTimeMs: 450,
};
const answered = (login: SelectedFigures, requests = 600) => ({
  kind: 'answered' as const,
  figures: storeFigures({ requests, failedRequests: 0, errorRateSamples: requests }),
  series: { stepSeconds: 1, points: [] },
  limited: [login],
});
const unreachable = { kind: 'unavailable', reason: 'the metric store did not answer', retryable: true } as const;

/** A run whose entry limits the p95 of one endpoint to 300 ms, and the whole run's to 500 ms. */
async function sent(heart: Heart, what = measured.passed): Promise<string> {
  const login = { name: 'login', method: 'POST', avgResponseTimeMs: null, errorRate: null, minimumRequests: 1 };
  const id = await heart.announce({
    limits: {
      ...aLoadTest().limits,
      endpoints: [{ ...login, p95ResponseTimeMs: 300 }],
    },
  });
  await heart.send(id, what);
  return id;
}

describeOnEachDatabase('judging a run whose endpoints have limits', (database) => {
  it('fails it for a slow endpoint, however fast the whole run is', async () => {
    const heart = createHeart(database());
    heart.storeAnswers(answered(slow));
    const id = await sent(heart);
    await heart.judge(id);
    const run = await heart.row(id);
    expect(run).toMatchObject({ verdict: 'failed', p95ResponseTimeMs: 50 });
    expect(run.reasons).toEqual([
      { code: 'endpointP95Breach', text: 'p95 of POST login 450 ms, limit 300 ms (+50 %)' },
    ]);
    expect(run.thresholds?.at(-1)).toMatchObject({
      ok: false,
      value: 450,
      endpoint: { name: 'login', method: 'POST' },
    });
    expect((await heart.standing()).incident).not.toBeNull();
  });

  it('waits for the store, which alone knows the endpoints', async () => {
    const heart = createHeart(database());
    heart.storeAnswers(unreachable);
    const id = await sent(heart);
    expect(await heart.judge(id)).toBe(false);
    expect(await heart.row(id)).toMatchObject({ status: 'judging', verdict: null });
    heart.storeAnswers(answered({ ...slow, p95ResponseTimeMs: 300 }));
    expect(await heart.judge(id)).toBe(true);
    expect(await heart.row(id)).toMatchObject({ verdict: 'passed' });
  });

  it('gives the store up after its tries: never passed without it', async () => {
    const heart = createHeart(database());
    heart.storeAnswers(unreachable);
    const id = await sent(heart);
    await heart.change(id, { judgeAttempts: 6 });
    expect(await heart.judge(id)).toBe(true);
    const run = await heart.row(id);
    expect(run.verdict).toBe('inconclusive');
    expect(run.reasons).toMatchObject([{ code: 'endpointsNotMeasured' }]);
    expect(await heart.alerts(id)).toEqual(['inconclusive']);
  });

  it('does not wait where it has failed without them', async () => {
    const heart = createHeart(database());
    heart.storeAnswers(unreachable);
    const id = await sent(heart, measured.failed);
    expect(await heart.judge(id)).toBe(true);
    expect(await heart.row(id)).toMatchObject({ verdict: 'failed', storeCheck: { kind: 'pending' } });
  });

  it('takes no limit for kept where the store has not got all requests', async () => {
    const heart = createHeart(database());
    heart.storeAnswers(answered({ ...slow, p95ResponseTimeMs: 100 }, 570));
    const id = await sent(heart);
    await heart.judge(id);
    const run = await heart.row(id);
    expect([run.verdict, run.reasons?.map(({ code }) => code)]).toEqual(['inconclusive', ['storeGap']]);
  });
});
