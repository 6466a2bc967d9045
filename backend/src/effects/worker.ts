import { isDatabaseAway, type Database, type Tx } from '../db';
import { createHolding } from '../lib/holding';
import type { EffectOutcome } from '../lib/outbound/outcome';
import type { Attempt, EffectKind, SettledOutcome } from './kind';
import { claimEffect, handBackEffects, markSent, postponeEffect, settleEffect, type EffectRow } from './repository';
import { retryDelaySeconds } from './retry';

export interface EffectWorker {
  /** Works on one effect of these kinds that is due; without names, of any. False: none was. */
  workOnce(names?: readonly string[]): Promise<boolean>;
  /** Lets go of the effects of this kind that are at work: another worker may take them now. @returns their ids. */
  handBack(name: string): Promise<readonly string[]>;
}

/** What follows may lose against another transaction; a third time is no chance. */
const followUpAttempts = 3;

/** How long an effect waits for something else to end before it asks again, unless it says so itself. */
const waitingSeconds = 5;

/** Takes due effects one by one, calls the outside world, and records what came of it. */
export function createEffectWorker(options: {
  readonly db: Database;
  readonly kinds: readonly EffectKind[];
  readonly random: () => number;
  /**
   * What follows from an effect could not be recorded, however often it was tried: somebody has to know. Called in a
   * transaction of its own together with the effect's end; may throw.
   */
  readonly followUpFailed: (tx: Tx, effect: EffectRow, error: unknown) => Promise<void>;
  /** After a settled effect was committed: the banner or a waiting worker may want to know. */
  readonly onSettled: (effect: EffectRow, end: SettledOutcome) => Promise<void>;
}): EffectWorker {
  const { db, random } = options;
  const holding = createHolding<EffectRow>();

  async function workOnce(names?: readonly string[]): Promise<boolean> {
    const open = options.kinds.filter(
      ({ name, breaker, whilePaused }) =>
        (names?.includes(name) ?? true) && (whilePaused === 'try' || breaker.pausedForMs() === 0)
    );
    const effect = open.length === 0 ? null : await claimEffect(db, open);
    const kind = open.find(({ name }) => name === effect?.kind);
    if (effect === null || kind === undefined) {
      return false;
    }
    return holding.during(effect, async () => {
      if (await markSent(db, effect)) {
        await conclude(effect, kind, await kind.attempt(effect));
      }
      return true;
    });
  }

  async function handBack(name: string): Promise<readonly string[]> {
    const held = holding.rows().filter(({ kind }) => kind === name);
    await handBackEffects(db, held);
    return held.map(({ id }) => id);
  }

  async function conclude(effect: EffectRow, kind: EffectKind, attempt: Attempt): Promise<void> {
    const { answer } = attempt;
    if (!(answer.kind === 'retry' || (answer.kind === 'unknown' && kind.whenUnknown !== 'settle'))) {
      await settle(effect, attempt, answer);
      return;
    }
    const asked = answer.kind === 'retry' ? answer.retryAfterSeconds : null;
    const isLookUp = effect.mayHaveArrived || answer.kind === 'unknown';
    const limit = kind.tries.limit + (isLookUp ? (kind.tries.lookUps ?? 0) : 0);
    const isWaiting = answer.kind === 'retry' && answer.isWaiting === true;
    const delay = isWaiting
      ? (asked ?? waitingSeconds)
      : retryDelaySeconds({ ...kind.tries, limit }, effect.attempts, asked, random);
    if (delay !== null) {
      await postponeEffect(db, effect, delay, {
        code: answer.code,
        reason: answer.reason,
        mayHaveArrived: answer.kind === 'unknown',
        usesTry: !isWaiting,
      });
      return;
    }
    await settle(effect, attempt, answer.kind === 'retry' ? givenUp(effect, answer) : answer);
  }

  async function settle(effect: EffectRow, attempt: Attempt, end: SettledOutcome): Promise<void> {
    const commit = (follow: (tx: Tx) => Promise<void>): Promise<boolean> =>
      db.transaction(async (tx) => {
        const mine = await settleEffect(
          tx,
          effect,
          end.kind === 'confirmed'
            ? { state: 'confirmed', result: end.result }
            : { state: end.kind, code: end.code, reason: end.reason }
        );
        if (mine) {
          await follow(tx);
        }
        return mine;
      });
    if (await followed(effect, (tx) => attempt.follow(tx, end), commit)) {
      await options.onSettled(effect, end);
    }
  }

  /**
   * Ends the effect with what follows from it. Where that throws every time, the effect ends all the same: what the other
   * side has done is done, and must not be done again because of what we could not write down.
   */
  async function followed(
    effect: EffectRow,
    follow: (tx: Tx) => Promise<void>,
    commit: (follow: (tx: Tx) => Promise<void>) => Promise<boolean>
  ): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await commit(follow);
      } catch (error) {
        if (isDatabaseAway(error)) {
          throw error;
        }
        if (attempt < followUpAttempts) {
          continue;
        }
        return commit((tx) => options.followUpFailed(tx, effect, error)).catch(() => commit(() => Promise.resolve()));
      }
    }
  }

  return { workOnce, handBack };
}

/** The end of tries that certainly did nothing, unless an earlier one may have. */
function givenUp(
  effect: EffectRow,
  answer: Extract<EffectOutcome<unknown>, { readonly kind: 'retry' }>
): Exclude<SettledOutcome, { readonly kind: 'confirmed' }> {
  const tries = `${effect.attempts} ${effect.attempts === 1 ? 'try' : 'tries'}`;
  return {
    kind: effect.mayHaveArrived ? 'unknown' : 'rejected',
    code: answer.code,
    reason: `given up after ${tries}: ${answer.reason}`,
  };
}
