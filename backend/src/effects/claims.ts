import { inTransaction, isDatabaseAway, type Database, type Tx } from '../db';
import { claimEffect, ClaimFailedError } from './claim';
import type { EffectKind, SettledOutcome } from './kind';
import { endUntaken, type EffectName, type EffectRow } from './repository';

/** Once or twice it may have lost against another transaction; a third time in a row it is the row itself. */
const failuresToEnd = 3;

/** What could not be claimed and not be ended either is not looked at meanwhile; bounded, because it is asked for in SQL. */
const mostPassedOver = 1000;

/** The claims of one worker. A row with which a claim fails every time is ended, or else passed over until a restart. */
export function createClaims(options: {
  readonly db: Database;
  readonly random: () => number;
  readonly followUpFailed: (tx: Tx, effect: EffectName, error: unknown) => Promise<void>;
  readonly onSettled: (effect: EffectName, end: SettledOutcome) => Promise<void>;
}): { next(kind: EffectKind): Promise<EffectRow | 'ended' | null> } {
  const { db } = options;
  const failures = new Map<string, number>();
  const passedOver: string[] = [];

  async function end(id: string, cause: unknown): Promise<void> {
    const why = { code: 'cannotBeClaimed', reason: 'given up: the row of this effect cannot be worked on' };
    const commit = (follow: (tx: Tx, effect: EffectName) => Promise<void>) =>
      inTransaction(db, 'end unclaimable effect', async (tx) => {
        const ended = await endUntaken(tx, { id }, why);
        for (const effect of ended) {
          await follow(tx, effect);
        }
        return ended;
      });
    const ended = await commit((tx, effect) => options.followUpFailed(tx, effect, cause)).catch((error: unknown) =>
      isDatabaseAway(error) ? Promise.reject(error as Error) : commit(() => Promise.resolve())
    );
    for (const effect of ended) {
      await options.onSettled(effect, { kind: 'rejected', ...why });
    }
  }

  return {
    async next(kind) {
      try {
        return await claimEffect(db, kind, passedOver, options.random);
      } catch (error) {
        if (!(error instanceof ClaimFailedError)) {
          throw error;
        }
        const id = error.effectId;
        const count = (failures.get(id) ?? 0) + 1;
        if (count < failuresToEnd) {
          failures.set(id, count);
          throw error;
        }
        failures.delete(id);
        if (passedOver.length < mostPassedOver) {
          passedOver.push(id);
        }
        await end(id, error.cause);
        return 'ended';
      }
    },
  };
}
