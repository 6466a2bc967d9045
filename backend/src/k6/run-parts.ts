import type { ExceededLimit, ExitCodePart, RunPart, WarmUp } from '../model/protocol';
import { redactSummary } from './summary';
import type { K6Outcome } from './k6-process';

/** What the one who started k6 knows of its end, beside k6's own outcome. */
export interface EndOfK6 {
  readonly stoppedByPerson: boolean;
  /** The limit for which k6 was ended. */
  readonly exceeded?: ExceededLimit | null;
  readonly warmUp?: WarmUp | null;
}

/**
 * What a reporter that wraps the process sends about one ended k6: the exit code, and the summary where there is one,
 * without what setup() returned and the script's source. `log` is null where k6's log could not be read: a count of zero
 * would say that there was no exception.
 */
export function partsOf(
  outcome: Extract<K6Outcome, { kind: 'ended' }>,
  instance: string,
  { stoppedByPerson, exceeded, warmUp }: EndOfK6
): RunPart[] {
  const { exitCode, signal, startedAt, endedAt, log, summary, generator } = outcome;
  const parts: RunPart[] = [
    {
      part: 'exitCode',
      instance,
      exitCode,
      signal,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt.toISOString(),
      stoppedByPerson,
      summaryFollows: summary !== null,
      log,
      ...(exceeded && { exceeded }),
      ...(warmUp && { warmUp }),
      ...(generator && { generator }),
    },
  ];
  if (summary !== null) {
    parts.push({ part: 'summary', instance, summary: redactSummary(summary).summary });
  }
  return parts;
}

/** What is said of a k6 that a person stopped before it was started. */
export function stoppedBeforeStart(instance: string, warmUp: WarmUp | null = null): ExitCodePart {
  return {
    part: 'exitCode',
    instance,
    exitCode: null,
    signal: null,
    startedAt: null,
    endedAt: null,
    stoppedByPerson: true,
    summaryFollows: false,
    log: null,
    ...(warmUp && { warmUp }),
  };
}
