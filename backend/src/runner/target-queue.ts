import { inQueueOrder, type QueuePlace } from '../model/run';

/** What the queue must know of a run. */
export interface QueuedRun extends QueuePlace {
  /** Runs with the same key never run at the same time: the origin of the target. */
  readonly target: string;
}

export interface TargetQueue<Run extends QueuedRun> {
  /** Oldest first. */
  readonly waiting: readonly Run[];
  readonly running: readonly Run[];
}

export const emptyQueue: TargetQueue<never> = { waiting: [], running: [] };

export function holds(queue: TargetQueue<QueuedRun>, runId: string): boolean {
  return [...queue.waiting, ...queue.running].some((run) => run.runId === runId);
}

/** Adds a run behind those that are older, which is not always the end: it may come from another sidecar. */
export function enqueue<Run extends QueuedRun>(queue: TargetQueue<Run>, run: Run): TargetQueue<Run> {
  return holds(queue, run.runId) ? queue : { ...queue, waiting: [...queue.waiting, run].sort(inQueueOrder) };
}

/**
 * Moves every run that may start now from waiting to running: first come, first served per target, one per target, and
 * at most `limit` in all. A run whose target is busy does not hold up those behind it.
 *
 * @param resting targets on which nothing is to be started now.
 */
export function startable<Run extends QueuedRun>(
  queue: TargetQueue<Run>,
  limit: number,
  resting: ReadonlySet<string> = new Set()
): { readonly queue: TargetQueue<Run>; readonly start: readonly Run[] } {
  const busy = new Set([...queue.running.map((run) => run.target), ...resting]);
  const start: Run[] = [];
  for (const run of queue.waiting) {
    if (queue.running.length + start.length < limit && !busy.has(run.target)) {
      busy.add(run.target);
      start.push(run);
    }
  }
  return {
    queue: {
      waiting: queue.waiting.filter((run) => !start.includes(run)),
      running: [...queue.running, ...start],
    },
    start,
  };
}

/** Takes a run out, wherever it is. */
export function remove<Run extends QueuedRun>(queue: TargetQueue<Run>, runId: string): TargetQueue<Run> {
  const others = (run: Run): boolean => run.runId !== runId;
  return { waiting: queue.waiting.filter(others), running: queue.running.filter(others) };
}

/** 1 for the run that is next on its target, 2 for the one after it; null for one that does not wait. */
export function position(queue: TargetQueue<QueuedRun>, runId: string): number | null {
  const run = queue.waiting.find((waiting) => waiting.runId === runId);
  return run === undefined
    ? null
    : queue.waiting.filter(({ target }) => target === run.target).findIndex((other) => other.runId === runId) + 1;
}
