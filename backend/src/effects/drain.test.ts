import { asc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { createSlackClient } from '../alerts';
import { messagePace } from '../loop/consequences/slack-pace';
import { describeOnEachDatabase } from '../testing/databases';
import { startFakeSlack } from '../testing/fakes/slack';
import { ClaimFailedError } from './claim';
import { effectKind } from './kind';
import { effects, paces } from './tables';
import { createEffectWorker } from './worker';

/** All of it takes minutes on PGlite. */
const backlog = process.env.TEST_FULL === 'true' ? 10_000 : 200;
const incidents = 40;
const stepSeconds = 3;
/** Rows of the backlog that can never be delivered, and what becomes of them. */
const poison = {
  p_unreadable: 'rejected payloadNotReadable',
  p_throws: 'unknown clientFailed',
  p_followUp: 'confirmed null',
  p_claim: 'rejected cannotBeClaimed',
  p_crashes: 'rejected crashedSidecar',
};

describeOnEachDatabase('a backlog of messages', (db, kind) => {
  it('drains at the pace of Slack: none lost, none doubled, those of an incident in order, whatever is among them', async () => {
    let ahead = 0;
    const slackFake = await startFakeSlack({
      now: () => new Date(Date.now() + ahead),
      limits: { messages: { perMinute: 60, burst: 4 }, edits: { perMinute: 50, burst: 4 } },
    });
    /** Time goes by, here and in the records. */
    const pass = async (seconds: number) => {
      ahead += seconds * 1000;
      const time = sql`make_interval(secs => ${seconds})`;
      await db()
        .update(paces)
        .set({ fullAt: sql`${paces.fullAt} - ${time}`, pausedUntil: sql`${paces.pausedUntil} - ${time}` });
      await db()
        .update(effects)
        .set({ nextAttemptAt: sql`${effects.nextAttemptAt} - ${time}` })
        .where(sql`state IN ('planned', 'claimed', 'sent') AND ${effects.nextAttemptAt} > now()`);
    };
    try {
      const { token: botToken, channel, apiUrl } = slackFake;
      const slack = createSlackClient({ botToken, channel, apiUrl });
      let settled = 0;
      const worker = () =>
        createEffectWorker({
          db: db(),
          random: () => 0.5,
          followUpFailed: () => Promise.resolve(),
          onSettled: () => Promise.resolve(void (settled += 1)),
          kinds: [
            effectKind({
              name: 'slackMessage',
              payload: z.object({ text: z.string() }),
              leaseSeconds: 60,
              longestTrySeconds: 10,
              tries: { limit: 3, giveUpBeyondSeconds: null },
              breaker: { peer: 'slack', pausedForMs: () => 0 },
              whilePaused: 'wait',
              whenUnknown: 'resend',
              inOrder: { patientTries: 5 },
              pace: messagePace(slack),
              send: ({ id }, { text }) =>
                id === 'p_throws' ? Promise.reject(new TypeError('a bug')) : slack.send({ text, blocks: [] }),
              settled: (_tx, { id }) =>
                id === 'p_followUp' ? Promise.reject(new Error('no such row')) : Promise.resolve(),
            }),
          ],
        });
      // A claim that fails is one of the poison; the poller goes on with the next one, as here.
      const lostOne = (error: unknown) => error instanceof ClaimFailedError || Promise.reject(error);
      await fill();
      slackFake.script({ do: 'rateLimit', retryAfterSeconds: 60 });
      const workers = kind === 'server' ? [worker(), worker()] : [worker()];
      while (settled < backlog) {
        const worked = await Promise.all(workers.map((each) => each.workOnce().catch(lostOne)));
        if (!worked.includes(true)) {
          await pass(stepSeconds);
        }
      }

      const posts = slackFake.calls.filter(({ path }) => path.endsWith('chat.postMessage'));
      expect(posts.filter(({ reply }) => reply === 429)).toHaveLength(1);
      const told = slackFake.messages.map(({ text }) => text);
      expect(new Set(told).size).toBe(told.length);
      const planned = await db()
        .select({ id: effects.id, incidentId: effects.incidentId, state: effects.state, code: effects.code })
        .from(effects)
        .orderBy(asc(effects.createdAt), asc(effects.id));
      const outcome = new Map(planned.map(({ id, state, code }) => [id, `${state} ${code}`]));
      expect(Object.fromEntries(Object.keys(poison).map((id) => [id, outcome.get(id)]))).toEqual(poison);
      const healthy = planned.filter(({ id }) => !(id in poison) || id === 'p_followUp');
      expect(told).toHaveLength(healthy.length);
      const incidentOf = new Map(healthy.map(({ id, incidentId }) => [id, incidentId]));
      const inOrder = (ids: readonly string[]) => {
        const all = new Map<string, string[]>();
        ids.forEach((id) => {
          const of = incidentOf.get(id) ?? '';
          all.set(of, [...(all.get(of) ?? []), id]);
        });
        return all;
      };
      expect(inOrder(told)).toEqual(inOrder(healthy.map(({ id }) => id)));
    } finally {
      await slackFake.close();
    }

    async function fill(): Promise<void> {
      await db()
        .execute(sql`INSERT INTO effects (id, kind, run_id, incident_id, payload, state, next_attempt_at, created_at)
        SELECT 'm' || n, 'slackMessage', 'run', 'incident' || (n * 7919) % ${incidents}, jsonb_build_object('text', 'm' || n),
          'planned', now(), now() - make_interval(secs => ${backlog} - n)
        FROM generate_series(1, ${backlog}) AS n`);
      let place = 3;
      for (const id of Object.keys(poison)) {
        await db()
          .update(effects)
          .set({ id, payload: { text: id } })
          .where(eq(effects.id, `m${place}`));
        place += 7;
      }
      const change = (id: string, set: Partial<typeof effects.$inferInsert>) =>
        db().update(effects).set(set).where(eq(effects.id, id));
      await change('p_unreadable', { payload: { words: 3 } });
      await change('p_claim', { fence: 2_147_483_647 });
      await change('p_crashes', { state: 'claimed', crashes: 4 });
    }
  }, 900_000);
});
