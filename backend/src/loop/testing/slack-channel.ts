import { eq, sql } from 'drizzle-orm';
import { createSlackClient, renderPlain, type SlackMessage } from '../../alerts';
import { createEffectWorker } from '../../effects';
import { effects, paces } from '../../effects/tables';
import { createBreakers } from '../../lib/outbound/breaker';
import { startFakeSlack, type FakeSlackMessage } from '../../testing/fakes/slack';
import { slackEdit } from '../consequences/slack-edit';
import { slackMessage } from '../consequences/slack-message';
import type { Heart } from './heart';

/** A Slack of the test's own, by the clock of the heart, and the worker that sends what is planned. */
export async function openSlackChannel(heart: Heart, via: 'bot' | 'webhook' = 'bot') {
  const { db, planning } = heart;
  const fake = await startFakeSlack({ now: heart.now });
  const { token: botToken, channel, apiUrl, webhookUrl } = fake;
  const slack = createSlackClient(via === 'bot' ? { botToken, channel, apiUrl } : { webhookUrl }, { now: heart.now });
  const acting = { ...planning, db, slack, breakers: createBreakers() };
  const worker = createEffectWorker({
    db,
    kinds: [slackMessage(acting), slackEdit(acting)],
    random: () => 0,
    followUpFailed: (_tx, _effect, error) => Promise.reject(error instanceof Error ? error : new Error('follow-up')),
    onSettled: () => Promise.resolve(),
  });

  const opened = {
    fake,

    /** One try at what is due. @returns false when nothing is. */
    tryOnce: () => worker.workOnce(),

    /** Tries at everything that is due now, and at nothing else. */
    async tryDue(): Promise<void> {
      while (await worker.workOnce()) {
        // the next one
      }
    },

    /** The time of everything that is planned has come, and Slack takes messages again. */
    async allDue(): Promise<void> {
      await db.delete(paces);
      await db
        .update(effects)
        .set({ nextAttemptAt: sql`now() - interval '1 second'` })
        .where(eq(effects.state, 'planned'));
    },

    /** Tries until nothing is planned any more. */
    async catchUp(): Promise<void> {
      do {
        await opened.allDue();
      } while (await worker.workOnce());
    },

    /** Headlines as people see them: `> ` in the thread alone, `* ` in the thread and the channel. */
    headlines: (): string[] =>
      fake.messages.map(({ threadTs, broadcast, ...message }) => {
        const [headline = ''] = plain(message).split('\n');
        return `${threadTs === null ? '' : broadcast ? '* ' : '> '}${headline.replace(`: ${heart.test}`, '')}`;
      }),

    /** What Slack shows of a message, line by line. */
    shown: (index: number): string => {
      const message = fake.messages.at(index);
      return message === undefined ? '' : plain(message);
    },

    close: () => fake.close(),
  };
  return opened;
}

export type SlackChannel = Awaited<ReturnType<typeof openSlackChannel>>;

function plain({ text, blocks }: Pick<FakeSlackMessage, 'text' | 'blocks'>): string {
  return renderPlain({ text, blocks: blocks as SlackMessage['blocks'] });
}
