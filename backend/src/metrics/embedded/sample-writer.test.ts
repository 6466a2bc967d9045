import type { DuckDBConnection } from '@duckdb/node-api';
import type { SeriesDictionary } from './kept-series';
import { SampleWriter } from './sample-writer';

describe('SampleWriter', () => {
  /** Without samples neither is touched. */
  const newWriter = () => new SampleWriter({} as DuckDBConnection, {} as SeriesDictionary);

  it.each(Array.from({ length: 12 }, (_, steps) => [steps]))(
    'settles a flush without samples that comes %d steps after the one before',
    async (steps) => {
      const writer = newWriter();
      writer.flush();
      for (let step = 0; step < steps; step += 1) {
        await Promise.resolve();
      }
      const { written } = writer.pending;
      writer.flush();
      const outcome = await Promise.race([
        written.then(() => 'settled'),
        new Promise((resolve) => setImmediate(() => resolve('waits for ever'))),
      ]);
      expect(outcome).toBe('settled');
    }
  );
});
