import type { Logger } from 'pino';
import { inTransaction, type Database } from '../../db';
import { createEffectWorker, type EffectKind, endUntaken, kindsDue } from '../../effects';
import { oneAnswer } from '../../lib/one-answer';
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
  const kindsDueNow = oneAnswer(() =>
    kindsDue(
      db,
      kinds.map(({ name }) => name)
    )
  );
  const act = kinds.map(({ name }) => ({
    name: `effects-${name}`,
    everyMs: 500,
    workers: 1,
    wakes: ['effects'],
    isAnyDue: async () => (await kindsDueNow()).has(name),
    work: async () => ((await worker.workOnce([name])) ? ('done' as const) : ('nothing' as const)),
    handBack: () => worker.handBack(name),
  }));
  return [
    ...act,
    {
      name: 'unknown-effects',
      everyMs: 60_000,
      workers: 1,
      wakes: ['effects'],
      work: () => endOfUnknownKinds(acting, kinds),
    },
  ];
}

/** While versions are changed, the other one may know a kind that this one does not. */
const changeOfVersionsSeconds = 3600;

/** Nobody works on an effect of a kind that this version does not have: it ends, instead of being waited for for ever. */
async function endOfUnknownKinds(
  acting: Planning & { readonly db: Database; readonly logger: Logger },
  kinds: readonly EffectKind[]
): Promise<'changed' | 'nothing'> {
  const which = { kindsBut: kinds.map(({ name }) => name), forSeconds: changeOfVersionsSeconds };
  const why = { code: 'kindNotKnown', reason: 'this version of the sidecar knows no such effect' };
  const ended = await inTransaction(acting.db, 'end unknown effects', (tx) => endUntaken(tx, which, why));
  for (const { id, kind, runId } of ended) {
    acting.logger.warn({ effect: id, kind, runId, reason: why.reason }, 'effect refused');
  }
  return ended.length > 0 ? 'changed' : 'nothing';
}
