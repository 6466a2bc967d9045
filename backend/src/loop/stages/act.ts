import type { Logger } from 'pino';
import type { Database } from '../../db';
import { createEffectWorker, type EffectKind } from '../../effects';
import { followUpFailed } from '../consequences/effect-kinds';
import type { Planning } from '../consequences/plan';
import type { Stage } from '../stage';

/** Makes the calls on the outside world; a stage for each kind: a peer that hangs must not hold up what goes to another. */
export function actStages(
  acting: Planning & {
    readonly db: Database;
    readonly random: () => number;
    readonly logger: Logger;
    readonly onChange: () => Promise<void>;
  },
  kinds: readonly EffectKind[]
): Stage[] {
  const { db, random, logger } = acting;
  const worker = createEffectWorker({
    db,
    kinds,
    random,
    followUpFailed: async (tx, effect, error) => {
      logger.error(
        { err: error, effect: effect.id, runId: effect.runId },
        'what follows from an effect could not be recorded'
      );
      await followUpFailed(tx, acting, effect);
    },
    onSettled: async (effect, end) => {
      const line = { effect: effect.id, kind: effect.kind, runId: effect.runId };
      if (end.kind === 'confirmed') {
        logger.info(line, 'effect settled');
      } else {
        const said = { skipped: 'effect skipped', rejected: 'effect refused', unknown: 'effect of unknown outcome' };
        logger[end.kind === 'skipped' ? 'info' : 'warn']({ ...line, reason: end.reason }, said[end.kind]);
      }
      await acting.onChange();
    },
  });
  return kinds.map(({ name }) => ({
    name: `effects-${name}`,
    everyMs: 500,
    workers: 1,
    wakes: ['effects'],
    work: async () => ((await worker.workOnce([name])) ? 'done' : 'nothing'),
    handBack: () => worker.handBack(name),
  }));
}
