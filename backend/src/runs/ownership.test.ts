import { eq, sql } from 'drizzle-orm';
import { runs, sidecars } from './tables';
import { describeOnEachDatabase } from '../testing/databases';
import { storeRun } from '../testing/run-rows';
import { claimStart, closeOrphaned, queuedRunsOf, signOff, signOn, takeOver, takeOverAll } from './ownership';
import { claimRunToJudge, findRun, lockRun } from './repository';

describeOnEachDatabase('the owner of a run', (db, kind) => {
  beforeEach(async () => {
    await db().delete(runs);
    await db().delete(sidecars);
  });

  /** A sidecar that was last seen so many seconds ago, and without interruption for so many before. */
  const sidecar = (id: string, { silentFor = 0, steadyFor = 3600 } = {}) =>
    db()
      .insert(sidecars)
      .values({
        id,
        startedAt: sql`now() - make_interval(secs => 7200)`,
        lastSeenAt: sql`now() - make_interval(secs => ${silentFor})`,
        steadySince: sql`now() - make_interval(secs => ${silentFor + steadyFor})`,
      });
  const run = (id: string, given: Parameters<typeof storeRun>[1] = {}) =>
    storeRun(db(), { id, reporter: 'runner', owner: 'gone', ...given });
  const ids = (found: ReadonlyArray<{ readonly id: string }>) => found.map(({ id }) => id).sort();
  const deadline = () => new Date('2026-11-25T12:00:00.000Z');
  const claim = (owner: string, id: string, how = { overtakes: false }) => claimStart(db(), owner, id, deadline, how);

  it('takes over what a sidecar that is gone had queued, and closes what it ran', async () => {
    await sidecar('gone', { silentFor: 31 });
    await sidecar('me');
    await run('running', { status: 'running' });
    await run('half-reported', { status: 'awaitingParts' });
    await run('queued', { status: 'queued' });
    await run('reported', { status: 'judging', judgeAfter: new Date(0) });
    const left = await takeOver(db(), 'me');
    expect([ids(left.closed), ids(left.taken)]).toEqual([['half-reported', 'running'], ['queued']]);
    expect(await findRun(db(), 'running')).toMatchObject({ status: 'judging', ownerLostAt: expect.any(Date) as Date });
    expect(ids(await queuedRunsOf(db(), 'me'))).toEqual(['queued']);
    expect(await findRun(db(), 'queued')).toMatchObject({ status: 'queued', ownerLostAt: null });
    expect(await findRun(db(), 'reported')).toMatchObject({ status: 'judging', ownerLostAt: null });
    expect(await takeOver(db(), 'me')).toEqual({ closed: [], taken: [] });
  });

  it('leaves alone what is no run of a sidecar that is gone', async () => {
    await sidecar('alive', { silentFor: 29 });
    await sidecar('me');
    await run('alive', { status: 'running', owner: 'alive' });
    await run('mine', { status: 'running', owner: 'me' });
    await run('external', { status: 'running', reporter: 'cli', owner: null });
    // Of a version that knew no owners: it may be at work.
    await run('earlier', { status: 'queued', owner: null });
    expect(await takeOver(db(), 'me')).toEqual({ closed: [], taken: [] });
  });

  it('takes over at once from one that has signed off', async () => {
    await sidecar('gone');
    await sidecar('me');
    await run('queued', { status: 'queued' });
    expect((await takeOver(db(), 'me')).taken).toEqual([]);
    await signOff(db(), 'gone');
    expect(ids((await takeOver(db(), 'me')).taken)).toEqual(['queued']);
  });

  it('takes nobody for gone after an outage of the database, until that is over for longer than the limit', async () => {
    // Both were silenced an hour ago by the same outage; this one is the first to be back.
    await sidecar('gone', { silentFor: 3600 });
    await sidecar('me', { silentFor: 3600 });
    await run('running');
    await signOn(db(), 'me');
    expect((await takeOver(db(), 'me')).closed).toEqual([]);
    await signOn(db(), 'gone');
    await backdate('me', 31);
    expect((await takeOver(db(), 'me')).closed).toEqual([]);
    await backdate('gone', 31, 31);
    expect(ids((await takeOver(db(), 'me')).closed)).toEqual(['running']);
  });

  it('a sidecar that comes anew waits as long, and one that was itself interrupted takes nothing', async () => {
    await sidecar('gone', { silentFor: 3600 });
    await run('running');
    await signOn(db(), 'me');
    expect((await takeOver(db(), 'me')).closed).toEqual([]);
    await backdate('me', 3600, 16);
    expect((await takeOver(db(), 'me')).closed).toEqual([]);
  });

  it('is seen without interruption when a beat comes a little late', async () => {
    await sidecar('me', { silentFor: 14 });
    await sidecar('gone', { silentFor: 31 });
    await run('running');
    await signOn(db(), 'me');
    expect(ids((await takeOver(db(), 'me')).closed)).toEqual(['running']);
  });

  it('alone with its database, takes what any process before has left, and what it was judging', async () => {
    await signOn(db(), 'me');
    await sidecar('gone');
    await run('running', { status: 'running' });
    await run('queued', { status: 'queued', owner: null });
    await run('elsewhere', { reporter: 'cli', owner: null });
    await run('held', { status: 'judging', judgeAfter: new Date(0), leaseUntil: new Date(Date.now() + 99_999) });
    const left = await takeOverAll(db(), 'me');
    expect([ids(left.closed), ids(left.taken)]).toEqual([['running'], ['queued']]);
    expect(await findRun(db(), 'elsewhere')).toMatchObject({ status: 'running', ownerLostAt: null });
    expect((await claimRunToJudge(db()))?.id).toBe('held');
    expect(await db().select({ id: sidecars.id }).from(sidecars)).toEqual([{ id: 'me' }]);
  });

  it('closes a run whose k6 had gone on without it, once', async () => {
    await run('running', { status: 'running' });
    await run('reported', { status: 'judging', judgeAfter: new Date(0) });
    await run('external', { status: 'running', reporter: 'cli', owner: null });
    expect(await Promise.all(['running', 'reported', 'external'].map((id) => closeOrphaned(db(), id)))).toEqual([
      true,
      false,
      false,
    ]);
    expect(await findRun(db(), 'running')).toMatchObject({
      status: 'judging',
      ownerLostAt: expect.any(Date) as Date,
      orphanEndedAt: expect.any(Date) as Date,
    });
    expect(await closeOrphaned(db(), 'running')).toBe(false);
  });

  it('lets only the owner start a run, and only one that is still queued', async () => {
    await signOn(db(), 'me');
    await run('mine', { status: 'queued', owner: 'me' });
    await run('taken', { status: 'queued', owner: 'another' });
    await run('closed', { status: 'judging', owner: 'me' });
    expect(await Promise.all(['taken', 'closed', 'unknown'].map((id) => claim('me', id)))).toEqual(['no', 'no', 'no']);
    expect(await claim('me', 'mine')).toBe('yes');
    expect(await findRun(db(), 'mine')).toMatchObject({ status: 'running', startedAt: null, deadlineAt: deadline() });
    // Asked again, because the answer was lost.
    expect(await claim('me', 'mine')).toBe('yes');
  });

  it('starts no run on a target that another sidecar loads, while that one is at work', async () => {
    await sidecar('another');
    await run('theirs', { status: 'running', owner: 'another', target: 'https://shop.example/checkout' });
    await run('mine', { status: 'queued', owner: 'me', target: 'https://shop.example/' });
    await run('elsewhere', { status: 'queued', owner: 'me', target: 'https://api.example/' });
    expect(await claim('me', 'mine')).toBe('targetBusy');
    expect(await claim('me', 'elsewhere')).toBe('yes');
    await db().update(runs).set({ status: 'awaitingParts' }).where(eq(runs.id, 'theirs'));
    expect(await claim('me', 'mine')).toBe('yes');
  });

  it('starts no run before an older one that a sidecar at work has queued for the target, unless it overtakes', async () => {
    await sidecar('another');
    await sidecar('me');
    const at = (second: number) => ({ announcedAt: new Date(Date.UTC(2026, 10, 25, 11, 0, second)) });
    const target = 'https://shop.example/checkout';
    await run('older', { status: 'queued', owner: 'another', target, ...at(1) });
    await run('younger', { status: 'queued', owner: 'another', target, ...at(3) });
    await run('mine', { status: 'queued', owner: 'me', target: 'https://shop.example/', ...at(2) });
    expect(await claim('me', 'mine')).toBe('notItsTurn');
    expect(await claim('another', 'younger')).toBe('notItsTurn');
    expect(await claim('another', 'older')).toBe('yes');
    expect(await claim('me', 'mine')).toBe('targetBusy');
    expect(await claim('me', 'mine', { overtakes: true })).toBe('targetBusy');
    await db().update(runs).set({ status: 'queued' }).where(eq(runs.id, 'older'));
    expect(await claim('me', 'mine', { overtakes: true })).toBe('yes');
  });

  it('does not wait for an older run of a sidecar that is gone', async () => {
    await sidecar('gone', { silentFor: 31 });
    await run('older', { status: 'queued', announcedAt: new Date('2026-11-25T10:00:00Z') });
    await run('mine', { status: 'queued', owner: 'me', announcedAt: new Date('2026-11-25T11:00:00Z') });
    expect(await claim('me', 'mine')).toBe('yes');
  });

  it('a run whose sidecar slept and wakes to start it is not taken for one that was left behind', async () => {
    await sidecar('slept', { silentFor: 40 });
    await sidecar('me');
    await run('queued', { status: 'queued', owner: 'slept' });
    expect(await claim('slept', 'queued')).toBe('yes');
    expect(await takeOver(db(), 'me')).toEqual({ closed: [], taken: [] });
  });

  if (kind === 'server') {
    it('goes to exactly one of several sidecars that look at the same time', async () => {
      await sidecar('gone', { silentFor: 31 });
      const replicas = ['a', 'b', 'c', 'd'];
      await Promise.all(replicas.map((id) => sidecar(id)));
      await Promise.all(Array.from({ length: 20 }, (_, n) => run(`queued-${n}`, { status: 'queued' })));
      await run('running', { status: 'running' });
      const found = await Promise.all(replicas.map((id) => takeOver(db(), id)));
      expect(found.flatMap(({ closed }) => closed)).toHaveLength(1);
      expect(new Set(found.flatMap(({ taken }) => ids(taken))).size).toBe(20);
      expect(found.flatMap(({ taken }) => taken)).toHaveLength(20);
    });

    it('is not lost to another sidecar at the very moment in which it starts', async () => {
      await sidecar('gone', { silentFor: 31 });
      await sidecar('me');
      await run('starting', { status: 'queued' });
      const looking = await db().transaction(async (tx) => {
        await lockRun(tx, 'starting');
        const found = takeOver(db(), 'me');
        await isWaitingForALock();
        await signOn(tx, 'gone');
        await tx.update(runs).set({ status: 'running' }).where(eq(runs.id, 'starting'));
        // In an object, so that the transaction does not wait for what waits for it.
        return { found };
      });
      expect((await looking.found).taken).toEqual([]);
      expect(await findRun(db(), 'starting')).toMatchObject({ owner: 'gone' });
    });

    it('of two sidecars one starts on a target', async () => {
      await Promise.all(['a', 'b'].map((id) => signOn(db(), id)));
      await Promise.all(['a', 'b'].map((id) => run(id, { status: 'queued', owner: id })));
      const answers = await Promise.all(['a', 'b'].map((id) => claim(id, id, { overtakes: true })));
      expect(answers.sort()).toEqual(['targetBusy', 'yes']);
    });
  }

  /** Some query of this database waits for a row that is locked. */
  async function isWaitingForALock(): Promise<void> {
    for (;;) {
      const result: unknown = await db().execute(
        sql`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
      );
      const { rows } = result as { readonly rows: readonly unknown[] };
      if (rows.length > 0) {
        return;
      }
    }
  }

  /** As if `id` had been seen steadily for so long, the last time `silentFor` seconds ago. */
  async function backdate(id: string, steadyFor: number, silentFor = 0): Promise<void> {
    await db()
      .update(sidecars)
      .set({
        lastSeenAt: sql`now() - make_interval(secs => ${silentFor})`,
        steadySince: sql`now() - make_interval(secs => ${steadyFor + silentFor})`,
      })
      .where(eq(sidecars.id, id));
  }
});
