import { HttpError, InfluxDB, type ParameterizedQuery } from '@influxdata/influxdb-client';
import { firstLineOf } from '../error-text';
import { MetricsStoreError, ResultsBucketMissingError } from '../../model/figures';

/** One row of a result table, by column; a column that the table lacks is undefined, a null is null. */
export type FluxRow = Readonly<Record<string, unknown>>;

/** Runs one query of this bucket and hands over its rows. */
export type RunQuery = (query: ParameterizedQuery, onRow: (row: FluxRow) => void) => Promise<void>;

/** A tag's value; '' for a series without the tag. */
export function tagOf(row: FluxRow, tag: string): string {
  const value = row[tag];
  return typeof value === 'string' ? value : '';
}

/** Where InfluxDB is, and as whom. Version 1 with Flux on needs no org and no token. */
export interface InfluxConnection {
  readonly url: string;
  readonly token?: string;
  readonly org?: string;
  /** Longest that one query or write may take. */
  readonly timeoutMs?: number;
}

/** A run of ten million requests is read in half of it; a judge holds a run for longer (runs/repository.ts). */
const defaultTimeoutMs = 60_000;
/** One point. Shorter than the lease of its effect, with the redirect that the client may follow. */
export const writeTimeoutMs = 15_000;

/** Wrong request, credentials, org or bucket: the same call would fail again. */
const permanentStatuses = new Set([400, 401, 403, 404, 405, 413, 422]);

export function connect(connection: InfluxConnection): InfluxDB {
  return new InfluxDB({
    url: connection.url,
    ...(connection.token === undefined ? {} : { token: connection.token }),
    timeout: connection.timeoutMs ?? defaultTimeoutMs,
  });
}

/** Runs Flux and hands every row of every table to `onRow` as it arrives, so that no answer is held in memory. */
export function forEachRow(
  influx: InfluxDB,
  org: string,
  query: ParameterizedQuery,
  onRow: (row: FluxRow) => void
): Promise<void> {
  return new Promise((resolve, reject) => {
    influx.getQueryApi(org).queryRows(query, {
      next: (values, tableMeta) => {
        onRow(tableMeta.toObject(values));
      },
      error: reject,
      complete: resolve,
    });
  });
}

/** The same of a write to the bucket for results. */
export function resultsError(what: string, cause: unknown, bucket: string): MetricsStoreError {
  const said = cause instanceof HttpError ? String(cause.json?.message ?? cause.message) : '';
  return cause instanceof HttpError && cause.statusCode === 404 && /\b(bucket|database)\b/i.test(said)
    ? new ResultsBucketMissingError(
        `${what}: the bucket "${bucket}" is not in InfluxDB. Create it, or set INFLUX_RESULTS_BUCKET to one that is there`,
        { cause }
      )
    : storeError(what, cause, 'INFLUX_RESULTS_BUCKET');
}

/** The port's error for whatever the client threw; `what` says which call, `bucket` the setting of the bucket that it is about. */
export function storeError(
  what: string,
  cause: unknown,
  bucket: 'INFLUX_BUCKET' | 'INFLUX_RESULTS_BUCKET' = 'INFLUX_BUCKET'
): MetricsStoreError {
  if (cause instanceof HttpError) {
    const status = cause.statusCode;
    const hint =
      status === 401 || status === 403
        ? ' Check INFLUX_TOKEN and INFLUX_ORG.'
        : status === 404
          ? ` Check ${bucket} and INFLUX_ORG.`
          : '';
    const said = firstLineOf(cause.json?.message ?? cause.message);
    return new MetricsStoreError(
      `${what}: InfluxDB answered ${status}: ${said}.${hint}`,
      !permanentStatuses.has(status),
      { cause }
    );
  }
  return new MetricsStoreError(`${what}: InfluxDB did not answer: ${firstLineOf(cause)}`, true, { cause });
}
