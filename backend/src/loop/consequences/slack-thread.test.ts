import { eq, sql } from 'drizzle-orm';
import { effectsOfIncident, effectsOfRun } from '../../effects';
import { effects, paces } from '../../effects/tables';
import { acknowledgeIncident, closeIncident } from '../../incidents';
import { describeOnEachDatabase } from '../../testing/databases';
import { createHeart, type Heart } from '../testing/heart';
import { openSlackChannel, type SlackChannel } from '../testing/slack-channel';
import { createPersonTeller } from './tell-by-person';

describeOnEachDatabase('the thread of an incident', (database) => {
  let heart: Heart;
  let slack: SlackChannel;
  const open = async (via: 'bot' | 'webhook' = 'bot') => {
    await database().delete(effects);
    heart = createHeart(database(), { runUrl: (id) => `https://grafana.example.com/${id}` });
    slack = await openSlackChannel(heart, via);
  };
  beforeEach(() => open());
  afterEach(() => slack.close());

  async function fails(classification: 'autoFixable' | 'actionRequired' = 'actionRequired'): Promise<string> {
    heart.later(10);
    const run = await heart.follow('failed');
    await heart.diagnose(run, classification);
    return run;
  }
  async function acknowledges(run: string): Promise<void> {
    const { incidentId } = await heart.row(run);
    heart.later(1);
    const word = { by: 'Anna', at: heart.now(), comment: null };
    await acknowledgeIncident(database(), incidentId ?? '', word, (tx, incident) =>
      createPersonTeller(heart.planning).acknowledged(tx, incident, { by: 'Anna', said: null })
    );
  }
  async function passes(): Promise<string> {
    heart.later(10);
    const run = await heart.follow('passed');
    await slack.catchUp();
    return run;
  }
  const posts = { path: /chat.postMessage/ };
  /** The time of the messages about the run has come. */
  const isDue = async (run: string) => {
    await database().delete(paces);
    await database()
      .update(effects)
      .set({ nextAttemptAt: sql`now() - interval '1 second'` })
      .where(eq(effects.runId, run));
  };
  /** Tries of the newest message about the run, and how it stands. */
  async function stateOf(run: string) {
    const { state, code, attempts } =
      (await effectsOfRun(database(), run)).findLast((e) => e.kind === 'slackMessage') ?? {};
    return { state, code, attempts };
  }

  it('goes from a redeploy to the recovery, and its first message says so', async () => {
    const run = await fails('autoFixable');
    await heart.redeployed(run);
    await slack.catchUp();
    expect(slack.headlines()).toEqual(['Auto-fix applied, verifying']);
    expect(slack.fake.messages[0]?.before).toEqual([]);
    const passed = await passes();
    expect(slack.headlines()).toEqual(['Resolved', '* Recovered']);
    expect(slack.shown(0).split('\n')[1]).toBe(
      `Now: resolved since 2026-11-23 12:22 UTC, by the run ${passed} (https://grafana.example.com/${passed}).`
    );
    expect(slack.shown(0)).toContain('was redeployed as dpl_new');
    expect(slack.fake.messages[0]?.text).toBe(`Resolved: ${heart.test} on production, since 2026-11-23 12:22 UTC`);
  });

  it('goes from a failure to a person, who has seen it, and to the recovery', async () => {
    const run = await fails();
    await slack.catchUp();
    await acknowledges(run);
    await slack.catchUp();
    expect(slack.shown(0).split('\n')[1]).toBe(
      'Now: action required since 2026-11-23 12:11 UTC. No rule permits a redeploy. Seen by Anna at 2026-11-23 12:12 UTC.'
    );
    await passes();
    expect(slack.headlines()).toEqual(['Resolved', '> Anna has seen this and takes care of it.', '* Recovered']);
  });

  it('is escalated where the redeploy has not helped, and tells who closed it', async () => {
    await heart.redeployed(await fails('autoFixable'));
    await slack.catchUp();
    const again = await fails();
    await slack.catchUp();
    expect(slack.headlines()).toEqual(['Escalated, action required', '* Action required']);
    expect(slack.shown(0)).toContain(
      'Now: escalated since 2026-11-23 12:22 UTC, 2 failed runs so far. The load test failed again'
    );
    const { incidentId } = await heart.row(again);
    heart.later(1);
    const closing = { by: 'Anna', at: heart.now(), reason: 'it is the test' };
    await closeIncident(database(), incidentId ?? '', closing, (tx, incident) =>
      createPersonTeller(heart.planning).closed(tx, incident, { by: 'Anna', said: 'it is the test' })
    );
    await slack.catchUp();
    expect(slack.headlines()).toEqual(['Closed by a person', '* Action required', '> Closed by a person']);
    expect(slack.shown(0)).toContain('Now: closed since 2026-11-23 12:23 UTC, by Anna: “it is the test”');
  });

  it('tells each failed run, from the third on that a deeper issue is likely, and the channel at each doubling', async () => {
    for (let failed = 1; failed <= 7; failed += 1) {
      await fails();
      await slack.catchUp();
    }
    const told = 'Action required';
    expect(slack.headlines()).toEqual([
      told,
      `* ${told}`,
      `* ${told}`,
      `> ${told}`,
      `> ${told}`,
      `* ${told}`,
      `> ${told}`,
    ]);
    const deeper = 'Several failures in a row: a deeper issue is likely.';
    expect(slack.fake.messages.map((_, index) => slack.shown(index).includes(deeper))).toEqual([
      ...[false, false],
      ...[true, true, true, true, true],
    ]);
    expect(slack.shown(2)).toContain('Since 2026-11-23 12:10 UTC: 3 runs failed in a row.');
    expect(slack.fake.messages[2]?.text).toContain('(3 failures in a row, a deeper issue is likely)');
    expect(slack.shown(0)).toContain('7 failed runs so far');
  });

  it('waits for a first message that is still on its way, uses up no try meanwhile, and goes on as soon as that is there', async () => {
    slack.fake.script({ do: 'answer', status: 503, on: posts });
    const first = await fails();
    await slack.tryDue();
    const second = await fails();
    await slack.tryDue();
    expect(await stateOf(second)).toEqual({ state: 'planned', code: null, attempts: 0 });
    await isDue(first);
    await slack.tryDue();
    expect(slack.headlines()).toEqual(['Action required', '* Action required']);
    expect(await stateOf(second)).toEqual({ state: 'confirmed', code: null, attempts: 1 });
  });

  it('stands still while Slack takes no messages, uses up no try, and asks once', async () => {
    slack.fake.script({ do: 'rateLimit', retryAfterSeconds: 30 });
    const first = await fails();
    const second = await fails();
    await slack.tryDue();
    await slack.tryDue();
    expect(slack.fake.calls.map(({ reply }) => reply)).toEqual([429]);
    expect(await stateOf(first)).toEqual({ state: 'planned', code: 'rateLimited', attempts: 0 });
    await slack.catchUp();
    expect(slack.headlines()).toEqual(['Action required', '* Action required']);
    expect(await stateOf(second)).toEqual({ state: 'confirmed', code: null, attempts: 1 });
  });

  it('waits for a minute at most; the late one joins the thread that was begun without it', async () => {
    slack.fake.script({ do: 'answer', status: 503, on: posts, times: 6 });
    const first = await fails();
    await fails();
    for (let tries = 1; tries <= 6; tries += 1) {
      expect(slack.headlines()).toEqual([]);
      await isDue(first);
      await slack.tryDue();
    }
    expect(slack.headlines()).toEqual(['Action required']);
    await slack.catchUp();
    expect(slack.fake.messages.map(({ threadTs }) => threadTs)).toEqual([null, slack.fake.messages[0]?.ts]);
  });

  it('is begun by the next message where the first was refused, or was deleted', async () => {
    slack.fake.script({ do: 'answer', status: 200, body: { ok: false, error: 'restricted_action' } });
    await fails();
    await slack.catchUp();
    expect(slack.headlines()).toEqual([]);
    await fails();
    await slack.catchUp();
    expect(slack.headlines()).toEqual(['Action required']);
    slack.fake.remove(slack.fake.messages[0]?.ts ?? '');
    await fails();
    await fails();
    await slack.catchUp();
    expect(slack.headlines()).toEqual(['Action required', '> Action required']);
    await passes();
    expect(slack.headlines()).toEqual(['Resolved', '> Action required', '* Recovered']);
  });

  describe('after a crash between what Slack took and what we knew of it', () => {
    /** The process died after the call: the row says that it was being sent. */
    async function crashesAfterSending(run: string): Promise<void> {
      await slack.catchUp();
      await database()
        .update(effects)
        .set({ state: 'sent', result: null, settledAt: null, leaseUntil: null })
        .where(eq(effects.runId, run));
    }
    const duplicates = () =>
      slack.fake.messages.flatMap((_, index) => /Possible duplicate.*/.exec(slack.shown(index)) ?? []);

    it('finds the message by its metadata where the bot may read, and sends nothing', async () => {
      await fails();
      await passes();
      const run = await fails();
      await crashesAfterSending(run);
      await slack.catchUp();
      await passes();
      expect(slack.headlines()).toEqual(['Resolved', '* Recovered', 'Resolved', '* Recovered']);
      expect(duplicates()).toEqual([]);
      expect(await stateOf(run)).toEqual({ state: 'confirmed', code: null, attempts: 2 });
    });

    it('sends it again, marked, where the bot may not read or does not find it', async () => {
      await fails();
      await passes();
      slack.fake.scopes.delete('channels:history');
      const run = await fails();
      await crashesAfterSending(run);
      await slack.catchUp();
      expect(slack.headlines()).toHaveLength(4);
      expect(duplicates()).toEqual([
        'Possible duplicate: Slack has not confirmed an earlier try of this message, and the bot may not look it up (missing_scope).',
      ]);
      slack.fake.scopes.add('channels:history');
      slack.fake.listLate(3_600_000);
      const next = await fails();
      await crashesAfterSending(next);
      await slack.catchUp();
      expect(slack.headlines().slice(4)).toEqual(['* Action required', '* Action required']);
      expect(duplicates().at(-1)).toBe('Possible duplicate: Slack has not confirmed an earlier try of this message.');
    });

    it('does not wait for ever for a look-up that Slack never answers', async () => {
      const run = await fails();
      await crashesAfterSending(run);
      const on = { path: /conversations/ };
      slack.fake.script({ do: 'rateLimit', retryAfterSeconds: 60, on, times: Number.POSITIVE_INFINITY });
      await slack.catchUp();
      expect(duplicates()).toHaveLength(1);
    });
  });

  it('has no thread and no edits with a webhook, and marks what may have arrived', async () => {
    await slack.close();
    await open('webhook');
    slack.fake.script({ do: 'actThenDrop' });
    const run = await fails();
    await slack.catchUp();
    await acknowledges(run);
    await passes();
    expect(slack.headlines()).toEqual(['Action required', 'Action required', 'Recovered']);
    expect(slack.shown(0)).not.toContain('Possible duplicate');
    expect(slack.shown(1)).toContain('Possible duplicate: Slack has not confirmed an earlier try of this message.');
    const { incidentId } = await heart.row(run);
    expect(await effectsOfIncident(database(), incidentId ?? '', 'slackEdit')).toEqual([]);
  });
});
