import type { RunRow } from '../../runs';

type Timed = Pick<RunRow, 'reporter' | 'announcedAt' | 'startedAt' | 'endedAt' | 'judgedAt' | 'durationSeconds'>;

/**
 * When the run started, as late as this clock allows: a reporter's clock may be ahead, and a run that began before a
 * failure ended must not resolve it. It started no later than it was announced, and, where it was announced at its end
 * only, its duration before it was judged. The sidecar's own runner goes by this clock anyway.
 */
export function startedByOurClock(run: Timed): Date {
  const startedAt = run.startedAt ?? run.announcedAt;
  if (run.reporter === 'runner') {
    return startedAt;
  }
  const judgedAt = run.judgedAt?.getTime() ?? Infinity;
  const lastedMs = (run.durationSeconds ?? 0) * 1000;
  return new Date(Math.min(startedAt.getTime(), run.announcedAt.getTime(), judgedAt - lastedMs));
}

/**
 * When the run ended, never later than it was judged: a failure that a clock ahead dates into the future could not be
 * resolved until then, and would be fresh for too long.
 */
export function endedByOurClock({ endedAt, judgedAt }: Timed, now: Date): Date {
  return new Date(Math.min((endedAt ?? now).getTime(), (judgedAt ?? now).getTime()));
}
