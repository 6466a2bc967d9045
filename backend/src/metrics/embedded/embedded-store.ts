import { mkdir } from 'node:fs/promises';
import { BIGINT, type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import { DiskFullError, requireRoom } from '../../lib/disk-room';
import { firstLineOf } from '../error-text';
import { nsOfDate } from '../instants';
import type { Precision } from '../line-reader';
import { type MetricsStore, MetricsStoreError, type ResultPoint, type RunSelection } from '../../model/figures';
import { endpointSeriesOf } from './endpoint-queries';
import { emptyEndpointSeries } from '../endpoint-series';
import { SeriesDictionary } from './kept-series';
import { liveFiguresOf } from './live-queries';
import { readNameValues } from './name-values';
import { readBody, type IngestResult } from './read-body';
import { archiveAndDelete, readArchive, type SweepResult } from './retention';
import { figuresOf, type SampleWindow, selectedOf, seriesOf } from './run-queries';
import { selectedFromKept } from '../selected-figures';
import { SampleWriter } from './sample-writer';
import { openDatabase } from './schema';

const msPerDay = 86_400_000;
/** How DuckDB tells of ENOSPC. The transaction is undone, and the next one is tried on its own. */
const noRoom = /No space left on device/;

export interface EmbeddedStoreOptions {
  /** Folder of the database file; made when it is not there. */
  readonly directory: string;
  /** Raw samples of a run are deleted when its last one is older than this. */
  readonly rawRetentionDays?: number;
  readonly now?: () => Date;
}

/**
 * The metric store without InfluxDB: a DuckDB file, fed with line protocol. Every point is kept as it came: two points of
 * the same series and nanosecond are two samples here, as they are for k6, while InfluxDB keeps the later one.
 */
export interface EmbeddedStore extends MetricsStore {
  readonly kind: 'embedded';
  /**
   * Takes a body of line protocol; a line without timestamp gets the clock's. Resolves when the kept points are on disk
   * and rejects when they are not, with a DiskFullError as the cause where there is no room; bad lines are reported and
   * never keep the good ones out.
   */
  ingest(body: Buffer, precision: Precision): Promise<IngestResult>;
  /** Deletes raw samples past the retention time; `figures` and `series` of their runs go on answering. */
  sweep(): Promise<SweepResult>;
}

export async function createEmbeddedStore(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  const { directory, rawRetentionDays = 7, now = () => new Date() } = options;
  await mkdir(directory, { recursive: true });
  const { instance, writer: connection } = await openDatabase(directory);
  const highest = await connection.runAndReadAll('SELECT coalesce(max(id), 0) FROM series');
  const dictionary = new SeriesDictionary(Number(highest.getRows()[0]?.[0] ?? 0) + 1);
  const writer = new SampleWriter(connection, dictionary);
  const underway = new Set<Promise<unknown>>();
  let lastBody: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | undefined;

  /** Turns DuckDB's errors into the port's, and lets `close` wait for what is under way. */
  function answer<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (closing !== undefined) {
      return Promise.reject(new MetricsStoreError(`${what}: the embedded metric store is closed`, false));
    }
    const result = work().catch((reason: unknown) => {
      const text = firstLineOf(reason);
      const cause = noRoom.test(text) ? new DiskFullError(text, { cause: reason }) : reason;
      throw new MetricsStoreError(`${what}: the embedded metric store failed: ${text}`, true, { cause });
    });
    const settled = result.catch(() => undefined).finally(() => underway.delete(settled));
    underway.add(settled);
    return result;
  }

  /** Readers get a connection and a snapshot of their own. */
  async function reading<T>(work: (reader: DuckDBConnection) => Promise<T>): Promise<T> {
    const reader = await instance.connect();
    try {
      await reader.run('BEGIN TRANSACTION');
      return await work(reader);
    } finally {
      reader.disconnectSync();
    }
  }

  /** Bodies are read one after the other; the commit of one goes on while the next is read. */
  async function ingest(body: Buffer, precision: Precision): Promise<IngestResult> {
    requireRoom(directory, 'samples');
    const turn = lastBody.then(() => readBody({ writer, dictionary, now }, body, precision));
    lastBody = turn.catch(() => undefined);
    const { result, batches } = await turn;
    await Promise.all(batches.map((batch) => batch.written));
    return result;
  }

  async function close(): Promise<void> {
    await Promise.all(underway);
    await writer.exclusive(async (own) => {
      await own.run('CHECKPOINT').catch(() => undefined);
      own.disconnectSync();
    });
    instance.closeSync();
  }

  return {
    kind: 'embedded',
    ingest: (body, precision) => answer('writing samples', () => ingest(body, precision)),
    figures: (run) =>
      answer(`figures of run ${run.runId}`, () =>
        reading(async (reader) => {
          const archived = await readArchive(reader, windowOf(run));
          return archived?.figures ?? figuresOf(reader, windowOf(run));
        })
      ),
    selected: (run, selectors) =>
      answer(`endpoints of run ${run.runId}`, () =>
        reading(async (reader) => {
          const archived = await readArchive(reader, windowOf(run));
          return archived === null
            ? selectedOf(reader, windowOf(run), selectors)
            : selectors.map((selector) => selectedFromKept(archived.figures, selector));
        })
      ),
    series: (run) =>
      answer(`series of run ${run.runId}`, () =>
        reading(async (reader) => {
          const archived = await readArchive(reader, windowOf(run));
          return archived?.series ?? seriesOf(reader, windowOf(run));
        })
      ),
    endpointSeries: (run, slowerThanMs) =>
      answer(`endpoint series of run ${run.runId}`, () =>
        reading(async (reader) =>
          (await readArchive(reader, windowOf(run))) === null
            ? endpointSeriesOf(reader, windowOf(run), slowerThanMs)
            : emptyEndpointSeries(slowerThanMs)
        )
      ),
    live: (run, recent) =>
      answer(`progress of run ${run.runId}`, () =>
        reading((reader) => liveFiguresOf(reader, windowOf(run), nsOfDate(recent)))
      ),
    writeResult: (point) => answer(`result of ${point.test}`, () => writer.exclusive((own) => saveResult(own, point))),
    writeHeartbeat: () => Promise.resolve(),
    nameValues: (window) => answer('names of requests', () => reading((reader) => readNameValues(reader, window))),
    sweep: () =>
      answer('sweep', () =>
        writer.exclusive(async (own) => {
          const cutoff = new Date(now().getTime() - rawRetentionDays * msPerDay);
          // Deleted series must not be found in memory by points that come later.
          dictionary.forget();
          return archiveAndDelete(own, nsOfDate(cutoff));
        })
      ),
    check: () =>
      answer('check', () => reading(async (reader) => void (await reader.run('SELECT 1 FROM samples LIMIT 1')))),
    close: () => (closing ??= close()),
  };
}

function windowOf(run: RunSelection): SampleWindow {
  return { runId: run.runId, fromNs: nsOfDate(run.from), toNs: nsOfDate(run.to) };
}

async function saveResult(connection: DuckDBConnection, point: ResultPoint): Promise<void> {
  await connection.run(
    'INSERT OR REPLACE INTO results VALUES ($test, $environment, $at, $fields)',
    {
      test: point.test,
      environment: point.environment,
      at: BigInt(point.at.getTime()),
      fields: JSON.stringify(point.fields),
    },
    { test: VARCHAR, environment: VARCHAR, at: BIGINT, fields: VARCHAR }
  );
}
