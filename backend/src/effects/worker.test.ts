import { effects } from './tables';
import { describeOnEachDatabase } from '../testing/databases';
import { effectKinds, type EffectKind } from '../model/effect';
import { bringForward, effectsOfRun, leaseSeconds, planEffect } from './repository';
import { createEffectWorker, type EffectHandler } from './worker';

describeOnEachDatabase('the effect worker', (db) => {
  beforeEach(async () => void (await db().delete(effects)));

  const plan = (id: string, kind: EffectKind = 'slackMessage') =>
    db().transaction((tx) => planEffect(tx, { id, kind, runId: 'run', incidentId: null, payload: {} }, new Date()));

  function workerWith(handler: Partial<EffectHandler>, followUpFailed = () => Promise.resolve()) {
    const sent: string[] = [];
    const each: EffectHandler = {
      breaker: null,
      whenUnknown: 'resend',
      settled: () => Promise.resolve(),
      ...handler,
      send: (effect) => {
        sent.push(effect.id);
        return handler.send?.(effect) ?? Promise.resolve({ outcome: 'confirmed', result: {} });
      },
    };
    const worker = createEffectWorker({
      db: db(),
      random: () => 0,
      handlers: { slackMessage: each, vercelRedeploy: each, grafanaAnnotation: each, resultPoint: each },
      onSettled: () => Promise.resolve(),
      followUpFailed,
    });
    return { ...worker, sent };
  }
  const states = async () => (await effectsOfRun(db(), 'run')).map(({ id, state }) => `${id} ${state}`).sort();

  it('ends an effect whose follow-up throws every time: sent once, reported, and the others go on', async () => {
    await plan('poisoned');
    await plan('healthy');
    const reported: string[] = [];
    const worker = workerWith(
      { settled: (_tx, { id }) => (id === 'poisoned' ? Promise.reject(new Error('no such row')) : Promise.resolve()) },
      () => Promise.resolve(void reported.push('told'))
    );
    while (await worker.workOnce()) {
      // the next one
    }
    expect(worker.sent.sort()).toEqual(['healthy', 'poisoned']);
    expect(await states()).toEqual(['healthy confirmed', 'poisoned confirmed']);
    expect(reported).toEqual(['told']);
  });

  it('ends it even where the report throws as well', async () => {
    await plan('poisoned');
    const failing = () => Promise.reject(new Error('no such row'));
    const worker = workerWith({ settled: failing }, failing);
    expect(await worker.workOnce()).toBe(true);
    expect(await worker.workOnce()).toBe(false);
    expect(await states()).toEqual(['poisoned confirmed']);
  });

  it('keeps what follows where it succeeds at a later try', async () => {
    await plan('contended');
    let tries = 0;
    const worker = workerWith({
      settled: () => ((tries += 1) < 3 ? Promise.reject(new Error('could not serialize')) : Promise.resolve()),
    });
    await worker.workOnce();
    expect([tries, await states()]).toEqual([3, ['contended confirmed']]);
  });

  it('takes only the kinds that it is asked for, so that no peer waits for another', async () => {
    await plan('message', 'slackMessage');
    await plan('redeploy', 'vercelRedeploy');
    const worker = workerWith({});
    expect(await worker.workOnce(['vercelRedeploy'])).toBe(true);
    expect(await worker.workOnce(['vercelRedeploy', 'grafanaAnnotation'])).toBe(false);
    expect(worker.sent).toEqual(['redeploy']);
  });

  it('takes up nothing for a peer that is paused, and uses up no try of it', async () => {
    await plan('message', 'slackMessage');
    let pausedForMs = 4_000;
    const worker = workerWith({ breaker: { pausedForMs: () => pausedForMs } });
    expect(await worker.workOnce(['slackMessage'])).toBe(false);
    expect(worker.sent).toEqual([]);
    pausedForMs = 0;
    expect(await worker.workOnce(['slackMessage'])).toBe(true);
    expect((await effectsOfRun(db(), 'run'))[0]).toMatchObject({ state: 'confirmed', attempts: 1 });
  });

  it('sends at once, when the peer is back, what waited because it was silent, and not what it asked to wait', async () => {
    await plan('silent');
    await plan('refused');
    const worker = workerWith({
      send: ({ id, attempts }) =>
        Promise.resolve(
          attempts > 1
            ? { outcome: 'confirmed', result: {} }
            : id === 'silent'
              ? { outcome: 'unknown', code: 'timeout', reason: 'no answer' }
              : { outcome: 'retry', code: 'rateLimited', reason: 'too many', retryAfterSeconds: 600 }
        ),
    });
    await worker.workOnce();
    await worker.workOnce();
    await db()
      .update(effects)
      .set({ nextAttemptAt: new Date('2099-01-01T00:00:00Z') });
    await bringForward(db(), ['slackMessage']);
    expect(await worker.workOnce()).toBe(true);
    expect(await worker.workOnce()).toBe(false);
    expect(await states()).toEqual(['refused planned', 'silent confirmed']);
  });
});

/** Longest time in seconds that one try of each kind may take: its calls × the time-out of each (see its client). */
const longestTrySeconds: Readonly<Record<EffectKind, number>> = {
  slackMessage: 10,
  vercelRedeploy: 6 * 15,
  grafanaAnnotation: 2 * 10,
  resultPoint: 2 * 15,
};

it.each(effectKinds)('holds an effect for longer than its longest try: %s', (kind) => {
  expect(leaseSeconds[kind]).toBeGreaterThan(longestTrySeconds[kind] * 1.5);
});
