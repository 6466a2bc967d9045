import type { ExitCodePart, RunPart } from '../model/protocol';
import { redactSummary } from './summary';
import type { K6Outcome } from './k6-process';

/**
 * What a reporter that wraps the process sends about one ended k6: the exit code, and the summary where there is one,
 * without what setup() returned and the script's source. `log` is null where k6's log could not be read: a count of zero
 * would say that there was no exception.
 */
export function partsOf(
  outcome: Extract<K6Outcome, { kind: 'ended' }>,
  instance: string,
  stoppedByPerson: boolean
): RunPart[] {
  const { exitCode, signal, startedAt, endedAt, log, summary } = outcome;
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
    },
  ];
  if (summary !== null) {
    parts.push({ part: 'summary', instance, summary: redactSummary(summary).summary });
  }
  return parts;
}

/** What is said of a k6 that a person stopped before it was started. */
export function stoppedBeforeStart(instance: string): ExitCodePart {
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
  };
}
