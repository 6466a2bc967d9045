import { schema } from '../db';
import { describeOnEachDatabase } from '../testing/databases';
import { effectKinds, type EffectKind } from './model';
import { effectsOfRun, leaseSeconds, planEffect } from './repository';
import { createEffectWorker, type EffectHandler } from './worker';

describeOnEachDatabase('the effect worker', (db) => {
  beforeEach(async () => void (await db().delete(schema.effects)));

  const plan = (id: string, kind: EffectKind = 'slackMessage') =>
    planEffect(db(), { id, kind, runId: 'run', incidentId: null, payload: {} }, new Date());

  function workerWith(handler: Partial<EffectHandler>, followUpFailed = () => Promise.resolve()) {
    const sent: string[] = [];
    const each: EffectHandler = {
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
