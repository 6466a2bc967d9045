import { type InfluxDB, Point } from '@influxdata/influxdb-client';
import type { HeartbeatPoint, MetricsStore } from '../../model/figures';
import {
  connect,
  forEachRow,
  type InfluxConnection,
  resultsError,
  type RunQuery,
  storeError,
  writeTimeoutMs,
} from './flux-client';
import { readability } from './queries';
import { readEndpointSeries } from './read-endpoint-series';
import { readFigures, readSelected } from './read-figures';
import { liveTimeoutMs, readLive } from './read-live';
import { readNameValues } from './read-name-values';
import { readSeries } from './read-series';

export interface InfluxStoreOptions extends InfluxConnection {
  /** Where k6 writes; in InfluxDB 1 the database, or database/retention policy. */
  readonly bucket: string;
  /** Where verdicts go, so that the retention of raw samples never deletes them. */
  readonly resultsBucket: string;
}

/** Measurement of the verdicts. */
const resultMeasurement = 'load_test_run';
const heartbeatMeasurement = 'load_test_monitor';

/**
 * k6's samples in InfluxDB 2.7, or 1.8 and later with Flux on. Of two points of the same series and nanosecond InfluxDB
 * keeps the later one; k6's own runs show none at precision ns.
 */
export function createInfluxStore(options: InfluxStoreOptions): MetricsStore {
  const influx = connect(options);
  const writing = connect({ ...options, timeoutMs: Math.min(options.timeoutMs ?? writeTimeoutMs, writeTimeoutMs) });
  const org = options.org ?? '';
  // Nobody waits longer for how a run stands: it is asked again soon.
  const impatient = connect({ ...options, timeoutMs: Math.min(options.timeoutMs ?? liveTimeoutMs, liveTimeoutMs) });
  const asking: RunQuery = (query, onRow) => forEachRow(impatient, org, query, onRow);
  const runQuery: RunQuery = (query, onRow) => forEachRow(influx, org, query, onRow);

  async function answer<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw storeError(what, cause);
    }
  }

  async function writeTo(what: string, measurement: string, points: readonly HeartbeatPoint[]): Promise<void> {
    const bucket = options.resultsBucket;
    try {
      await write(writing, { org, bucket }, measurement, points);
    } catch (cause) {
      throw resultsError(what, cause, bucket);
    }
  }

  return {
    kind: 'influxdb',
    figures: (run) => answer(`figures of run ${run.runId}`, () => readFigures(runQuery, options.bucket, run)),
    selected: (run, selectors) =>
      answer(`endpoints of run ${run.runId}`, () => readSelected(runQuery, options.bucket, run, selectors)),
    series: (run) => answer(`series of run ${run.runId}`, () => readSeries(runQuery, options.bucket, run)),
    endpointSeries: (run, slowerThanMs) =>
      answer(`endpoint series of run ${run.runId}`, () =>
        readEndpointSeries(runQuery, options.bucket, run, slowerThanMs)
      ),
    live: (run, recent) => answer(`progress of run ${run.runId}`, () => readLive(asking, options.bucket, run, recent)),
    writeResult: ({ test, environment, ...point }) =>
      writeTo(`result of ${test}`, resultMeasurement, [{ ...point, tags: { test, environment } }]),
    writeHeartbeat: (points) => writeTo('the heartbeat', heartbeatMeasurement, points),
    nameValues: (window) => answer('names of requests', () => readNameValues(runQuery, options.bucket, window)),
    check: () => answer(`bucket ${options.bucket}`, () => runQuery(readability(options.bucket), () => undefined)),
    close: () => Promise.resolve(),
  };
}

async function write(
  influx: InfluxDB,
  { org, bucket }: { readonly org: string; readonly bucket: string },
  measurement: string,
  points: readonly HeartbeatPoint[]
): Promise<void> {
  // The effect queue retries; a client that retries on its own would hide an outage and keep the point in memory only.
  const writes = influx.getWriteApi(org, bucket, 'ms', {
    maxRetries: 0,
    // Without an answer of ours the client prints the failure on the console.
    writeFailed: (error) => Promise.reject(error),
  });
  writes.writePoints(points.map((point) => pointOf(measurement, point)));
  await writes.close();
}

function pointOf(measurement: string, { tags, at, fields, integerFields }: HeartbeatPoint): Point {
  const point = new Point(measurement).timestamp(at);
  Object.entries(tags).forEach(([name, value]) => point.tag(name, value));
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') {
      point.stringField(name, value);
    } else if (typeof value === 'boolean') {
      point.booleanField(name, value);
    } else if (integerFields.includes(name)) {
      point.intField(name, value);
    } else {
      point.floatField(name, value);
    }
  }
  return point;
}
