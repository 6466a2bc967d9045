import { storeFigures } from '../../evaluation/testing/inputs';
import type { EndpointFigures } from '../../model/figures';
import type { RegressionMode } from '../../model/regression';
import { pinBaseline } from '../../runs';
import { describeOnEachDatabase } from '../../testing/databases';
import { createHeart, type Heart, measured } from '../testing/heart';
import { aLoadTest } from '../../testing/load-test';

const pay = (p95ResponseTimeMs: number): EndpointFigures => ({
  name: 'pay',
  method: 'POST',
  statusClass: '2xx',
  requests: 300,
  failedRequests: 0,
  errorRateSamples: 300,
  errorRate: 0,
  avgResponseTimeMs: 20,
  p95ResponseTimeMs,
});
const answered = (endpoint: EndpointFigures) => ({
  kind: 'answered' as const,
  figures: storeFigures({ requests: 600, failedRequests: 0, errorRateSamples: 600, endpoints: [endpoint] }),
  series: { stepSeconds: 1, points: [] },
  limited: [],
});
const unreachable = { kind: 'unavailable', reason: 'the metric store did not answer', retryable: true } as const;
const slower = { ...measured.passed, p95ResponseTimeMs: 95 };
const breaching = { ...measured.passed, p95ResponseTimeMs: 900 };

const limits = (mode: RegressionMode) => ({
  ...aLoadTest().limits,
  regression: { mode, relative: 0.1, absoluteMs: 10, minimumRequests: 100 },
});

/** Announced and sent, an hour after the one before. */
async function sent(heart: Heart, what = measured.passed, mode: RegressionMode = 'warn'): Promise<string> {
  heart.later(60);
  const id = await heart.announce({ limits: limits(mode) });
  await heart.send(id, what);
  return id;
}
async function judged(heart: Heart, what = measured.passed, mode: RegressionMode = 'warn'): Promise<string> {
  const id = await sent(heart, what, mode);
  await heart.judge(id);
  return id;
}

describeOnEachDatabase('judging a run that has a baseline', (database) => {
  it('tells that it is worse, once, and leaves its verdict', async () => {
    const heart = createHeart(database());
    heart.storeAnswers(answered(pay(40)));
    const before = await judged(heart);
    expect(await heart.row(before)).toMatchObject({ regression: null });
    const worse = await judged(heart, slower);
    expect(await heart.row(worse)).toMatchObject({
      verdict: 'passed',
      reasons: [{ code: 'withinLimits' }],
      regression: {
        baselineRunId: before,
        isPinned: false,
        hasEndpoints: true,
        text: `worse than run ${before}, the last passed one that may be compared with it: p95 95 ms instead of 50 ms (+90 %)`,
      },
    });
    expect(await heart.alerts(worse)).toEqual(['regression']);
    const asSlow = await judged(heart, slower);
    expect(await heart.row(asSlow)).toMatchObject({ regression: { baselineRunId: worse, findings: [] } });
    expect(await heart.alerts(asSlow)).toEqual([]);
  });

  it('is told by the sidecar where Grafana tells the rest: no rule of its knows', async () => {
    const heart = createHeart(database(), { runAlerts: 'grafana' });
    heart.storeAnswers(answered(pay(40)));
    await judged(heart);
    expect(await heart.alerts(await judged(heart, slower))).toEqual(['regression']);
  });

  it('says it once of run after run against a pinned baseline', async () => {
    const heart = createHeart(database());
    heart.storeAnswers(answered(pay(40)));
    const pinned = await judged(heart);
    const { test } = await heart.row(pinned);
    await pinBaseline(heart.db, { test, runId: pinned, pinnedBy: 'Ada', pinnedAt: heart.now() });
    const [first, second, well, again] = [
      await judged(heart, slower),
      await judged(heart, slower),
      await judged(heart),
      await judged(heart, slower),
    ];
    expect(await heart.row(second)).toMatchObject({ regression: { baselineRunId: pinned, isPinned: true } });
    const told = await Promise.all([first, second, well, again].map((id) => heart.alerts(id)));
    expect(told).toEqual([['regression'], [], [], ['regression']]);
  });

  it('makes it fail where the load test says so, with incident and diagnosis', async () => {
    const heart = createHeart(database());
    heart.storeAnswers(answered(pay(40)));
    await judged(heart, measured.passed, 'fail');
    const worse = await judged(heart, slower, 'fail');
    expect(await heart.row(worse)).toMatchObject({
      verdict: 'failed',
      diagnosisState: 'pending',
      reasons: [{ code: 'regression' }],
    });
    expect((await heart.standing()).incident).not.toBeNull();
    // A failed run is nobody's baseline: the next one is held against the one before.
    const next = await judged(heart, slower, 'fail');
    expect(await heart.row(next)).toMatchObject({ verdict: 'failed' });
  });

  it('is told beside the limit that was breached', async () => {
    const heart = createHeart(database());
    heart.storeAnswers(answered(pay(40)));
    await judged(heart);
    const failed = await heart.row(await judged(heart, breaching));
    expect(failed).toMatchObject({ verdict: 'failed', regression: { findings: [{ figure: 'p95ResponseTimeMs' }] } });
    expect(failed.reasons?.map(({ code }) => code)).toEqual(['p95Breach']);
    expect(await heart.alerts(failed.id)).toEqual([]);
  });

  it('looks for none where the load test does not want it, nor in a run that does not count or verifies a redeploy', async () => {
    const heart = createHeart(database());
    heart.storeAnswers(answered(pay(40)));
    await judged(heart);
    const off = await heart.row(await judged(heart, slower, 'off'));
    const uncounted = await heart.row(
      await heart.report(slower, { limits: limits('warn'), counts: false, countsReason: 'another target' })
    );
    const verifying = await heart.row(await heart.report(slower, { limits: limits('warn'), trigger: 'verification' }));
    expect([off, uncounted, verifying].map(({ regression }) => regression)).toEqual([null, null, null]);
  });

  it('compares its endpoints as soon as the store answers, and tells what they show', async () => {
    const heart = createHeart(database());
    heart.storeAnswers(answered(pay(40)));
    await judged(heart);
    heart.storeAnswers(null);
    const id = await judged(heart);
    expect(await heart.row(id)).toMatchObject({ verdict: 'passed', regression: { findings: [], hasEndpoints: false } });
    expect(await heart.alerts(id)).toEqual([]);
    heart.storeAnswers(answered(pay(90)));
    await heart.readStoreLater(id);
    expect(await heart.row(id)).toMatchObject({
      regression: { hasEndpoints: true, findings: [{ endpoint: { name: 'pay', method: 'POST' } }] },
    });
    expect(await heart.alerts(id)).toEqual(['regression']);
  });

  it('waits for the store where a worse endpoint makes it fail, and never passes without it', async () => {
    const heart = createHeart(database());
    heart.storeAnswers(answered(pay(40)));
    await judged(heart, measured.passed, 'fail');
    heart.storeAnswers(unreachable);
    const id = await sent(heart, measured.passed, 'fail');
    expect(await heart.judge(id)).toBe(false);
    await heart.change(id, { judgeAttempts: 6 });
    expect(await heart.judge(id)).toBe(true);
    expect(await heart.row(id)).toMatchObject({
      verdict: 'inconclusive',
      reasons: [{ code: 'endpointsNotMeasured' }],
    });
  });
});
