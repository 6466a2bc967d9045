import { type InfluxDB, Point } from '@influxdata/influxdb-client';
import type { MetricsStore, ResultPoint } from '../../model/figures';
import { connect, forEachRow, type InfluxConnection, type RunQuery, storeError, writeTimeoutMs } from './flux-client';
import { readability } from './queries';
import { readFigures, readSelected } from './read-figures';
import { readSeries } from './read-series';

export interface InfluxStoreOptions extends InfluxConnection {
  /** Where k6 writes; in InfluxDB 1 the database, or database/retention policy. */
  readonly bucket: string;
  /** Where verdicts go, so that the retention of raw samples never deletes them. */
  readonly resultsBucket: string;
}

/** Measurement of the verdicts. */
const resultMeasurement = 'load_test_run';

/**
 * k6's samples in InfluxDB 2.7, or 1.8 and later with Flux on. Of two points of the same series and nanosecond InfluxDB
 * keeps the later one; k6's own runs show none at precision ns.
 */
export function createInfluxStore(options: InfluxStoreOptions): MetricsStore {
  const influx = connect(options);
  const writing = connect({ ...options, timeoutMs: Math.min(options.timeoutMs ?? writeTimeoutMs, writeTimeoutMs) });
  const org = options.org ?? '';
  const runQuery: RunQuery = (query, onRow) => forEachRow(influx, org, query, onRow);

  async function answer<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw storeError(what, cause);
    }
  }

  return {
    kind: 'influxdb',
    figures: (run) => answer(`figures of run ${run.runId}`, () => readFigures(runQuery, options.bucket, run)),
    selected: (run, selectors) =>
      answer(`endpoints of run ${run.runId}`, () => readSelected(runQuery, options.bucket, run, selectors)),
    series: (run) => answer(`series of run ${run.runId}`, () => readSeries(runQuery, options.bucket, run)),
    writeResult: (point) =>
      answer(`result of ${point.test}`, () => writeResult(writing, org, options.resultsBucket, point)),
    check: () => answer(`bucket ${options.bucket}`, () => runQuery(readability(options.bucket), () => undefined)),
    close: () => Promise.resolve(),
  };
}

async function writeResult(influx: InfluxDB, org: string, bucket: string, result: ResultPoint): Promise<void> {
  const point = new Point(resultMeasurement)
    .tag('test', result.test)
    .tag('environment', result.environment)
    .timestamp(result.at);
  for (const [name, value] of Object.entries(result.fields)) {
    if (typeof value === 'string') {
      point.stringField(name, value);
    } else if (typeof value === 'boolean') {
      point.booleanField(name, value);
    } else if (result.integerFields.includes(name)) {
      point.intField(name, value);
    } else {
      point.floatField(name, value);
    }
  }
  // The effect queue retries; a client that retries on its own would hide an outage and keep the point in memory only.
  const writes = influx.getWriteApi(org, bucket, 'ms', {
    maxRetries: 0,
    // Without an answer of ours the client prints the failure on the console.
    writeFailed: (error) => Promise.reject(error),
  });
  writes.writePoint(point);
  await writes.close();
}
