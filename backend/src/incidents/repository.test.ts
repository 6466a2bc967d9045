import { randomUUID } from 'node:crypto';
import { incidents } from './tables';
import { describeOnEachDatabase } from '../testing/databases';
import { findIncident, insertIncident, listIncidents, lockOpenIncident, moveIncident } from './repository';
import type { IncidentMove, IncidentState } from '../model/incident';

const minute = (minutes: number) => new Date(Date.parse('2025-11-23T12:00:00.000Z') + minutes * 60_000);

describeOnEachDatabase('the records of incidents', (db) => {
  beforeEach(async () => void (await db().delete(incidents)));

  const incident = (given: Partial<typeof incidents.$inferInsert> = {}) => ({
    id: randomUUID(),
    test: 'checkout',
    environment: 'production',
    state: 'diagnosing' as const,
    openedAt: minute(0),
    openedByRunId: 'run-1',
    lastRunId: 'run-1',
    lastFailureEndedAt: minute(0),
    ...given,
  });
  const event = (kind: IncidentMove) => ({ kind, at: minute(5), text: kind, runId: null });
  const resolved = { state: 'resolved' as const, resolvedAt: minute(5), resolvedByRunId: 'run-2' };

  it('hold one open incident per load test, whatever the code above them does', async () => {
    const first = incident();
    await db().transaction((tx) => insertIncident(tx, first));
    await expect(db().transaction((tx) => insertIncident(tx, incident()))).rejects.toThrow();
    await db().transaction((tx) => insertIncident(tx, incident({ test: 'browse' })));
    await db().transaction((tx) => moveIncident(tx, first.id, event('resolved'), resolved));
    await db().transaction((tx) => insertIncident(tx, incident()));
    expect(await listIncidents(db(), { test: 'checkout' }, 10)).toHaveLength(2);
  });

  it('make two runs that are judged at once open one incident: the second waits, sees it and joins', async () => {
    const openOrJoin = (runId: string) =>
      db().transaction(async (tx) => {
        const open = await lockOpenIncident(tx, 'checkout');
        if (open === null) {
          await insertIncident(tx, incident({ openedByRunId: runId, lastRunId: runId }));
          return 'opened';
        }
        await moveIncident(tx, open.id, event('joined'), { lastRunId: runId });
        return 'joined';
      });
    const steps = await Promise.all(['a', 'b', 'c', 'd'].map(openOrJoin));
    expect(steps.sort()).toEqual(['joined', 'joined', 'joined', 'opened']);
    expect(await listIncidents(db(), { open: true }, 10)).toHaveLength(1);
  });

  it.each<[IncidentState, IncidentState]>([
    ['actionRequired', 'remediating'],
    ['actionRequired', 'diagnosing'],
    ['remediating', 'diagnosing'],
    ['diagnosing', 'closed'],
    ['remediating', 'closed'],
  ])('refuse that an incident goes from %s to %s, whatever the code above them does', async (from, to) => {
    const one = incident({ state: from });
    await db().transaction((tx) => insertIncident(tx, one));
    const change = to === 'closed' ? { state: to, resolvedAt: minute(5) } : { state: to };
    await expect(db().transaction((tx) => moveIncident(tx, one.id, event('joined'), change))).rejects.toThrow();
    expect((await listIncidents(db(), { test: 'checkout' }, 1))[0]).toMatchObject({
      incident: { state: from },
      events: [{ kind: 'opened' }],
    });
  });

  it('refuse that an incident is open again, has a second redeploy, or is over without an end', async () => {
    const one = incident({ redeployEffectId: 'redeploy-1' });
    await db().transaction((tx) => insertIncident(tx, one));
    const move = (change: Parameters<typeof moveIncident>[3]) =>
      db().transaction((tx) => moveIncident(tx, one.id, event('joined'), change));
    await expect(move({ redeployEffectId: 'redeploy-2' })).rejects.toThrow();
    await expect(move({ state: 'resolved' })).rejects.toThrow();
    await move(resolved);
    await expect(move({ state: 'actionRequired', resolvedAt: null })).rejects.toThrow();
    expect(await findIncident(db(), one.id)).toMatchObject(resolved);
  });

  it('find the open one, and not one that is resolved', async () => {
    expect(await db().transaction((tx) => lockOpenIncident(tx, 'checkout'))).toBeNull();
    const open = incident();
    await db().transaction((tx) => insertIncident(tx, open));
    expect((await db().transaction((tx) => lockOpenIncident(tx, 'checkout')))?.id).toBe(open.id);
    await db().transaction((tx) => moveIncident(tx, open.id, event('resolved'), resolved));
    expect(await db().transaction((tx) => lockOpenIncident(tx, 'checkout'))).toBeNull();
    expect(await findIncident(db(), open.id)).toMatchObject(resolved);
  });

  it('are listed newest first with their timelines in order', async () => {
    const old = incident({ id: 'old', ...resolved });
    const open = incident({ id: 'open', openedAt: minute(10) });
    const other = incident({ id: 'other', test: 'browse', openedAt: minute(5) });
    for (const each of [old, open, other]) {
      await db().transaction((tx) => insertIncident(tx, each, 'first'));
    }
    // In the order in which they were written, even where a clock went back.
    await db().transaction((tx) =>
      moveIncident(tx, 'open', { at: minute(9), kind: 'diagnosed', text: 'second', runId: null, actor: 'a' })
    );
    const ids = async (filter: Parameters<typeof listIncidents>[1], limit = 10) =>
      (await listIncidents(db(), filter, limit)).map((each) => each.incident.id);
    expect(await ids({})).toEqual(['open', 'other', 'old']);
    expect(await ids({}, 2)).toEqual(['open', 'other']);
    expect(await ids({ open: true })).toEqual(['open', 'other']);
    expect(await ids({ open: false })).toEqual(['old']);
    expect(await ids({ test: 'browse' })).toEqual(['other']);
    expect((await listIncidents(db(), { test: 'checkout', open: true }, 1))[0]?.events).toMatchObject([
      { kind: 'opened', at: minute(10), text: 'first', runId: 'run-1', actor: null },
      { kind: 'diagnosed', at: minute(9), text: 'second', runId: null, actor: 'a' },
    ]);
  });
});
