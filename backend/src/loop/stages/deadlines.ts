import type { Logger } from 'pino';
import type { Database } from '../../db';
import { moveEffects } from '../../effects';
import { closeOverdueRuns, watchDeadlines } from '../../runs';
import type { Planning } from '../consequences/plan';
import type { Stage } from '../stage';
import { escalateUndeliveredAlerts } from './late-alert';
import { alertLateDiagnoses } from './late-diagnosis';
import { betweenFaultPoints } from '../../lib/fault-point';

/** Looks after what is late: runs that nobody reports, diagnoses that do not come, alerts that nobody takes. */
export function deadlinesStage(
  watching: Planning & {
    readonly db: Database;
    readonly diagnosisDeadlineSeconds: number;
    /** Nobody else works on these records, whose clock is this machine's. */
    readonly isAlone: boolean;
    readonly logger: Logger;
  }
): Stage {
  const { db, logger } = watching;
  return {
    name: 'deadlines',
    everyMs: 1000,
    workers: 1,
    wakes: ['judge', 'effects'],
    async work() {
      const unwatchedSeconds = await watchDeadlines(db, moveEffects);
      if (unwatchedSeconds > 0) {
        logger.info({ unwatchedSeconds }, 'no sidecar could take parts for a while: deadlines are moved by it');
      }
      if (unwatchedSeconds < 0) {
        logger.warn({ seconds: unwatchedSeconds }, "the database's clock has gone back: what waits is moved by it");
      }
      const overdue = await betweenFaultPoints('close overdue runs', () =>
        closeOverdueRuns(db, watching.now(), !watching.isAlone)
      );
      const late = await alertLateDiagnoses({ ...watching, deadlineSeconds: watching.diagnosisDeadlineSeconds });
      const undelivered = await escalateUndeliveredAlerts(watching);
      return late > 0 || undelivered > 0 ? 'changed' : overdue.length > 0 ? 'done' : 'nothing';
    },
  };
}
