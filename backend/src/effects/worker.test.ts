import { sql } from 'drizzle-orm';
import { effects } from './tables';
import { describeOnEachDatabase } from '../testing/databases';
import { z } from 'zod';
import { effectKind, type EffectKindDefinition } from './kind';
import { bringForward, effectBacklog, effectsOfRun, planEffect } from './repository';
import { createEffectWorker } from './worker';

describeOnEachDatabase('the effect worker', (db) => {
  beforeEach(async () => void (await db().delete(effects)));

  const plan = (id: string, kind = 'slackMessage', payload: unknown = {}) =>
    db().transaction((tx) => planEffect(tx, { id, kind, runId: 'run', incidentId: null, payload }, new Date()));

  function workerWith(
    changes: Partial<EffectKindDefinition<string, object, unknown>>,
    followUpFailed = () => Promise.resolve()
  ) {
    const sent: string[] = [];
    const kinds = ['slackMessage', 'vercelRedeploy'].map((name) =>
      effectKind({
        name,
        payload: z.object({}),
        leaseSeconds: 60,
        longestTrySeconds: 10,
        tries: { limit: 60, giveUpBeyondSeconds: null },
        breaker: { peer: 'slack', pausedForMs: () => 0 },
        whilePaused: 'wait',
        whenUnknown: 'resend',
        settled: () => Promise.resolve(),
        ...changes,
        send: (effect, payload) => {
          sent.push(effect.id);
          return changes.send?.(effect, payload) ?? Promise.resolve({ kind: 'confirmed', result: {} });
        },
      })
    );
    const worker = createEffectWorker({
      db: db(),
      random: () => 0,
      kinds,
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

  it.each(['confirmed', 'retry'] as const)(
    'plans anew what it was at (%s) for longer than its lease: its words may have come last',
    async (kind) => {
      await plan('slept');
      const overtaken: string[] = [];
      const worker = workerWith({
        overtaken: (_tx, { id }) => Promise.resolve(void overtaken.push(id)),
        send: async () => {
          // Another worker has claimed it meanwhile.
          await db()
            .update(effects)
            .set({ fence: sql`${effects.fence} + 1` });
          return kind === 'confirmed'
            ? { kind, result: {} }
            : { kind, code: 'busy', reason: 'it is busy', retryAfterSeconds: null };
        },
      });
      expect(await worker.workOnce()).toBe(true);
      expect([overtaken, await states()]).toEqual([['slept'], ['slept sent']]);
    }
  );

  it('plans nothing anew where it was in time', async () => {
    await plan('quick');
    const overtaken: string[] = [];
    await workerWith({ overtaken: (_tx, { id }) => Promise.resolve(void overtaken.push(id)) }).workOnce();
    expect([overtaken, await states()]).toEqual([[], ['quick confirmed']]);
  });

  it('takes only the kinds that it is asked for, so that no peer waits for another', async () => {
    await plan('message', 'slackMessage');
    await plan('redeploy', 'vercelRedeploy');
    const worker = workerWith({});
    expect(await worker.workOnce(['vercelRedeploy'])).toBe(true);
    expect(await worker.workOnce(['vercelRedeploy', 'another'])).toBe(false);
    expect(worker.sent).toEqual(['redeploy']);
  });

  it('takes up nothing for a peer that is paused, and uses up no try of it', async () => {
    await plan('message', 'slackMessage');
    let pausedForMs = 4_000;
    const worker = workerWith({ breaker: { peer: 'slack', pausedForMs: () => pausedForMs } });
    expect(await worker.workOnce(['slackMessage'])).toBe(false);
    expect(worker.sent).toEqual([]);
    pausedForMs = 0;
    expect(await worker.workOnce(['slackMessage'])).toBe(true);
    expect((await effectsOfRun(db(), 'run'))[0]).toMatchObject({ state: 'confirmed', attempts: 1 });
  });

  it('uses up no try of what waits for something else to end, and asks again when it is told to', async () => {
    await plan('redeploy', 'vercelRedeploy');
    const waits = { kind: 'retry', code: 'busy', reason: 'busy', retryAfterSeconds: 3600, isWaiting: true } as const;
    const worker = workerWith({
      tries: { limit: 1, giveUpBeyondSeconds: 10 },
      send: () => Promise.resolve(waits),
    });
    for (let times = 0; times < 3; times += 1) {
      await db()
        .update(effects)
        .set({ nextAttemptAt: new Date(0) });
      expect(await worker.workOnce()).toBe(true);
    }
    expect(await worker.workOnce()).toBe(false);
    expect((await effectsOfRun(db(), 'run'))[0]).toMatchObject({ state: 'planned', attempts: 0, code: 'busy' });
  });

  it('goes on trying for a paused peer where a person has to be told soon', async () => {
    await plan('redeploy', 'vercelRedeploy');
    const worker = workerWith({ breaker: { peer: 'vercel', pausedForMs: () => 4_000 }, whilePaused: 'try' });
    expect(await worker.workOnce(['vercelRedeploy'])).toBe(true);
    expect(worker.sent).toEqual(['redeploy']);
  });

  it('sends nothing that it cannot read, and lets follow what follows from a refusal', async () => {
    await plan('of another version', 'slackMessage', { text: 3 });
    const followed: unknown[] = [];
    const worker = workerWith({
      payload: z.object({ text: z.string() }),
      settled: (_tx, _effect, payload, end) => Promise.resolve(void followed.push([payload, end.kind])),
    });
    expect(await worker.workOnce()).toBe(true);
    expect(worker.sent).toEqual([]);
    expect(followed).toEqual([[null, 'rejected']]);
    expect((await effectsOfRun(db(), 'run'))[0]).toMatchObject({
      state: 'rejected',
      code: 'payloadNotReadable',
      reason: 'what was planned cannot be read by this version (text)',
    });
  });

  it('ends as skipped what nobody is configured for, at once, and no alert is missed', async () => {
    await plan('message', 'slackMessage');
    const followed: string[] = [];
    const worker = workerWith({
      send: () => Promise.resolve({ kind: 'skipped', code: 'notConfigured', reason: 'Slack is not configured' }),
      settled: (_tx, _effect, _payload, end) => Promise.resolve(void followed.push(end.kind)),
    });
    expect(await worker.workOnce()).toBe(true);
    expect(await worker.workOnce()).toBe(false);
    expect(followed).toEqual(['skipped']);
    expect((await effectsOfRun(db(), 'run'))[0]).toMatchObject({
      state: 'skipped',
      attempts: 1,
      reason: 'Slack is not configured',
    });
    expect(await effectBacklog(db(), 'slackMessage')).toMatchObject({ pending: 0, undeliveredAlerts: 0 });
  });

  it('takes a client that throws for an unknown outcome', async () => {
    await plan('message');
    const worker = workerWith({ send: () => Promise.reject(new TypeError('a bug')), whenUnknown: 'settle' });
    await worker.workOnce();
    expect((await effectsOfRun(db(), 'run'))[0]).toMatchObject({ state: 'unknown', code: 'clientFailed' });
  });

  it('looks up what may have arrived, beyond the tries of what has not, and leaves what is not found as unknown', async () => {
    await plan('redeploy', 'vercelRedeploy');
    const asked: boolean[] = [];
    const worker = workerWith({
      tries: { limit: 2, lookUps: 1, giveUpBeyondSeconds: null },
      whenUnknown: 'lookUp',
      send: ({ attempts, mayHaveArrived }) => {
        asked.push(mayHaveArrived);
        return Promise.resolve(
          attempts === 1
            ? { kind: 'retry', code: 'unavailable', reason: 'not now', retryAfterSeconds: null }
            : { kind: 'unknown', code: 'timeout', reason: 'no answer' }
        );
      },
    });
    while ((await states())[0] === 'redeploy planned') {
      await db()
        .update(effects)
        .set({ nextAttemptAt: new Date(0) });
      await worker.workOnce();
    }
    expect(asked).toEqual([false, false, true]);
    expect((await effectsOfRun(db(), 'run'))[0]).toMatchObject({ state: 'unknown', code: 'timeout' });
  });

  it('sends at once, when the peer is back, what waited because it was silent, and not what it asked to wait', async () => {
    await plan('silent');
    await plan('refused');
    const worker = workerWith({
      send: ({ id, attempts }) =>
        Promise.resolve(
          attempts > 1
            ? { kind: 'confirmed', result: {} }
            : id === 'silent'
              ? { kind: 'unknown', code: 'timeout', reason: 'no answer' }
              : { kind: 'retry', code: 'rateLimited', reason: 'too many', retryAfterSeconds: 600 }
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
