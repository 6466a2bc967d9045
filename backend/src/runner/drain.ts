import type { ActiveRun, Fate } from './active-run';

/** What a shutdown found: the ids of the runs. */
export interface DrainReport {
  /** Ended by themselves or on SIGINT, with a summary. */
  readonly ended: readonly string[];
  /** Did not end in time. */
  readonly killed: readonly string[];
  readonly neverStarted: readonly string[];
}

/** A run that is being executed, and when that is over. */
export interface Execution {
  readonly runId: string;
  readonly active: ActiveRun;
  readonly done: Promise<void>;
}

/** Ends all of them; those that have not ended after `timeoutMs`, or when `signal` is aborted, are killed. */
export async function endAll(
  executions: readonly Execution[],
  timeoutMs: number,
  signal: AbortSignal | undefined
): Promise<DrainReport> {
  const kill = (): void => executions.forEach(({ active }) => active.kill());
  signal?.addEventListener('abort', kill, { once: true });
  const ends = executions.map(async ({ active, done }) => {
    await active.shutDown(timeoutMs);
    await done;
  });
  if (signal?.aborted) {
    kill();
  }
  await Promise.all(ends);
  signal?.removeEventListener('abort', kill);
  const whose = (fate: Fate): string[] =>
    executions.filter(({ active }) => active.fate === fate).map(({ runId }) => runId);
  return { ended: whose('ended'), killed: whose('killed'), neverStarted: whose('neverStarted') };
}
