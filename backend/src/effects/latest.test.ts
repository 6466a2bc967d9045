import { eq, sql } from 'drizzle-orm';
import { describeOnEachDatabase } from '../testing/databases';
import { claimEffect } from './claim';
import { effectsOfRun, planLatest, postponeEffect, settleEffect, type EffectRow } from './repository';
import { effects } from './tables';

const annotation = { name: 'grafanaAnnotation', leaseSeconds: 60, onePerRun: true };

describeOnEachDatabase('effects that bring the other side to what the records say', (db, kind) => {
  beforeEach(async () => void (await db().delete(effects)));

  const plan = (...ids: string[]) =>
    db().transaction((tx) =>
      planLatest(
        tx,
        ids.map((id) => ({
          id,
          kind: 'grafanaAnnotation',
          runId: id.slice(0, id.lastIndexOf('-')),
          incidentId: null,
          payload: {},
        })),
        new Date()
      )
    );
  const claim = async (): Promise<EffectRow> => {
    const effect = await claimNow();
    if (effect === null) {
      throw new Error('nothing was due');
    }
    return effect;
  };
  /** As if a moment had passed: an instant is kept to the millisecond. */
  async function claimNow() {
    await db()
      .update(effects)
      .set({ nextAttemptAt: sql`${effects.nextAttemptAt} - interval '1 second'` });
    return claimEffect(db(), annotation);
  }
  const settle = (effect: EffectRow) =>
    db().transaction((tx) => settleEffect(tx, effect, { state: 'confirmed', result: {} }));
  const rows = async (runId = 'run') =>
    (await effectsOfRun(db(), runId)).map(({ id, state }) => `${id} ${state}`).sort();

  it('wait once for each run, due with all tries after each plan', async () => {
    await plan('run-1', 'other-1');
    await postponeEffect(db(), await claim(), 1800, { code: 'timeout', reason: '', mayHaveArrived: true });
    await postponeEffect(db(), await claim(), 1800, { code: 'timeout', reason: '', mayHaveArrived: true });
    expect(await claimNow()).toBeNull();
    await plan('run-2');
    expect(await rows()).toEqual(['run-1 planned']);
    expect(await claim()).toMatchObject({ id: 'run-1', attempts: 1, mayHaveArrived: true });
    expect(await claimNow()).toBeNull();
  });

  it('keep the pause that the other side has asked for', async () => {
    await plan('run-1');
    await postponeEffect(db(), await claim(), 1800, { code: 'rateLimited', reason: '', mayHaveArrived: false });
    await plan('run-2');
    expect(await claimNow()).toBeNull();
    expect(await rows()).toEqual(['run-1 planned']);
  });

  it('get a second one beside one that is being sent, which begins only after that has ended', async () => {
    await plan('run-1');
    const first = await claim();
    await plan('run-2', 'other-1');
    expect(await rows()).toEqual(['run-1 claimed', 'run-2 planned']);
    expect((await claim()).runId).toBe('other');
    expect(await claimNow()).toBeNull();
    await settle(first);
    expect(await claim()).toMatchObject({ id: 'run-2' });
  });

  it('begin after a worker that is gone, once its time is over', async () => {
    await plan('run-1');
    await claim();
    await plan('run-2');
    await db()
      .update(effects)
      .set({ leaseUntil: sql`now() - interval '1 second'` })
      .where(eq(effects.id, 'run-1'));
    const begun = await claim();
    expect(await claimNow()).toBeNull();
    await settle(begun);
    expect((await claim()).id).not.toBe(begun.id);
  });

  it('take the place of settled ones, so that a run has few rows', async () => {
    for (let count = 1; count <= 3; count += 1) {
      await plan(`run-${count}`);
      await settle(await claim());
    }
    expect(await rows()).toEqual(['run-3 confirmed']);
  });

  it('are claimed by one of several sidecars that look at once', async () => {
    await plan('run-1');
    const first = await claim();
    await plan('run-2');
    await db().update(effects).set({ state: 'planned', leaseUntil: null }).where(eq(effects.id, first.id));
    await db()
      .update(effects)
      .set({ nextAttemptAt: sql`now() - interval '1 second'` });
    const claimed = await Promise.all(Array.from({ length: 4 }, () => claimEffect(db(), annotation)));
    expect(claimed.filter((effect) => effect !== null)).toHaveLength(1);
  });

  if (kind === 'server') {
    it('are planned beside a row that another transaction holds, without waiting for it', async () => {
      await plan('run-1');
      await db().transaction(async (tx) => {
        await tx.select().from(effects).where(eq(effects.id, 'run-1')).for('update');
        await plan('run-2');
      });
      expect(await rows()).toEqual(['run-1 planned', 'run-2 planned']);
    });
  }
});
