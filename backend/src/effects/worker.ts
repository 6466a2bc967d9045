import { isDatabaseAway, type Database, type Tx } from '../db';
import type { Breaker } from '../lib/outbound/breaker';
import type { EffectOutcome } from '../lib/outbound/outcome';
import { effectKinds, type EffectKind } from '../model/effect';
import { claimEffect, markSent, postponeEffect, settleEffect, type EffectRow } from './repository';
import { retryDelaySeconds } from './retry';

/** What one kind of effect does, and what follows from its end. */
export interface EffectHandler {
  /**
   * Makes the call. Must not throw: a client answers with an outcome.
   *
   * `effect.mayHaveArrived`: an earlier try may have reached the other side; look it up before sending again.
   */
  send(effect: EffectRow): Promise<EffectOutcome<unknown>>;
  /**
   * Of the peer that it calls: while that is paused, no effect of this kind is taken up and no try is used up. Null: tries
   * go on and end, so that a person is told within minutes.
   */
  readonly breaker: Pick<Breaker, 'pausedForMs'> | null;
  /** An outcome nobody can know: `resend` for alerts (at least once), `settle` for redeploys (at most once). */
  readonly whenUnknown: 'resend' | 'settle';
  /** Records what follows, in the transaction that settles the effect. */
  settled(tx: Tx, effect: EffectRow, outcome: SettledOutcome): Promise<void>;
}

/** The end of an effect: `retry` is not one. */
export type SettledOutcome = Exclude<EffectOutcome<unknown>, { outcome: 'retry' }>;

export type EffectHandlers = Readonly<Record<EffectKind, EffectHandler>>;

export interface EffectWorker {
  /** Works on one effect of these kinds that is due; without kinds, of any. False: none was. */
  workOnce(kinds?: readonly EffectKind[]): Promise<boolean>;
}

/** What follows may lose against another transaction; a third time is no chance. */
const followUpAttempts = 3;

/** Takes due effects one by one, calls the outside world, and records what came of it. */
export function createEffectWorker(options: {
  readonly db: Database;
  readonly handlers: EffectHandlers;
  readonly random: () => number;
  /**
   * What follows from an effect could not be recorded, however often it was tried: somebody has to know. Called in a
   * transaction of its own together with the effect's end; may throw.
   */
  readonly followUpFailed: (tx: Tx, effect: EffectRow, error: unknown) => Promise<void>;
  /** After a settled effect was committed: the banner or a waiting worker may want to know. */
  readonly onSettled: (effect: EffectRow) => Promise<void>;
}): EffectWorker {
  const { db, handlers, random } = options;

  async function workOnce(kinds: readonly EffectKind[] = effectKinds): Promise<boolean> {
    const open = kinds.filter((kind) => (handlers[kind].breaker?.pausedForMs() ?? 0) === 0);
    const effect = open.length === 0 ? null : await claimEffect(db, open);
    if (effect === null) {
      return false;
    }
    const handler = handlers[effect.kind];
    if (!(await markSent(db, effect))) {
      return true;
    }
    await conclude(effect, handler, await sendSafely(handler, effect));
    return true;
  }

  async function conclude(effect: EffectRow, handler: EffectHandler, answer: EffectOutcome<unknown>): Promise<void> {
    const again = answer.outcome === 'retry' || (answer.outcome === 'unknown' && handler.whenUnknown === 'resend');
    if (!again) {
      await settle(effect, handler, answer);
      return;
    }
    const asked = answer.outcome === 'retry' ? answer.retryAfterSeconds : null;
    const delay = retryDelaySeconds(effect.kind, effect.attempts, asked, random);
    if (delay !== null) {
      await postponeEffect(db, effect, delay, {
        code: answer.code,
        reason: answer.reason,
        mayHaveArrived: answer.outcome === 'unknown',
      });
      return;
    }
    await settle(effect, handler, answer.outcome === 'retry' ? givenUp(effect, answer) : answer);
  }

  async function settle(effect: EffectRow, handler: EffectHandler, outcome: SettledOutcome): Promise<void> {
    const end = (follow: (tx: Tx) => Promise<void>): Promise<boolean> =>
      db.transaction(async (tx) => {
        const mine = await settleEffect(
          tx,
          effect,
          outcome.outcome === 'confirmed'
            ? { state: 'confirmed', result: outcome.result }
            : { state: outcome.outcome, code: outcome.code, reason: outcome.reason }
        );
        if (mine) {
          await follow(tx);
        }
        return mine;
      });
    if (await followed(effect, (tx) => handler.settled(tx, effect, outcome), end)) {
      await options.onSettled(effect);
    }
  }

  /**
   * Ends the effect with what follows from it. Where that throws every time, the effect ends all the same: what the other
   * side has done is done, and must not be done again because of what we could not write down.
   */
  async function followed(
    effect: EffectRow,
    follow: (tx: Tx) => Promise<void>,
    end: (follow: (tx: Tx) => Promise<void>) => Promise<boolean>
  ): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await end(follow);
      } catch (error) {
        if (isDatabaseAway(error)) {
          throw error;
        }
        if (attempt < followUpAttempts) {
          continue;
        }
        return end((tx) => options.followUpFailed(tx, effect, error)).catch(() => end(() => Promise.resolve()));
      }
    }
  }

  return { workOnce };
}

/** The end of tries that certainly did nothing, unless an earlier one may have. */
function givenUp(effect: EffectRow, answer: { readonly code: string; readonly reason: string }): SettledOutcome {
  const tries = `${effect.attempts} ${effect.attempts === 1 ? 'try' : 'tries'}`;
  return {
    outcome: effect.mayHaveArrived ? 'unknown' : 'rejected',
    code: answer.code,
    reason: `given up after ${tries}: ${answer.reason}`,
  };
}

/** A client that throws against its contract has an unknown outcome, never an endless loop. */
async function sendSafely(handler: EffectHandler, effect: EffectRow): Promise<EffectOutcome<unknown>> {
  try {
    return await handler.send(effect);
  } catch (error) {
    return {
      outcome: 'unknown',
      code: 'clientFailed',
      reason: `unexpected failure: ${error instanceof Error ? error.name : 'not an Error'}`,
    };
  }
}
