import type { ExitCodePart, K6LogFacts, RunPart } from '../model/protocol';
import { exitCodePartSchema } from '../model/protocol';
import { lostSamplesOf } from './lost-samples';

const exit = (log: Partial<K6LogFacts> | null): { content: ExitCodePart } => ({
  content: exitCodePartSchema.parse({
    part: 'exitCode',
    exitCode: 0,
    log: log && { uncaughtExceptions: 0, failedWrites: 0, lateFlushes: 0, tail: [], ...log },
  }),
});
const summary: { content: RunPart } = { content: { part: 'summary', instance: '0', summary: {} } };

describe('lostSamplesOf', () => {
  it.each([
    ['no part', [], null],
    ['no exit code', [summary], null],
    ["no log of k6's", [exit(null), summary], null],
    ['nothing lost', [exit({ lateFlushes: 2 })], [0, 0, 0, 2, []]],
    ['a reporter that counts batches alone', [exit({ failedWrites: 3 })], [3, null, 3, 0, []]],
    [
      'samples that nobody counted',
      [exit({ failedWrites: 2, lostSamples: { counted: 0, uncountedBatches: 2, causes: ['a'] } })],
      [2, null, 2, 0, ['a']],
    ],
    [
      'several instances, one without a log',
      [
        exit({ failedWrites: 2, lostSamples: { counted: 648, uncountedBatches: 1, causes: ['a', 'b'] } }),
        exit({ failedWrites: 1, lateFlushes: 1, lostSamples: { counted: 2, uncountedBatches: 0, causes: ['b'] } }),
        exit(null),
      ],
      [3, 650, 1, 1, ['a', 'b']],
    ],
  ] as const)('%s', (_title, parts, expected) => {
    const lost = expected && {
      batches: expected[0],
      samples: expected[1],
      uncountedBatches: expected[2],
      lateFlushes: expected[3],
      causes: expected[4],
    };
    expect(lostSamplesOf(parts)).toEqual(lost);
  });

  it('names at most five causes', () => {
    const causes = (letters: string) => ({ counted: 0, uncountedBatches: 4, causes: letters.split('') });
    const parts = ['abcd', 'efgh'].map((letters) => exit({ failedWrites: 4, lostSamples: causes(letters) }));
    expect(lostSamplesOf(parts)?.causes).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
