import { z } from 'zod';
import { type RunAlert, runAlertSchema, type SlackThread } from '../../alerts';
import type { EffectRow } from '../../effects';

/** The kind of effect that tells people. */
export const alertEffect = 'slackMessage';

const receiptSchema = z.object({ channel: z.string(), ts: z.string(), threadTs: z.string().nullish() });

/** Where Slack has put a message of the bot's; null: it has not, or a webhook sent it. */
export function receiptOf(result: unknown): z.infer<typeof receiptSchema> | null {
  return receiptSchema.safeParse(result).data ?? null;
}

/** What a stored message says; null: this version cannot read it. */
export function alertOf({ payload }: EffectRow): RunAlert | null {
  return runAlertSchema.safeParse(payload).data ?? null;
}

/**
 * The thread of an incident: that of the message which Slack has confirmed last, because the first one may have been
 * deleted since; null: there is none yet.
 */
export function threadIn(messages: readonly EffectRow[]): SlackThread | null {
  const taken = messages.flatMap(({ result, settledAt }) => {
    const receipt = receiptOf(result);
    return receipt === null ? [] : [{ receipt, at: settledAt?.getTime() ?? 0 }];
  });
  const last = taken.reduce<(typeof taken)[number] | null>((a, b) => (a !== null && a.at > b.at ? a : b), null);
  return last === null ? null : { channel: last.receipt.channel, ts: last.receipt.threadTs ?? last.receipt.ts };
}

/** The message that an incident's thread began with, and what it says. */
export interface FirstMessage {
  readonly at: SlackThread;
  readonly runId: string;
  readonly alert: RunAlert;
}

/** Null: Slack has none, or a webhook sent it. */
export function firstMessageOf(messages: readonly EffectRow[]): FirstMessage | null {
  const at = threadIn(messages);
  const effect = messages.find(({ result }) => at !== null && receiptOf(result)?.ts === at.ts);
  const alert = effect === undefined ? null : alertOf(effect);
  return at === null || effect === undefined || alert === null ? null : { at, runId: effect.runId, alert };
}
