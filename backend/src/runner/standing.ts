import type { RunStage } from '../model/progress';
import type { ActiveRun } from './active-run';

/** Where a run of this runner stands, as far as the runner knows by itself. */
export interface Standing {
  readonly runId: string;
  readonly test: string;
  readonly stage: RunStage;
  /** Of the k6 that runs for it, or of its warm-up; null: none was started yet. */
  readonly startedAt: Date | null;
  /** Of that k6, in s; null: not known. */
  readonly plannedSeconds: number | null;
  /** When the k6 started whose figures count; null: it did not. */
  readonly figuresFrom: Date | null;
}

/** @param active null: it waits in the queue. */
export function standingOf(
  run: { readonly runId: string; readonly test: { readonly name: string } },
  active: Pick<ActiveRun, 'phase' | 'isEnding'> | null,
  now: Date
): Standing {
  const phase = active?.phase ?? null;
  const named = { runId: run.runId, test: run.test.name };
  if (active === null || phase === null) {
    return { ...named, stage: 'queued', startedAt: null, plannedSeconds: null, figuresFrom: null };
  }
  const { startedAt, plannedSeconds } = phase;
  const elapsedSeconds = (now.getTime() - startedAt.getTime()) / 1000;
  const isOver = phase.of === 'running' && plannedSeconds !== null && elapsedSeconds > plannedSeconds;
  return {
    ...named,
    stage: active.isEnding || isOver ? 'ending' : phase.of,
    startedAt,
    plannedSeconds,
    figuresFrom: phase.of === 'running' ? startedAt : null,
  };
}
