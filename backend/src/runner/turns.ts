import type { RunnerLogger, RunReporter } from './report';

/**
 * How long an older run of another sidecar may leave its target idle before a younger one goes first: its sidecar is at
 * work and may run as many k6 as it can, or has lost sight of it.
 */
const patienceMs = 30_000;

/** Asks whether runs may start now. */
export interface Turns {
  /** `notOurs`: it is closed, or another sidecar's by now; nothing is to be said about it. */
  ask(runId: string): Promise<'start' | 'wait' | 'notOurs'>;
  /** The run is asked about no more. */
  forget(runId: string): void;
}

export function createTurns(options: {
  readonly mayStart: RunReporter['mayStart'];
  readonly logger: RunnerLogger;
  readonly now: () => Date;
}): Turns {
  const { mayStart, logger, now } = options;
  const told = new Map<string, string>();
  /** Since when an older run keeps it waiting on an idle target. */
  const passedOverSince = new Map<string, number>();
  const forget = (runId: string): void => {
    told.delete(runId);
    passedOverSince.delete(runId);
  };
  return {
    forget,
    async ask(runId) {
      const since = passedOverSince.get(runId);
      const overtakes = since !== undefined && now().getTime() - since >= patienceMs;
      const answer = await mayStart(runId, { overtakes });
      if (answer === 'yes') {
        if (overtakes) {
          logger.warn({ runId }, 'a run starts before an older one, whose sidecar does not start it');
        }
        return 'start';
      }
      if (answer === 'no') {
        logger.warn({ runId }, 'a queued run is not started: it is closed, or another sidecar has taken it over');
        return 'notOurs';
      }
      if (answer !== 'notItsTurn') {
        passedOverSince.delete(runId);
      } else if (since === undefined) {
        passedOverSince.set(runId, now().getTime());
      }
      if (told.get(runId) !== answer) {
        told.set(runId, answer);
        logger.info({ runId }, `a queued run waits ${waitsFor[answer]}`);
      }
      return 'wait';
    },
  };
}

const waitsFor = {
  targetBusy: "until another sidecar's run on its target ends",
  targetHeld: 'until it is shown what a redeploy of its target has done',
  notItsTurn: 'for an older run on its target, which another sidecar has queued',
  recordsAway: 'for the database',
} as const;
