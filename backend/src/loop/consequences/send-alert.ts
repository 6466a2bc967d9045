import { renderAlert, type RunAlert, showsInChannel, type SlackClient, type SlackThread } from '../../alerts';
import type { Database } from '../../db';
import { effectsOfIncident, newestResult, type EffectRow } from '../../effects';
import type { EffectOutcome } from '../../lib/outbound/outcome';
import { isUnderWay } from '../../model/effect';
import { alertEffect, alertOf, receiptOf, threadIn } from './slack-thread';

/** What a message that is worth nothing outside a thread is postponed with until an earlier one has begun it. */
export const waitsForEarlier = 'waitsForEarlier';

/**
 * Tries of a message, about a minute, after which it is waited for no more: told out of order is better than told late. As
 * many look-ups may fail before a message in doubt is sent again.
 */
export const patientTries = 5;

/** Slack's clock and ours may differ by this much. */
const clockSkewMs = 5 * 60_000;

/**
 * Sends a message to where it belongs: the first of an incident into the channel, all others into its thread. One that may
 * have arrived is looked up, and sent again only where it is not found, marked as a possible duplicate.
 */
export async function sendAlert(
  db: Database,
  slack: SlackClient,
  effect: EffectRow,
  alert: RunAlert
): Promise<EffectOutcome<unknown>> {
  const { incidentId, attempts } = effect;
  const all = incidentId === null ? [] : await effectsOfIncident(db, incidentId, alertEffect);
  const own = all.findIndex(({ id }) => id === effect.id);
  const earlier = all.slice(0, Math.max(0, own));
  const isReplyOnly = alert.kind === 'acknowledged';
  if (isReplyOnly && earlier.some(({ state }) => isUnderWay(state))) {
    const reason = 'an earlier message about the incident is still on its way';
    return { kind: 'retry', code: waitsForEarlier, reason, retryAfterSeconds: null };
  }
  const thread = slack.own === null ? null : threadIn(all.filter(({ id }) => id !== effect.id));
  if (isReplyOnly && thread === null) {
    return { kind: 'skipped', code: 'noThread', reason: 'there is no message of the bot to put it below' };
  }
  const search = effect.mayHaveArrived ? await lookUp(db, slack, effect, thread) : null;
  if (search?.kind === 'found') {
    return { kind: 'confirmed', result: search.receipt };
  }
  // A look-up that never succeeds must not keep a message from people.
  if (search?.kind === 'retry' && attempts <= patientTries) {
    return search;
  }
  const doubt = search === null ? null : search.kind === 'mayNotRead' ? search.code : search.kind;
  const message = renderAlert(alert, { doubt });
  if (thread === null) {
    return slack.send(message);
  }
  const personAsked = earlier.some((each) => each.state === 'confirmed' && alertOf(each)?.kind === 'actionRequired');
  const sent = await slack.send(message, { ...thread, broadcast: showsInChannel(alert, personAsked) });
  // Its first message was deleted, or the channel is another by now: then it begins a thread of its own.
  return sent.kind === 'rejected' && !isReplyOnly ? slack.send(message) : sent;
}

async function lookUp(db: Database, { own }: SlackClient, effect: EffectRow, thread: SlackThread | null) {
  if (own === null) {
    return { kind: 'cannotLookUp' } as const;
  }
  return own.find({
    effectId: effect.id,
    // Slack finds no channel by its name, which the configuration may have: the last message knows its id.
    channel: thread?.channel ?? receiptOf(await newestResult(db, alertEffect))?.channel,
    thread: thread?.ts ?? null,
    since: new Date(effect.createdAt.getTime() - clockSkewMs),
  });
}
