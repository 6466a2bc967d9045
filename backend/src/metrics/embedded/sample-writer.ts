import { BIGINT, DOUBLE, DuckDBDataChunk, INTEGER, type DuckDBAppender, type DuckDBConnection } from '@duckdb/node-api';
import type { KeptSeries, SeriesDictionary } from './kept-series';

/** Rows of one transaction at most: small enough that handing them over takes few milliseconds of the event loop. */
const batchRows = 32_768;
/** DuckDB's own vector size. */
const chunkRows = 2_048;

/** Samples that are committed together. */
export interface SampleBatch {
  readonly series: Int32Array;
  readonly t: BigInt64Array;
  readonly values: Float64Array;
  rows: number;
  /** Resolves when the rows are in the database (write-ahead log synced to disk), rejects when they are not. */
  readonly written: Promise<void>;
  readonly settle: (error: Error | null) => void;
}

/**
 * The only writer of the database. Samples gather in a batch while the batch before is being committed, so that many
 * small bodies share one sync to disk; the commit itself runs on DuckDB's own threads.
 */
export class SampleWriter {
  /** Where the next sample goes. */
  pending: SampleBatch = emptyBatch();
  private full: SampleBatch[] = [];
  private pendingIsDue = false;
  private turn: Promise<unknown> = Promise.resolve();
  private draining = false;

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly dictionary: SeriesDictionary
  ) {}

  append(series: number, t: bigint, value: number): void {
    const batch = this.pending;
    batch.series[batch.rows] = series;
    batch.t[batch.rows] = t;
    batch.values[batch.rows] = value;
    batch.rows += 1;
    if (batch.rows === batchRows) {
      this.seal();
      this.drain();
    }
  }

  /** Asks for the pending batch to be committed as soon as the one before it is. */
  flush(): void {
    this.pendingIsDue = true;
    this.drain();
  }

  /** Runs `work` alone on the writing connection, between two commits. */
  exclusive<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const result = this.turn.then(() => work(this.connection));
    this.turn = result.catch(() => undefined);
    return result;
  }

  private seal(): void {
    this.full.push(this.pending);
    this.pending = emptyBatch();
    this.pendingIsDue = false;
  }

  private drain(): void {
    if (this.draining) {
      return;
    }
    this.draining = true;
    void this.exclusive(async (connection) => {
      for (;;) {
        if (this.full.length === 0 && this.pendingIsDue) {
          this.seal();
        }
        const batch = this.full.shift();
        if (batch === undefined) {
          // In the same step that has found nothing left: a flush from here on starts a turn of its own.
          this.draining = false;
          return;
        }
        await this.commit(connection, batch);
      }
    });
  }

  private async commit(connection: DuckDBConnection, batch: SampleBatch): Promise<void> {
    if (batch.rows === 0) {
      batch.settle(null);
      return;
    }
    const newSeries = this.dictionary.takeUnsaved();
    try {
      await connection.run('BEGIN TRANSACTION');
      await appendSeries(connection, newSeries);
      await appendSamples(connection, batch);
      await connection.run('COMMIT');
      batch.settle(null);
    } catch (cause) {
      // A failed COMMIT has already ended the transaction; then there is nothing to roll back.
      await connection.run('ROLLBACK').catch(() => undefined);
      this.dictionary.putBack(newSeries);
      batch.settle(cause instanceof Error ? cause : new Error(String(cause)));
    }
  }
}

function emptyBatch(): SampleBatch {
  let settle: SampleBatch['settle'] = () => undefined;
  const written = new Promise<void>((resolve, reject) => {
    settle = (error) => (error === null ? resolve() : reject(error));
  });
  // Whoever waits gets the rejection; a batch nobody waits for must not end the process.
  written.catch(() => undefined);
  return {
    series: new Int32Array(batchRows),
    t: new BigInt64Array(batchRows),
    values: new Float64Array(batchRows),
    rows: 0,
    written,
    settle,
  };
}

async function appendSeries(connection: DuckDBConnection, series: readonly KeptSeries[]): Promise<void> {
  if (series.length === 0) {
    return;
  }
  await appending(connection, 'series', (appender) => {
    for (const row of series) {
      appender.appendInteger(row.id);
      for (const text of [row.measurement, row.testid, row.instance, row.name, row.method, row.status]) {
        appender.appendVarchar(text);
      }
      appender.appendVarchar(row.statusClass);
      appender.appendVarchar(row.errorCode);
      appender.appendVarchar(row.scenario);
      appender.appendVarchar(row.calledBy);
      appender.endRow();
    }
  });
}

async function appendSamples(connection: DuckDBConnection, batch: SampleBatch): Promise<void> {
  await appending(connection, 'samples', (appender) => {
    for (let start = 0; start < batch.rows; start += chunkRows) {
      const count = Math.min(chunkRows, batch.rows - start);
      const chunk = DuckDBDataChunk.create([INTEGER, BIGINT, DOUBLE], count);
      const columns = [batch.series, batch.t, batch.values] as const;
      columns.forEach((column, index) => {
        const vector = chunk.getColumnVector(index);
        for (let row = 0; row < count; row += 1) {
          vector.setItem(row, column[start + row] ?? null);
        }
        vector.flush();
      });
      appender.appendDataChunk(chunk);
    }
  });
}

async function appending(
  connection: DuckDBConnection,
  table: string,
  rows: (appender: DuckDBAppender) => void
): Promise<void> {
  const appender = await connection.createAppender(table);
  rows(appender);
  appender.closeSync();
}
