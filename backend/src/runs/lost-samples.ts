import type { PartRow } from './rows';
import type { LostSamples } from '../model/run';

/** The causes of several instances are mostly the same one. */
const keptCauses = 5;

/** What the instances' logs say about samples that did not reach the store; null where no reporter has read a log. */
export function lostSamplesOf(parts: ReadonlyArray<Pick<PartRow, 'content'>>): LostSamples | null {
  const logs = parts.flatMap(({ content }) =>
    content.part === 'exitCode' && content.log !== null ? [content.log] : []
  );
  if (logs.length === 0) {
    return null;
  }
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const batches = sum(logs.map((log) => log.failedWrites));
  // An earlier version of the CLI counts batches alone.
  const uncountedBatches = sum(logs.map((log) => log.lostSamples?.uncountedBatches ?? log.failedWrites));
  return {
    batches,
    samples: batches > 0 && uncountedBatches >= batches ? null : sum(logs.map((log) => log.lostSamples?.counted ?? 0)),
    uncountedBatches,
    lateFlushes: sum(logs.map((log) => log.lateFlushes)),
    causes: [...new Set(logs.flatMap((log) => log.lostSamples?.causes ?? []))].slice(0, keptCauses),
  };
}
