import { startK6, type K6Command, type K6Outcome, type UsageReader } from '../k6';
import type { ExceededLimit } from '../model/protocol';
import type { ActiveRun } from './active-run';
import { recordK6 } from './k6-record';
import { watchLimits } from './limits';
import type { RunnerLogger } from './report';

/** A k6 that needs too much memory gets no more time than this for teardown() and summary, in ms. */
const memoryGraceMs = 10_000;

/** How one k6 ended. */
export interface EndedK6 {
  readonly outcome: K6Outcome;
  /** The limit for which it was ended; null: none. */
  readonly exceeded: ExceededLimit | null;
}

export interface OneK6Options {
  /** Between SIGINT and SIGKILL, in ms. */
  readonly stopGraceMs: number;
  /** Resident memory that one k6 may have, in MB. */
  readonly maxMemoryMb: number;
  /** Where the load on this machine is read; default: the machine itself. */
  readonly usage?: UsageReader;
  readonly logger: RunnerLogger;
  readonly now: () => Date;
}

export interface OneK6 {
  readonly runId: string;
  /** The k6 tag of its own. */
  readonly testId: string;
  /** Its own, for the record of which process it is. */
  readonly folder: string;
  readonly command: K6Command;
  /** How long it may run. */
  readonly seconds: number;
}

/**
 * Starts a k6 for a run at once and ends it where it exceeds a limit. Resolves when it has ended, and does not reject.
 */
export async function runOneK6(
  { maxMemoryMb, stopGraceMs, usage, logger, now }: OneK6Options,
  { runId, testId, folder, command, seconds }: OneK6,
  active: ActiveRun
): Promise<EndedK6> {
  const limits = watchLimits({ seconds, memoryMb: maxMemoryMb }, (exceeded) => {
    logger.warn({ runId, testId, ...exceeded }, 'k6 has exceeded a limit and is ended');
    void active.endK6(exceeded.limit === 'memoryMb' ? Math.min(memoryGraceMs, stopGraceMs) : stopGraceMs);
  });
  const { onMemory } = limits;
  const k6 = startK6(command, { stdout: 'ignore', endsWithUs: true, onMemory, ...(usage && { usage }) }, now);
  active.runs(k6);
  const recorded = recordK6(folder, { runId, argument: `testid=${testId}` }, k6).catch((error: unknown) =>
    logger.warn({ runId, err: error }, 'which process k6 is could not be recorded')
  );
  const outcome = await k6.ended;
  limits.stop();
  await recorded;
  return { outcome, exceeded: limits.exceeded() };
}
