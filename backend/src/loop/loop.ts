import type { Logger } from 'pino';
import { bringForward, createEffectWorker } from '../effects';
import type { Peer } from '../lib/outbound/breaker';
import {
  claimRunToDiagnose,
  claimRunToJudge,
  claimRunToReadStore,
  closeOverdueRuns,
  findRun,
  watchDeadlines,
} from '../runs';
import { diagnoseRun, type Diagnosing } from './stages/diagnose';
import { effectKinds, followUpFailed, type Acting } from './consequences/effect-kinds';
import { judgeRun, judgingFailed, type Judging } from './stages/judge';
import { escalateUndeliveredAlerts } from './stages/late-alert';
import { alertLateDiagnoses, diagnosisFailed } from './stages/late-diagnosis';
import { createPoller } from './poller';
import { readStoreLater } from './stages/read-store';
import { createStoreReader } from './store-reader';

export interface LoopOptions extends Omit<Judging, 'reader'>, Diagnosing, Acting {
  readonly random: () => number;
  readonly logger: Logger;
  /** Something the banner or a listener shows has changed and is committed. */
  readonly onChange: () => Promise<void>;
}

export interface Loop {
  start(): void;
  /** A run is ready to be judged. */
  runReady(): void;
  /** A peer that was silent answers again: what waited for it goes on. */
  peerAnswers(peer: Peer): void;
  /** Hands back nothing half done: each worker ends after the piece it is at. */
  stop(): Promise<void>;
}

/**
 * The loop: judge, diagnose, act, and look after what is late. Each part takes its work from the database, so that
 * nothing is lost with the process and several sidecars share it.
 */
export function createLoop(options: LoopOptions): Loop {
  const { db, logger, onChange } = options;
  const reader = createStoreReader({ ...options, breaker: options.breakers.metricStore });
  const judging: Judging = { ...options, reader };
  const kinds = effectKinds(options);
  const effectWorker = createEffectWorker({
    db,
    kinds,
    random: options.random,
    followUpFailed: async (tx, effect, error) => {
      logger.error(
        { err: error, effect: effect.id, runId: effect.runId },
        'what follows from an effect could not be recorded'
      );
      await followUpFailed(tx, options, effect);
    },
    onSettled: async (effect) => {
      logger.info({ effect: effect.id, kind: effect.kind, runId: effect.runId }, 'effect settled');
      await onChange();
      nudgeEffects();
    },
  });

  async function logVerdict(runId: string): Promise<void> {
    const run = await findRun(db, runId);
    if (run !== null && run.verdict !== null) {
      logger.info(
        {
          runId,
          test: run.test,
          verdict: run.verdict,
          counts: run.counts,
          reasons: run.reasons?.map((reason) => reason.code),
          missingInStore: run.storeCheck?.state === 'compared' ? run.storeCheck.missingRequests : undefined,
        },
        'run judged'
      );
    }
  }

  const judge = createPoller({
    name: 'judge',
    everyMs: 1000,
    logger,
    work: async () => {
      const run = await claimRunToJudge(db);
      if (run === null) {
        return false;
      }
      try {
        if (!(await judgeRun(judging, run))) {
          logger.warn({ runId: run.id, attempt: run.judgeAttempts }, 'the run is judged later');
          return true;
        }
      } catch (error) {
        logger.error({ err: error, runId: run.id, attempt: run.judgeAttempts }, 'a run could not be judged');
        await judgingFailed(judging, run);
      }
      await logVerdict(run.id);
      await onChange();
      storeReaders.forEach((poller) => poller.nudge());
      diagnosers.forEach((poller) => poller.nudge());
      nudgeEffects();
      return true;
    },
  });
  // Two at a time: one run's samples may take long to read.
  const storeReaders = ['store-1', 'store-2'].map((name) =>
    createPoller({
      name,
      everyMs: 1000,
      logger,
      work: async () => {
        // A store that is paused uses up no try: the run is read when it is back.
        const run = options.breakers.metricStore.pausedForMs() > 0 ? null : await claimRunToReadStore(db);
        if (run === null) {
          return false;
        }
        await readStoreLater(judging, run);
        diagnosers.forEach((poller) => poller.nudge());
        nudgeEffects();
        return true;
      },
    })
  );
  const diagnoseOne = async (): Promise<boolean> => {
    const run = await claimRunToDiagnose(db);
    if (run === null) {
      return false;
    }
    try {
      await diagnoseRun(options, run);
      logger.info({ runId: run.id, test: run.test }, 'run diagnosed');
    } catch (error) {
      logger.error({ err: error, runId: run.id }, 'a run could not be diagnosed');
      await diagnosisFailed(options, run);
    }
    await onChange();
    nudgeEffects();
    return true;
  };
  // Three at a time: a slow model must not make the diagnoses of several load tests late.
  const diagnosers = ['diagnose-1', 'diagnose-2', 'diagnose-3'].map((name) =>
    createPoller({ name, everyMs: 1000, logger, work: diagnoseOne })
  );
  // Each peer by itself: one that is slow or hangs must not hold up what goes to another.
  const effectPollers = kinds.map(({ name }) =>
    createPoller({ name: `effects-${name}`, everyMs: 500, logger, work: () => effectWorker.workOnce([name]) })
  );
  const nudgeEffects = () => effectPollers.forEach((poller) => poller.nudge());
  const deadlines = createPoller({
    name: 'deadlines',
    everyMs: 1000,
    logger,
    work: async () => {
      const unwatchedSeconds = await watchDeadlines(db);
      if (unwatchedSeconds > 0) {
        logger.info({ unwatchedSeconds }, 'no sidecar could take parts for a while: deadlines are moved by it');
      }
      const overdue = await closeOverdueRuns(db, options.now());
      const late = await alertLateDiagnoses({ ...options, deadlineSeconds: options.diagnosisDeadlineSeconds });
      if (overdue.length > 0) {
        judge.nudge();
      }
      const undelivered = await escalateUndeliveredAlerts(options);
      if (late > 0 || undelivered > 0) {
        nudgeEffects();
        await onChange();
      }
      return false;
    },
  });
  const pollers = [judge, ...storeReaders, ...diagnosers, ...effectPollers, deadlines];

  return {
    start: () => pollers.forEach((poller) => poller.start()),
    runReady: () => judge.nudge(),
    peerAnswers(peer) {
      const waiting = kinds.filter(({ breaker }) => breaker.peer === peer).map(({ name }) => name);
      void (waiting.length === 0 ? Promise.resolve() : bringForward(db, waiting)).then(nudgeEffects, (error: unknown) =>
        logger.warn({ err: error, peer }, 'effects wait for their next try although their peer answers again')
      );
    },
    stop: async () => void (await Promise.all(pollers.map((poller) => poller.stop()))),
  };
}
