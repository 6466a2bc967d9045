import type { RunnerLogger, RunReporter, Sleep } from './report';

/** How often a run whose target another sidecar loads, or whose owner nobody can tell, asks again. */
const mayStartEveryMs = 1000;

/**
 * Waits until k6 may be started for a run.
 *
 * @param isStopped whether it is not to start any more.
 * @returns `notOurs`: it is closed, or another sidecar's by now; nothing is to be said about it.
 */
export async function waitForStart(
  options: {
    readonly mayStart: RunReporter['mayStart'];
    readonly logger: RunnerLogger;
    readonly sleep: Sleep;
    readonly goingDown: AbortSignal;
  },
  runId: string,
  isStopped: () => boolean
): Promise<'start' | 'stopped' | 'notOurs'> {
  const { mayStart, logger, sleep, goingDown } = options;
  for (let told: string | null = null; ;) {
    if (isStopped() || goingDown.aborted) {
      return 'stopped';
    }
    const answer = await mayStart(runId);
    if (answer === 'yes') {
      return 'start';
    }
    if (answer === 'no') {
      logger.warn({ runId }, 'a queued run is not started: it is closed, or another sidecar has taken it over');
      return 'notOurs';
    }
    if (told !== answer) {
      told = answer;
      const what = answer === 'targetBusy' ? "until another sidecar's run on its target ends" : 'for the database';
      logger.info({ runId }, `a queued run waits ${what}`);
    }
    await sleep(mayStartEveryMs, goingDown);
  }
}
