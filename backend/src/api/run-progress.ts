import { noLiveFigures, type RunProgress } from '../model/progress';
import type { ProgressWatch } from '../runner';
import type { RunRow } from '../runs';

export interface RunProgressSource {
  readonly progress: Pick<ProgressWatch, 'of'>;
  readonly now: () => Date;
}

/**
 * How a run stands: as the runner of this sidecar knows it, else, where another sidecar runs it, what the records say.
 * Null of a run that is over, and of one that no sidecar has started.
 */
export async function runProgressOf({ progress, now }: RunProgressSource, run: RunRow): Promise<RunProgress | null> {
  if (run.reporter !== 'runner' || (run.status !== 'queued' && run.status !== 'running')) {
    return null;
  }
  return (await progress.of(run.id)) ?? recorded(run, now());
}

function recorded({ status, startedAt, planned }: RunRow, at: Date): RunProgress {
  return {
    stage: status === 'queued' ? 'queued' : 'running',
    elapsedSeconds: startedAt === null ? null : Math.max(0, (at.getTime() - startedAt.getTime()) / 1000),
    plannedSeconds: planned?.durationSeconds ?? null,
    ...noLiveFigures,
    at: at.toISOString(),
  };
}
