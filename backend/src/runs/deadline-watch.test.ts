import { eq, sql } from 'drizzle-orm';
import { deadlineWatch, runs } from './tables';
import { describeOnEachDatabase } from '../testing/databases';
import { storeRun } from '../testing/run-rows';
import { watchDeadlines } from './deadline-watch';
import { findRun } from './repository';

describeOnEachDatabase('the watch over deadlines', (db) => {
  beforeEach(async () => {
    await db().delete(runs);
    await db().delete(deadlineWatch);
  });

  const deadlineAt = new Date('2026-11-25T12:00:00.000Z');
  const announced = (secondsAgo: number, more: Parameters<typeof storeRun>[1] = {}) =>
    storeRun(db(), { announcedAt: new Date(Date.now() - secondsAgo * 1000), deadlineAt, status: 'running', ...more });
  const movedBySeconds = async (id: string) =>
    Math.round((((await findRun(db(), id))?.deadlineAt.getTime() ?? NaN) - deadlineAt.getTime()) / 1000);
  const lastWatched = (secondsAgo: number) =>
    db()
      .insert(deadlineWatch)
      .values({ id: 1, watchedAt: sql`now() - make_interval(secs => ${secondsAgo})` });

  it('moves no deadline while somebody watches, nor at the very first time', async () => {
    const id = await announced(7200);
    expect(await watchDeadlines(db())).toBe(0);
    expect(await watchDeadlines(db())).toBe(0);
    expect(await movedBySeconds(id)).toBe(0);
  });

  it('moves the deadlines of runs that waited by the time in which no part could be taken', async () => {
    const ids = await Promise.all(
      (['queued', 'running', 'awaitingParts'] as const).map((status) => announced(7200, { status }))
    );
    const judged = await announced(7200, { status: 'judged' });
    const announcedSince = await announced(10);
    await lastWatched(3600);
    expect(Math.round(await watchDeadlines(db()))).toBe(3600);
    expect(await Promise.all(ids.map(movedBySeconds))).toEqual([3600, 3600, 3600]);
    expect(await Promise.all([judged, announcedSince].map(movedBySeconds))).toEqual([0, 0]);
    expect(await watchDeadlines(db())).toBe(0);
    expect(await Promise.all(ids.map(movedBySeconds))).toEqual([3600, 3600, 3600]);
  });

  it('takes a tick that comes late for no interruption', async () => {
    const id = await announced(7200);
    await lastWatched(10);
    expect(await watchDeadlines(db())).toBe(0);
    expect(await movedBySeconds(id)).toBe(0);
  });

  it('moves whatever waits by the time by which the clock has gone back, once', async () => {
    const inSixHours = sql`now() + interval '6 hours 10 seconds'`;
    const silent = await announced(60);
    const toJudge = await announced(60, { status: 'judging' });
    const toDiagnose = await announced(60, { status: 'judged' });
    await db().update(runs).set({ judgeAfter: inSixHours, leaseUntil: inSixHours }).where(eq(runs.id, toJudge));
    await db().update(runs).set({ diagnoseAfter: inSixHours }).where(eq(runs.id, toDiagnose));
    await lastWatched(-6 * 3600);
    const others: number[] = [];
    const seconds = await watchDeadlines(db(), (_tx, by) => Promise.resolve(void others.push(Math.round(by))));
    expect([Math.round(seconds), others]).toEqual([-21600, [-21600]]);
    expect(await movedBySeconds(silent)).toBe(-21600);
    const waits = async (id: string, column: 'judgeAfter' | 'leaseUntil' | 'diagnoseAfter') =>
      Math.round((((await findRun(db(), id))?.[column]?.getTime() ?? NaN) - Date.now()) / 10_000);
    expect([
      await waits(toJudge, 'judgeAfter'),
      await waits(toJudge, 'leaseUntil'),
      await waits(toDiagnose, 'diagnoseAfter'),
    ]).toEqual([1, 1, 1]);
    expect(await watchDeadlines(db())).toBe(0);
  });
});
