import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { describeOnEachDatabase } from '../testing/databases';
import fc from '../testing/seeded-fast-check';
import { dueQuery } from './claim';
import { effectKind, type EffectKindDefinition } from './kind';
import { type Pace, pauseLine } from './pace';
import { effectBacklog, endUntaken, moveEffects, planEffect, releaseEffects } from './repository';
import { effects, paces } from './tables';
import { createEffectWorker } from './worker';

describeOnEachDatabase('effects of one kind, worked on one after the other', (db) => {
  beforeEach(async () => {
    await db().delete(effects);
    await db().delete(paces);
  });

  let planned = Date.parse('2026-11-30T12:00:00Z');
  const plan = async (id: string, incidentId: string | null = null) => {
    planned += 1;
    const effect = { id, kind: 'message', runId: 'run', incidentId, payload: {} };
    await db().transaction((tx) => planEffect(tx, effect, new Date(planned)));
  };
  const stored = async (id: string) => (await db().select().from(effects).where(eq(effects.id, id)))[0];
  const change = (id: string, set: Partial<typeof effects.$inferInsert>) =>
    db().update(effects).set(set).where(eq(effects.id, id));
  /** Everything that waits for its time has it now. */
  const allDue = () =>
    db()
      .update(effects)
      .set({ nextAttemptAt: sql`now() - interval '1 second'` })
      .where(eq(effects.state, 'planned'));

  function workerWith(changes: Partial<EffectKindDefinition<string, object, unknown>> = {}) {
    const sent: string[] = [];
    const worker = createEffectWorker({
      db: db(),
      random: () => 0.5,
      kinds: [
        effectKind({
          name: 'message',
          payload: z.object({}),
          leaseSeconds: 60,
          longestTrySeconds: 10,
          tries: { limit: 60, giveUpBeyondSeconds: null },
          breaker: { peer: 'slack', pausedForMs: () => 0 },
          whilePaused: 'wait',
          whenUnknown: 'resend',
          inOrder: { patientTries: 2 },
          settled: () => Promise.resolve(),
          ...changes,
          send: async (effect, payload) => {
            const answer = (await changes.send?.(effect, payload)) ?? { kind: 'confirmed', result: {} };
            if (answer.kind === 'confirmed') {
              sent.push(effect.id);
            }
            return answer;
          },
        }),
      ],
      onSettled: () => Promise.resolve(),
      followUpFailed: () => Promise.resolve(),
    });
    const all = async () => {
      while (await worker.workOnce()) {
        // the next one
      }
    };
    return { ...worker, sent, all };
  }
  const noAnswer = { kind: 'retry', code: 'timeout', reason: 'no answer', retryAfterSeconds: null } as const;
  const tooFast = { kind: 'retry', code: 'rateLimited', reason: 'too fast', retryAfterSeconds: 30 } as const;

  it('are sent in the order of each incident, however they are planned, fail and come due', async () => {
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ do: fc.constant('plan' as const), incident: fc.constantFrom('a', 'b', null) }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('fail' as const), times: fc.integer({ min: 1, max: 2 }) }) },
      { weight: 3, arbitrary: fc.constant({ do: 'work' as const }) },
      { weight: 2, arbitrary: fc.constant({ do: 'allDue' as const }) }
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        await db().delete(effects);
        const order: Record<string, string[]> = { a: [], b: [] };
        let failing = 0;
        const worker = workerWith({
          // No more failures of one than it is waited for.
          send: ({ attempts }) => {
            failing -= 1;
            return Promise.resolve(failing >= 0 && attempts < 3 ? noAnswer : { kind: 'confirmed', result: {} });
          },
        });
        for (const [at, each] of steps.entries()) {
          if (each.do === 'plan') {
            await plan(`${at}`, each.incident);
            order[each.incident ?? '']?.push(`${at}`);
          } else if (each.do === 'fail') {
            failing = each.times;
          } else if (each.do === 'work') {
            await worker.workOnce();
          } else {
            await allDue();
          }
        }
        failing = 0;
        do {
          await allDue();
        } while (await worker.workOnce());
        for (const ids of Object.values(order)) {
          expect(worker.sent.filter((id) => ids.includes(id))).toEqual(ids);
        }
      }),
      { numRuns: 15 }
    );
  });

  it('wait for an earlier one without using up a try, and not for ever', async () => {
    await plan('1', 'incident');
    await plan('2', 'incident');
    await plan('other', 'another');
    const worker = workerWith({
      send: ({ id }) => Promise.resolve(id === '1' ? noAnswer : { kind: 'confirmed', result: {} }),
    });
    for (let tries = 1; tries <= 3; tries += 1) {
      expect([(await stored('2'))?.attempts, worker.sent]).toEqual([0, tries === 1 ? [] : ['other']]);
      await allDue();
      await worker.all();
    }
    expect(worker.sent).toEqual(['other', '2']);
  });

  it('wait for one of the incident that somebody else is sending', async () => {
    await plan('1', 'incident');
    await plan('2', 'incident');
    const other = workerWith();
    const worker = workerWith({
      send: async ({ id }) => {
        if (id === '1') {
          expect(await other.workOnce()).toBe(false);
        }
        return { kind: 'confirmed', result: {} };
      },
    });
    await worker.all();
    expect(worker.sent).toEqual(['1', '2']);
  });

  describe('at a pace', () => {
    const pace: Pace = { line: 'messages', perMinute: 60, burst: 2 };
    const pass = (seconds: number) =>
      db()
        .update(paces)
        .set({
          fullAt: sql`${paces.fullAt} - make_interval(secs => ${seconds})`,
          pausedUntil: sql`${paces.pausedUntil} - make_interval(secs => ${seconds})`,
        });
    const planMany = async (count: number) => {
      for (let n = 1; n <= count; n += 1) {
        await plan(`${n}`);
      }
    };

    it('go at once while they are few, and then as fast as the line allows, all sidecars together', async () => {
      await planMany(6);
      const [one, two] = [workerWith({ pace }), workerWith({ pace })];
      // The seconds that the test itself takes.
      const hold = () =>
        db()
          .update(paces)
          .set({ fullAt: sql`greatest(full_at, now() + interval '1 second')` });
      await one.workOnce();
      await two.workOnce();
      await hold();
      expect([await one.workOnce(), await two.workOnce()]).toEqual([false, false]);
      expect([...one.sent, ...two.sent]).toEqual(['1', '2']);
      await pass(600);
      await one.workOnce();
      await two.workOnce();
      expect([...one.sent, ...two.sent].sort()).toEqual(['1', '2', '3', '4']);
    });

    it('stop for all when the peer asks for a pause, use up no try, and go on one at a time', async () => {
      await planMany(4);
      let refusals = 1;
      const answer = () => {
        refusals -= 1;
        return Promise.resolve(refusals >= 0 ? tooFast : { kind: 'confirmed' as const, result: {} });
      };
      const [one, two] = [workerWith({ pace, send: answer }), workerWith({ pace, send: answer })];
      await one.workOnce();
      expect([await one.workOnce(), await two.workOnce()]).toEqual([false, false]);
      expect(await stored('1')).toMatchObject({ state: 'planned', attempts: 0, code: 'rateLimited' });
      await pass(30);
      expect(await two.workOnce()).toBe(true);
      expect(two.sent).toEqual(['1']);
    });

    it('leave a line alone that only shares the pauses of another', async () => {
      await planMany(2);
      const refused = workerWith({ pace, send: () => Promise.resolve(tooFast) });
      await refused.workOnce();
      expect(await workerWith({ pace: { ...pace, line: 'edits', pausedWith: ['messages'] } }).workOnce()).toBe(false);
      expect(await workerWith({ pace: { ...pace, line: 'edits' } }).workOnce()).toBe(true);
    });

    it('stop in the middle of a backlog when a line is paused that theirs is paused with', async () => {
      await planMany(3);
      const edits = workerWith({
        pace: { ...pace, line: 'edits', burst: 10, pausedWith: ['messages'] },
        send: async ({ id }) => {
          if (id === '2') {
            await pauseLine(db(), pace, 30);
          }
          return { kind: 'confirmed', result: {} };
        },
      });
      await edits.all();
      expect(edits.sent).toEqual(['1', '2']);
      await pass(30);
      await edits.all();
      expect(edits.sent).toEqual(['1', '2', '3']);
    });
  });

  describe('with one among them that cannot be worked on', () => {
    const gone = Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });

    it('go on where the sidecar dies at it each time: it is put off, and ends by name', async () => {
      await plan('deadly');
      await plan('healthy');
      const ends: unknown[] = [];
      let tries = 0;
      const worker = workerWith({
        // Its worker is gone before the try has an end, as after a crash.
        settled: (_tx, { id, crashes }, payload, end) => {
          if (id === 'deadly' && payload !== null) {
            tries += 1;
            return Promise.reject(gone);
          }
          return Promise.resolve(void (id === 'deadly' && ends.push([crashes, end])));
        },
      });
      const start = async () => {
        await releaseEffects(db());
        await worker.all().catch((error: unknown) => expect(error).toBe(gone));
      };
      for (let starts = 1; starts <= 4; starts += 1) {
        await start();
      }
      expect(await stored('healthy')).toMatchObject({ state: 'confirmed' });
      expect(await stored('deadly')).toMatchObject({ state: 'planned', crashes: 3, settledAt: null });
      for (let starts = 1; starts <= 6; starts += 1) {
        await allDue();
        await start();
      }
      const reason = 'given up: the sidecar ended 5 times in a row while it was at this';
      expect(ends).toEqual([[5, { kind: 'unknown', code: 'crashedSidecar', reason }]]);
      expect(tries).toBe(5);
    });

    it('go on where its row makes the claim fail, which ends it, and where not even that can be written', async () => {
      await plan('overflows');
      await plan('frozen');
      await plan('healthy');
      await change('overflows', { fence: 2_147_483_647 });
      await db().execute(
        sql`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'frozen'; END $$`
      );
      await db().execute(sql`CREATE TRIGGER frozen BEFORE UPDATE ON effects FOR EACH ROW
        WHEN (OLD.id = 'frozen') EXECUTE FUNCTION refuse()`);
      try {
        const worker = workerWith();
        const failed: string[] = [];
        // As the poller does, which tells the log.
        for (let looks = 1; looks <= 10; looks += 1) {
          await worker.all().catch((error: unknown) => failed.push(String(error)));
        }
        expect(worker.sent).toEqual(['healthy']);
        expect(failed.length).toBeLessThan(7);
        expect(await stored('overflows')).toMatchObject({ state: 'rejected', code: 'cannotBeClaimed' });
        expect(await stored('frozen')).toMatchObject({ state: 'planned' });
      } finally {
        await db().execute(sql`DROP TRIGGER frozen ON effects`);
      }
    });

    it('go on where a try has no end: it counts as unknown, while its lease still holds', async () => {
      await plan('endless');
      await plan('healthy');
      const worker = workerWith({
        longestTrySeconds: 0.02,
        whenUnknown: 'settle',
        send: ({ id }) =>
          id === 'endless' ? new Promise(() => undefined) : Promise.resolve({ kind: 'confirmed', result: {} }),
      });
      await worker.all();
      expect(await stored('endless')).toMatchObject({ state: 'unknown', code: 'noEnd' });
    });

    it('go on where the answer cannot be stored: what was done is not done again', async () => {
      await plan('answered');
      await plan('refused');
      await plan('healthy');
      const unstorable = 'half \u0000';
      const worker = workerWith({
        send: ({ id }) =>
          Promise.resolve(
            id === 'answered'
              ? { kind: 'confirmed', result: { text: unstorable } }
              : id === 'refused'
                ? { ...noAnswer, reason: unstorable }
                : { kind: 'confirmed', result: {} }
          ),
      });
      await worker.all();
      expect(worker.sent).toEqual(['answered', 'healthy']);
      expect(await stored('answered')).toMatchObject({ state: 'confirmed', code: 'notStorable', result: null });
      expect(await stored('refused')).toMatchObject({ state: 'planned', code: 'notStorable' });
    });

    it('go on where a rule of the payload throws', async () => {
      await plan('unreadable');
      const worker = workerWith({
        payload: z.object({}).refine(() => {
          throw new TypeError('a bug');
        }),
      });
      await worker.all();
      expect(await stored('unreadable')).toMatchObject({ state: 'rejected', code: 'payloadNotReadable' });
    });

    it('end what nobody works on because this version knows no such kind, when the other version has had its time', async () => {
      await plan('old');
      await plan('new');
      await change('old', { createdAt: new Date(Date.now() - 7200_000) });
      await change('new', { createdAt: new Date() });
      const why = { code: 'kindNotKnown', reason: 'unknown' };
      const end = (kindsBut: string[]) => db().transaction((tx) => endUntaken(tx, { kindsBut, forSeconds: 3600 }, why));
      expect(await end(['message'])).toEqual([]);
      expect(await end(['another'])).toEqual([{ id: 'old', kind: 'message', runId: 'run', incidentId: null }]);
      expect(await stored('old')).toMatchObject({ state: 'rejected', code: 'kindNotKnown' });
      expect(await stored('new')).toMatchObject({ state: 'planned' });
      // It may have been to tell somebody, so the alert rules have to.
      const { undeliveredAlerts } = await effectBacklog(db(), 'another');
      expect(undeliveredAlerts).toBeGreaterThanOrEqual(1);
    });
  });

  it('are found as fast among 10,000 as among few', async () => {
    await db()
      .execute(sql`INSERT INTO effects (id, kind, run_id, incident_id, payload, state, next_attempt_at, created_at)
      SELECT 'm' || n, 'message', 'run', 'incident' || n % 100, '{}', CASE WHEN n < 3 THEN 'confirmed' ELSE 'planned' END,
        now(), now() - make_interval(secs => 10000 - n) FROM generate_series(1, 10000) AS n`);
    const plan = await db().execute(
      sql`EXPLAIN (FORMAT JSON) ${dueQuery(db(), { name: 'message', leaseSeconds: 60, inOrder: { patientTries: 2 } }, [])}`
    );
    const explained = JSON.stringify(plan);
    expect(explained).toContain('effects_in_order');
    expect(explained).not.toContain('Seq Scan');
    expect(explained).not.toContain('"Sort"');
  });

  it('waits no hours for an instant that was far off only because the clock has gone back', async () => {
    const farOff = sql`now() + interval '5 hours 59 minutes'`;
    await plan('postponed');
    await plan('held');
    await db().update(effects).set({ nextAttemptAt: farOff }).where(eq(effects.id, 'postponed'));
    await db().update(effects).set({ state: 'claimed', leaseUntil: farOff }).where(eq(effects.id, 'held'));
    const { workOnce, all, sent } = workerWith();
    expect(await workOnce()).toBe(false);
    await db().transaction((tx) => moveEffects(tx, -6 * 3600));
    await all();
    expect(sent.sort()).toEqual(['held', 'postponed']);
  });
});
