import type { Logger } from 'pino';
import { bringForward, type EffectKind } from '../effects';
import { inTime } from '../lib/in-time';
import { oneAnswer } from '../lib/one-answer';
import type { Peer } from '../lib/outbound/breaker';
import { effectKinds, type Acting } from './consequences/effect-kinds';
import { createEndpointReader } from './endpoint-reader';
import { createPoller } from './poller';
import type { Hasty, Stage } from './stage';
import { actStages } from './stages/act';
import { deadlinesStage } from './stages/deadlines';
import { diagnoseStage, type Diagnosing } from './stages/diagnose';
import { judgeStage, type Judging } from './stages/judge';
import { readStoreStage } from './stages/read-store';
import { remediationsStage } from './stages/remediations';
import { verifyStage, type Verifying } from './stages/verify';
import { watchDeploymentsStage } from './stages/watch-deployments';
import { createStoreReader } from './store-reader';

export interface LoopOptions
  extends Omit<Judging, 'reader'>, Omit<Diagnosing, 'endpointReader'>, Acting, Omit<Verifying, 'vercel'>, Hasty {
  readonly random: () => number;
  /** Nobody else works on these records: they are embedded. */
  readonly isAlone: boolean;
  readonly logger: Logger;
  /** Something the banner or a listener shows has changed and is committed. */
  readonly onChange: () => Promise<void>;
}

export interface Loop {
  start(): void;
  /** A run is ready to be judged. */
  runReady(): void;
  /** Another sidecar has changed something: there may be work for this one. */
  lookForWork(): void;
  /** A peer that was silent answers again: what waited for it goes on. */
  peerAnswers(peer: Peer): void;
  /**
   * Each worker ends after the piece that it is at. Where that takes longer than this, in ms, because a peer hangs, its lease
   * is handed back, so that another sidecar need not wait for the end of it.
   */
  stop(withinMs: number): Promise<void>;
}

/**
 * The loop: judge, diagnose, act, and look after what is late. Each stage takes its work from the database, so that
 * nothing is lost with the process and several sidecars share it. A new stage is a file and a line here.
 */
export function createLoop(options: LoopOptions): Loop {
  const { db, logger, onChange } = options;
  const reading = { ...options, breaker: options.breakers.metricStore };
  const judging = { ...options, reader: createStoreReader(reading) };
  const kinds = effectKinds(options).map((kind) => inHaste(kind, options.haste ?? 1));
  const stages: readonly Stage[] = [
    judgeStage(judging),
    readStoreStage(judging),
    diagnoseStage({ ...options, endpointReader: createEndpointReader(reading) }),
    ...actStages(options, kinds),
    remediationsStage(options),
    watchDeploymentsStage(options),
    verifyStage(options),
    deadlinesStage(options),
  ];

  const workers = stages.flatMap((stage) => {
    const isAnyDue = oneAnswer(() => stage.isAnyDue?.() ?? Promise.resolve(true));
    return Array.from({ length: stage.workers }, (_, index) => ({
      stage: stage.name,
      poller: createPoller({
        name: stage.workers === 1 ? stage.name : `${stage.name}-${index + 1}`,
        everyMs: stage.everyMs,
        logger,
        isAnyDue,
        async work() {
          const worked = await stage.work();
          if (worked === 'changed') {
            await onChange();
          }
          if (worked !== 'nothing') {
            wake(stage.wakes);
          }
          return worked !== 'nothing';
        },
      }),
    }));
  });

  /** `effects` stands for those of every kind. */
  function wake(names: readonly string[]): void {
    workers
      .filter(({ stage }) => names.some((name) => stage === name || stage.startsWith(`${name}-`)))
      .forEach(({ poller }) => poller.nudge());
  }

  return {
    start: () => workers.forEach(({ poller }) => poller.start()),
    runReady: () => wake(['judge']),
    lookForWork: () => workers.forEach(({ poller }) => poller.nudge()),
    peerAnswers(peer) {
      const waiting = kinds.filter(({ breaker }) => breaker.peer === peer).map(({ name }) => name);
      void (waiting.length === 0 ? Promise.resolve() : bringForward(db, waiting)).then(
        () => wake(['effects']),
        (error: unknown) =>
          logger.warn({ err: error, peer }, 'effects wait for their next try although their peer answers again')
      );
    },
    async stop(withinMs) {
      const stopped = Promise.all(workers.map(({ poller }) => poller.stop())).then(() => 'stopped' as const);
      if ((await inTime(stopped, withinMs, 'busy')) === 'busy') {
        const handedBack = await Promise.all(stages.map(async (stage) => (await stage.handBack?.()) ?? []));
        logger.warn({ handedBack: handedBack.flat() }, 'work that had not ended in time is handed back');
      }
    },
  };
}

function inHaste(kind: EffectKind, haste: number): EffectKind {
  const { pace, leaseSeconds } = kind;
  return haste === 1
    ? kind
    : {
        ...kind,
        leaseSeconds: leaseSeconds / haste,
        ...(pace !== undefined && { pace: { ...pace, perMinute: pace.perMinute * haste } }),
      };
}
