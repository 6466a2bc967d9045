import { setImmediate } from 'node:timers/promises';
import { nsOfDate } from '../instants';
import { LineReader, type Precision, type RejectedLine } from '../line-reader';
import type { SeriesDictionary } from './kept-series';
import type { SampleBatch, SampleWriter } from './sample-writer';

/** The event loop is given back after this long, so that other routes answer while a body of 25 MB is read. */
const sliceMs = 5;
const linesPerClockReading = 256;
const rejectedLinesKept = 100;

/** What became of a body of line protocol. */
export interface IngestResult {
  /** Good lines, including those of measurements that no figure needs, which are not kept. */
  readonly accepted: number;
  readonly rejectedCount: number;
  /** The first hundred of them. */
  readonly rejected: readonly RejectedLine[];
}

/**
 * Hands the samples of a body to the writer. One body at a time: they share the batch that is being filled.
 *
 * @returns with the batches that hold its samples, which are still to be written.
 */
export async function readBody(
  into: { readonly writer: SampleWriter; readonly dictionary: SeriesDictionary; readonly now: () => Date },
  body: Buffer,
  precision: Precision
): Promise<{ result: IngestResult; batches: SampleBatch[] }> {
  const { writer, dictionary, now } = into;
  const reader = new LineReader(body, precision, dictionary.heads, (measurement, tags) =>
    dictionary.idOf(measurement, tags)
  );
  const receivedNs = nsOfDate(now());
  const touched = new Set<SampleBatch>();
  const rejected: RejectedLine[] = [];
  let accepted = 0;
  let rejectedCount = 0;
  let outcome = reader.next();
  let sliceEnd = performance.now() + sliceMs;
  while (outcome !== 'end') {
    touched.add(writer.pending);
    for (let lines = 0; lines < linesPerClockReading && outcome !== 'end'; lines += 1) {
      if (outcome === 'point') {
        accepted += 1;
        const value = typeof reader.series === 'number' ? reader.value() : undefined;
        if (typeof reader.series === 'number' && value !== undefined) {
          writer.append(reader.series, reader.timestampNs() ?? receivedNs, value);
        }
      } else if (outcome === 'rejected') {
        rejectedCount += 1;
        if (reader.rejected !== undefined && rejected.length < rejectedLinesKept) {
          rejected.push(reader.rejected);
        }
      }
      outcome = reader.next();
    }
    touched.add(writer.pending);
    if (performance.now() >= sliceEnd) {
      dictionary.forgetWhenFull();
      await setImmediate();
      sliceEnd = performance.now() + sliceMs;
    }
  }
  dictionary.forgetWhenFull();
  writer.flush();
  return { result: { accepted, rejectedCount, rejected }, batches: [...touched] };
}
