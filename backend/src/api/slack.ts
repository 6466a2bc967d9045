import { z } from 'zod';
import { renderTestMessage, type SlackClient } from '../alerts';
import { badGateway, conflict, tooManyRequests, type HttpApp } from '../http';

export interface SlackRoutesOptions {
  /** Null: not configured. */
  readonly slack: SlackClient | null;
  /** Where the bot writes to; null for a webhook, which does not say. */
  readonly channel: string | null;
  readonly now: () => Date;
}

/** A test message may be sent this often, in ms, whoever asks: the channel is read by people. */
const everyMs = 10_000;

/** A test message, sent at once: whoever sets Slack up sees whether alerts would arrive, and if not why. */
export async function slackRoutes(app: HttpApp, { slack, channel, now }: SlackRoutesOptions): Promise<void> {
  let sentAt = Number.NEGATIVE_INFINITY;
  app.post(
    '/api/v1/slack/test',
    {
      config: { scope: 'operate' },
      schema: {
        tags: ['operations'],
        operationId: 'testSlack',
        summary: 'Send a test message to Slack',
        description: 'Once, and not again by itself; at most one per 10 s.',
        response: {
          200: z
            .object({ delivered: z.literal(true), detail: z.string().describe('Where the message is, in words') })
            .describe('Slack has the message'),
        },
        problems: {
          409: 'Slack is not configured',
          502: 'Slack has refused the message, or has not answered; `detail` says why and what would be right',
        },
      },
    },
    async (request) => {
      if (slack === null) {
        throw conflict('Slack is not configured: set SLACK_BOT_TOKEN with SLACK_CHANNEL, or SLACK_WEBHOOK_URL.');
      }
      const waitMs = sentAt + everyMs - now().getTime();
      if (waitMs > 0) {
        throw tooManyRequests('A test message was sent a moment ago.', waitMs / 1000);
      }
      sentAt = now().getTime();
      const by = request.actor?.label ?? 'unknown';
      const outcome = await slack.send(renderTestMessage(by));
      if (outcome.kind !== 'confirmed') {
        throw badGateway(outcome.reason);
      }
      request.log.info({ by }, 'a test message was sent to Slack');
      const detail =
        channel === null
          ? 'Slack has accepted the message. It is in the channel that the webhook was made for.'
          : `Slack has the message in ${channel}.`;
      return { delivered: true as const, detail };
    }
  );
}
