import { eq, sql } from 'drizzle-orm';
import { effects } from './tables';
import { describeOnEachDatabase } from '../testing/databases';
import { claimEffect, kindsDue } from './claim';
import {
  effectBacklog,
  effectsOfRun,
  markSent,
  overdueEffects,
  planEffect,
  postponeEffect,
  releaseEffects,
  settleEffect,
  type EffectRow,
  type PlannedEffect,
} from './repository';

const message = { name: 'slackMessage', leaseSeconds: 60 };
const redeploy = { name: 'vercelRedeploy', leaseSeconds: 150 };
const rateLimited = { code: 'rateLimited', reason: 'too many requests', mayHaveArrived: false };

describeOnEachDatabase('the records of effects', (db, kind) => {
  beforeEach(async () => void (await db().delete(effects)));

  const settle = (effect: EffectRow, end: Parameters<typeof settleEffect>[2]) =>
    db().transaction((tx) => settleEffect(tx, effect, end));
  const plan = async (id: string, given: Partial<PlannedEffect> = {}, dueInSeconds = -1) => {
    const effect = { id, kind: 'slackMessage' as const, runId: 'run', incidentId: null, payload: { text: id } };
    await db().transaction((tx) => planEffect(tx, { ...effect, ...given }, new Date()));
    await db()
      .update(effects)
      .set({ nextAttemptAt: sql`now() + make_interval(secs => ${dueInSeconds})` })
      .where(eq(effects.id, id));
  };
  const stored = async (id: string) => {
    const [row] = await db().select().from(effects).where(eq(effects.id, id));
    return row;
  };
  const claim = async () => {
    const effect = (await claimEffect(db(), message)) ?? (await claimEffect(db(), redeploy));
    if (effect === null) {
      throw new Error('nothing was due');
    }
    return effect;
  };
  const endLeases = () => db().execute(sql`UPDATE effects SET lease_until = now() - interval '1 second'`);

  it('hold one effect for one decision, however often it is planned', async () => {
    await plan('a');
    await plan('a', { payload: { text: 'another' } });
    expect(await effectsOfRun(db(), 'run')).toMatchObject([{ id: 'a', state: 'planned', payload: { text: 'a' } }]);
  });

  it('are undone with the decision that they follow from', async () => {
    const decision = db().transaction(async (tx) => {
      await planEffect(tx, { id: 'a', kind: 'slackMessage', runId: 'run', incidentId: null, payload: {} }, new Date());
      throw new Error('the decision could not be written');
    });
    await expect(decision).rejects.toThrow('could not be written');
    expect(await effectsOfRun(db(), 'run')).toEqual([]);
  });

  it('give each effect to one worker, as they were planned, and none before it is due', async () => {
    await plan('first', {}, -2);
    await plan('second', {}, -3);
    await plan('not-yet', {}, 60);
    expect(await claim()).toMatchObject({
      id: 'first',
      state: 'claimed',
      attempts: 1,
      fence: 1,
      mayHaveArrived: false,
    });
    await plan('third');
    const claims = await Promise.all([1, 2, 3, 4].map(() => claimEffect(db(), message)));
    expect(claims.flatMap((effect) => effect?.id ?? []).sort()).toEqual(['second', 'third']);
  });

  it('say of which kinds something is due: planned, or left behind by a worker that died', async () => {
    const due = async () => [...(await kindsDue(db(), ['slackMessage', 'vercelRedeploy']))].sort();
    await plan('not-yet', {}, 60);
    expect(await due()).toEqual([]);
    await plan('a', { kind: 'vercelRedeploy' });
    await plan('b', { kind: 'ofAnotherVersion' });
    expect(await due()).toEqual(['vercelRedeploy']);
    await plan('c');
    expect(await due()).toEqual(['slackMessage', 'vercelRedeploy']);
    await claimEffect(db(), redeploy);
    await settle(await claim(), { state: 'confirmed', result: {} });
    expect(await due()).toEqual([]);
    await endLeases();
    expect(await due()).toEqual(['vercelRedeploy']);
  });

  it('give an effect back when its worker died: as it was before sending, as "perhaps sent" after', async () => {
    await plan('a');
    await claim();
    expect(await claimEffect(db(), message)).toBeNull();
    await endLeases();
    const second = await claim();
    expect(second).toMatchObject({ attempts: 2, fence: 2, mayHaveArrived: false });
    await markSent(db(), second);
    await endLeases();
    expect(await claim()).toMatchObject({ attempts: 3, fence: 3, mayHaveArrived: true });
  });

  it('do not forget that an effect was perhaps sent when the next worker dies before it sends', async () => {
    await plan('a', { kind: 'vercelRedeploy' });
    await markSent(db(), await claim());
    await endLeases();
    expect((await claim()).mayHaveArrived).toBe(true);
    await endLeases();
    expect((await claim()).mayHaveArrived).toBe(true);
  });

  it('know after a refusal for now that nothing has arrived, and after no answer that it may have', async () => {
    const again = () => db().execute(sql`UPDATE effects SET next_attempt_at = now() - interval '1 second'`);
    await plan('a', { kind: 'vercelRedeploy' });
    const first = await claim();
    await markSent(db(), first);
    await postponeEffect(db(), first, 60, rateLimited);
    await again();
    const second = await claim();
    expect(second.mayHaveArrived).toBe(false);
    await markSent(db(), second);
    await postponeEffect(db(), second, 60, { code: 'timeout', reason: 'no answer', mayHaveArrived: true });
    await again();
    const third = await claim();
    expect(third.mayHaveArrived).toBe(true);
    // Once perhaps sent, always perhaps sent.
    await postponeEffect(db(), third, 60, rateLimited);
    await again();
    expect((await claim()).mayHaveArrived).toBe(true);
  });

  it('let a redeploy run longer than all its calls together before another worker may take it', async () => {
    await plan('a', { kind: 'vercelRedeploy' });
    await claim();
    const callsOfOneTry = 6;
    const longestCallSeconds = 15;
    const [row] = await db()
      .select({ seconds: sql<number>`extract(epoch FROM lease_until - now())::float8` })
      .from(effects);
    expect(row?.seconds).toBeGreaterThan(callsOfOneTry * longestCallSeconds);
  });

  it('are deaf to a worker that has lost its effect to another', async () => {
    await plan('a');
    const slow = await claim();
    await endLeases();
    const quick = await claim();
    expect(await markSent(db(), slow)).toBe(false);
    expect(await settle(slow, { state: 'rejected', code: 'late', reason: 'too late' })).toBe(false);
    await postponeEffect(db(), slow, 3600, rateLimited);
    expect(await stored('a')).toMatchObject({ state: 'claimed', fence: 2, code: null });
    expect(await db().transaction((tx) => settleEffect(tx, quick, { state: 'confirmed', result: { ts: '1' } }))).toBe(
      true
    );
    expect(await settle(slow, { state: 'unknown' })).toBe(false);
    expect(await stored('a')).toMatchObject({ state: 'confirmed', result: { ts: '1' }, leaseUntil: null });
    expect((await stored('a'))?.settledAt).toBeInstanceOf(Date);
  });

  it('come back after the time they were put off by, with the reason', async () => {
    await plan('a');
    await postponeEffect(db(), await claim(), 60, rateLimited);
    expect(await stored('a')).toMatchObject({ state: 'planned', code: 'rateLimited', reason: 'too many requests' });
    expect(await claimEffect(db(), message)).toBeNull();
    await db().execute(sql`UPDATE effects SET next_attempt_at = next_attempt_at - interval '61 seconds'`);
    expect(await claim()).toMatchObject({ attempts: 2, code: 'rateLimited' });
  });

  it('are never taken again once they are settled', async () => {
    for (const state of ['confirmed', 'rejected', 'unknown'] as const) {
      await plan(state);
      await settle(await claim(), { state });
    }
    await endLeases();
    expect(await claimEffect(db(), message)).toBeNull();
  });

  it('free what a process that is gone had taken, and still know what it had perhaps sent', async () => {
    await plan('a');
    await markSent(db(), await claim());
    await releaseEffects(db());
    expect(await claim()).toMatchObject({ id: 'a', mayHaveArrived: true });
  });

  it('count what waits, what nobody knows of and which alerts reached nobody', async () => {
    expect(await effectBacklog(db(), 'slackMessage')).toEqual({
      pending: 0,
      oldestSeconds: 0,
      unknown: 0,
      undeliveredAlerts: 0,
    });
    await plan('waits', {}, 3600);
    await db().execute(sql`UPDATE effects SET created_at = now() - interval '90 seconds'`);
    await plan('refused');
    await settle(await claim(), { state: 'rejected' });
    await plan('redeploy', { kind: 'vercelRedeploy' });
    await settle(await claim(), { state: 'unknown' });
    const backlog = await effectBacklog(db(), 'slackMessage');
    expect(backlog).toMatchObject({ pending: 1, unknown: 1, undeliveredAlerts: 1 });
    expect(backlog.oldestSeconds).toBeGreaterThanOrEqual(90);
  });

  it('find the alerts that nobody has got for long', async () => {
    const longAgo = () => db().execute(sql`UPDATE effects SET created_at = now() - interval '181 seconds'`);
    await plan('delivered');
    await settle(await claim(), { state: 'confirmed' });
    await plan('waits', {}, 3600);
    await plan('redeploy', { kind: 'vercelRedeploy' }, 3600);
    await longAgo();
    await plan('fresh', {}, 3600);
    expect((await overdueEffects(db(), 'slackMessage', 180)).map(({ id }) => id)).toEqual(['waits']);
  });

  it('find them behind a backlog of others', async () => {
    for (let count = 0; count < 101; count += 1) {
      await plan(`other ${count}`, { payload: { kind: 'failed' } }, 3600);
    }
    await plan('wanted', { payload: { kind: 'autoFixApplied' } }, 3600);
    await db().execute(sql`UPDATE effects SET created_at = now() - interval '181 seconds'`);
    const found = await overdueEffects(db(), 'slackMessage', 180, 'autoFixApplied');
    expect(found.map(({ id }) => id)).toEqual(['wanted']);
  });

  if (kind === 'server') {
    it('pass over an effect that somebody else has locked', async () => {
      await plan('locked', {}, -2);
      await plan('free', {}, -1);
      await db().transaction(async (tx) => {
        await tx.select().from(effects).where(eq(effects.id, 'locked')).for('update');
        expect((await claim()).id).toBe('free');
        expect(await claimEffect(db(), message)).toBeNull();
      });
      expect((await claim()).id).toBe('locked');
    });
  }
});
