import type { LoadTest } from '../model/load-test';
import type { WarmUp } from '../model/protocol';
import type { EndedK6 } from './one-k6';

/** What setup(), teardown() and the last iterations of a warm-up may take beyond its duration, in s. */
const beyondDurationSeconds = 60;

/** The k6 tag of a warm-up: its samples are no part of the run. */
export function warmUpIdOf(runId: string): string {
  return `${runId}-warmup`;
}

/** How long the warm-up of a load test may take; 0 without one. It does not count towards the run's deadline. */
export function warmUpSeconds({ warmUp }: Pick<LoadTest, 'warmUp'>): number {
  return warmUp === null ? 0 : warmUp.durationSeconds + beyondDurationSeconds;
}

/**
 * k6's arguments, beside those of the run. Users and duration on the command line replace the script's scenarios, so that
 * its default function runs; no summary means no handleSummary(), which would report or write as for a run of its own.
 */
export function warmUpArguments({ durationSeconds, virtualUsers }: NonNullable<LoadTest['warmUp']>): string[] {
  return [
    '--vus',
    String(virtualUsers),
    '--duration',
    `${durationSeconds}s`,
    '--no-thresholds',
    '--summary-mode',
    'disabled',
  ];
}

/** What is told of a warm-up. */
export function warmUpOf({ outcome, exceeded }: EndedK6): WarmUp {
  if (outcome.kind === 'notStarted') {
    return { exitCode: null, signal: null, durationSeconds: 0, exceeded, logTail: [outcome.reason] };
  }
  const { exitCode, signal, startedAt, endedAt, log } = outcome;
  const durationSeconds = Math.max(0, endedAt.getTime() - startedAt.getTime()) / 1000;
  return { exitCode, signal, durationSeconds, exceeded, logTail: log?.tail ?? [] };
}
