import { inTransaction, isDatabaseAway, type Database, type Tx } from '../db';
import { betweenFaultPoints } from '../lib/fault-point';
import { createHolding } from '../lib/holding';
import { inTime } from '../lib/in-time';
import type { EffectOutcome } from '../lib/outbound/outcome';
import { createClaims } from './claims';
import type { Attempt, EffectKind, EndWithoutTry, SettledOutcome } from './kind';
import { pauseLine } from './pace';
import { handBackEffect, markSent, postponeEffect, settleEffect, type EffectName, type EffectRow } from './repository';
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

/** A try that takes this many times the longest that it can take has no end. The lease is longer. */
const overdue = 1.25;

/**
 * Crashes in a row with which an effect ends without another try: it may be what ends the sidecar. Some are chance (a
 * restart, a lost database).
 */
const crashLimit = 5;

/** Takes due effects one by one, calls the outside world, and records what came of it. */
export function createEffectWorker(options: {
  readonly db: Database;
  readonly kinds: readonly EffectKind[];
  readonly random: () => number;
  /**
   * What follows from an effect could not be recorded, however often it was tried: somebody has to know. Called in a
   * transaction of its own together with the effect's end; may throw.
   */
  readonly followUpFailed: (tx: Tx, effect: EffectName, error: unknown) => Promise<void>;
  /** After a settled effect was committed: the banner or a waiting worker may want to know. */
  readonly onSettled: (effect: EffectName, end: SettledOutcome) => Promise<void>;
}): EffectWorker {
  const { db, random } = options;
  const holding = createHolding<EffectRow>();
  const claims = createClaims(options);

  async function workOnce(names?: readonly string[]): Promise<boolean> {
    for (const kind of options.kinds) {
      const isOpen = kind.whilePaused === 'try' || kind.breaker.pausedForMs() === 0;
      if ((names?.includes(kind.name) ?? true) && isOpen && (await workOn(kind))) {
        return true;
      }
    }
    return false;
  }

  async function workOn(kind: EffectKind): Promise<boolean> {
    const effect = await claims.next(kind);
    if (effect === 'ended') {
      return true;
    }
    if (effect === null) {
      return false;
    }
    return holding.during(effect, async () => {
      if (effect.crashes >= crashLimit) {
        await endCrashing(effect, kind);
      } else if (await betweenFaultPoints(`${kind.name} sent`, () => markSent(db, effect))) {
        if (!(await conclude(effect, kind, await attemptInTime(effect, kind)))) {
          await overtaken(effect, kind);
        }
      }
      return true;
    });
  }

  /** A try without an end would hold up its whole kind; what it does later on counts no more. */
  function attemptInTime(effect: EffectRow, kind: EffectKind): Promise<Attempt> {
    const seconds = Math.min(kind.leaseSeconds, kind.longestTrySeconds * overdue);
    const noEnd = { kind: 'unknown', code: 'noEnd', reason: `the try had no end within ${seconds} s` } as const;
    return inTime(kind.attempt(effect), seconds * 1000, withoutTry(effect, kind, noEnd));
  }

  /** Should what follows from the end be what ends the sidecar, less of it follows each time. */
  async function endCrashing(effect: EffectRow, kind: EffectKind): Promise<void> {
    const reason = `given up: the sidecar ended ${effect.crashes} times in a row while it was at this`;
    const end = { kind: effect.mayHaveArrived ? 'unknown' : 'rejected', code: 'crashedSidecar', reason } as const;
    const attempt = withoutTry(effect, kind, end);
    if (effect.crashes === crashLimit) {
      await settle(effect, attempt, end);
    } else {
      await settle(effect, { ...attempt, follow: () => Promise.resolve() }, end);
    }
  }

  /** Whoever has slept through its lease in the middle of a call cannot know whose words came last. */
  async function overtaken(effect: EffectRow, { name, overtaken: planAnew }: EffectKind): Promise<void> {
    if (planAnew !== undefined) {
      await inTransaction(db, `${name} overtaken`, (tx) => planAnew(tx, effect));
    }
  }

  /** @returns false where the effect is somebody else's by now, and nothing was recorded */
  async function conclude(effect: EffectRow, kind: EffectKind, attempt: Attempt): Promise<boolean> {
    const { answer } = attempt;
    if (!(answer.kind === 'retry' || (answer.kind === 'unknown' && kind.whenUnknown !== 'settle'))) {
      return settle(effect, attempt, answer);
    }
    const asked = answer.kind === 'retry' ? answer.retryAfterSeconds : null;
    const isPaced = kind.pace !== undefined && answer.code === 'rateLimited';
    if (kind.pace !== undefined && isPaced) {
      await pauseLine(db, kind.pace, asked);
    }
    const isLookUp = effect.mayHaveArrived || answer.kind === 'unknown';
    const limit = kind.tries.limit + (isLookUp ? (kind.tries.lookUps ?? 0) : 0);
    const isWaiting = answer.kind === 'retry' && answer.isWaiting === true;
    const delay = isPaced
      ? 0
      : isWaiting
        ? (asked ?? waitingSeconds)
        : retryDelaySeconds({ ...kind.tries, limit }, effect.attempts, asked, random);
    if (delay !== null) {
      return postpone(effect, delay, {
        code: answer.code,
        reason: answer.reason,
        mayHaveArrived: answer.kind === 'unknown',
        usesTry: !isWaiting && !isPaced,
      });
    }
    return settle(effect, attempt, answer.kind === 'retry' ? givenUp(effect, answer) : answer);
  }

  /** What the other side wrote may be text that the database cannot hold. */
  async function postpone(...[effect, delay, answer]: Postponed): Promise<boolean> {
    try {
      return await betweenFaultPoints(`${effect.kind} postponed`, () => postponeEffect(db, effect, delay, answer));
    } catch (error) {
      if (isDatabaseAway(error)) {
        throw error;
      }
      return postponeEffect(db, effect, delay, { ...answer, code: 'notStorable', reason: notStorable });
    }
  }

  async function settle(effect: EffectRow, attempt: Attempt, end: SettledOutcome): Promise<boolean> {
    const commit = (follow: (tx: Tx) => Promise<void>, as: Parameters<typeof settleEffect>[2]): Promise<boolean> =>
      inTransaction(db, `${effect.kind} settled`, async (tx) => {
        const mine = await settleEffect(tx, effect, as);
        if (mine) {
          await follow(tx);
        }
        return mine;
      });
    const settled =
      end.kind === 'confirmed'
        ? { state: 'confirmed' as const, result: end.result }
        : { state: end.kind, code: end.code, reason: end.reason };
    const bare = { state: settled.state, code: 'notStorable', reason: notStorable };
    const nothing = () => Promise.resolve();
    const followed = await inTurn(
      ...Array.from({ length: followUpAttempts }, () => () => commit((tx) => attempt.follow(tx, end), settled)),
      (error) => commit((tx) => options.followUpFailed(tx, effect, error), settled),
      () => commit(nothing, settled),
      (error) => commit((tx) => options.followUpFailed(tx, effect, error), bare),
      () => commit(nothing, bare)
    );
    if (followed) {
      await options.onSettled(effect, end);
    }
    return followed;
  }

  return {
    workOnce,
    handBack: (name) =>
      holding.handBack(
        (effect) => handBackEffect(db, effect),
        ({ kind }) => kind === name
      ),
  };
}

type Postponed = Parameters<typeof postponeEffect> extends [unknown, ...infer Rest] ? Rest : never;

const notStorable = 'what the other side answered cannot be stored';

function withoutTry(effect: EffectRow, kind: EffectKind, answer: EndWithoutTry): Attempt {
  return {
    answer,
    follow: (tx, end) =>
      end.kind === 'rejected' || end.kind === 'unknown'
        ? kind.abandoned(tx, effect, end)
        : Promise.reject(new Error('an effect cannot end as confirmed that was not')),
  };
}

/**
 * Ends the effect with what follows from it. Where that throws every time, the effect ends all the same, with as much as
 * can be written: what the other side has done is done, and must not be done again because of what we could not write down.
 */
async function inTurn(...ways: ReadonlyArray<(error: unknown) => Promise<boolean>>): Promise<boolean> {
  let last: unknown;
  for (const way of ways) {
    try {
      return await way(last);
    } catch (error) {
      if (isDatabaseAway(error)) {
        throw error;
      }
      last = error;
    }
  }
  throw last;
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
