import type { CatalogueSource } from '../../catalogue';
import type { Database } from '../../db';
import type { LoadTest } from '../../model/load-test';
import { targetKey } from '../../model/target';
import { type EntryProfile, renewQueuedRun } from '../../runs';

interface Renewal {
  readonly db: Database;
  readonly catalogue: CatalogueSource;
  readonly profileOf: (test: LoadTest) => Promise<EntryProfile>;
  readonly logger: { info(fields: object, line: string): void };
}

/**
 * What a run is of when it may start: its entry may have been edited while it was queued. Its script must not change
 * under a run that was announced with another one, so the run becomes one of the entry as it is now. An entry that is
 * gone, or has moved to another target, for which others may be queued, leaves the run what it was.
 */
export function createRenewal({ db, catalogue, profileOf, logger }: Renewal) {
  return async (runId: string, queued: LoadTest): Promise<LoadTest> => {
    await catalogue.look();
    const now = catalogue.current().tests.get(queued.name);
    if (
      now === undefined ||
      targetKey(now.target) !== targetKey(queued.target) ||
      now.environment !== queued.environment ||
      JSON.stringify(now) === JSON.stringify(queued)
    ) {
      return queued;
    }
    if (!(await renewQueuedRun(db, runId, now, await profileOf(now)))) {
      return queued;
    }
    logger.info({ runId, test: now.name }, 'the load test was edited while its run was queued; it runs as it is now');
    return now;
  };
}
