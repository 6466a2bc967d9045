import { readFile } from 'node:fs/promises';
import type { RunFigures } from '../../backend/src/model/figures';
import { expectStoreCount } from '../../backend/src/metrics/testing/equal-points';
import { expectClose, mean, quantileR7 } from '../../backend/src/metrics/testing/expected-figures';
import type { RunDetail } from '../../src/api/request';

type JudgedFigures = Pick<
  RunFigures,
  'requests' | 'failedRequests' | 'errorRate' | 'avgResponseTimeMs' | 'p95ResponseTimeMs'
>;
/** As a run record or a summary has them: null means not measured. */
type AnyFigures = { readonly [Figure in keyof JudgedFigures]: number | null };

/** Counts and error rate exactly; average and p95 to 1e-9 relative. */
export function expectSameFigures(actual: AnyFigures, expected: AnyFigures): void {
  const counted = ({ requests, failedRequests, errorRate }: AnyFigures) => ({
    requests: requests ?? 0,
    failedRequests: failedRequests ?? 0,
    errorRate,
  });
  expect(counted(actual)).toEqual(counted(expected));
  expectClose(actual.avgResponseTimeMs, expected.avgResponseTimeMs);
  expectClose(actual.p95ResponseTimeMs, expected.p95ResponseTimeMs);
}

/** k6's own figures of the only instance of a run. */
export function k6FiguresOf(run: RunDetail): NonNullable<RunDetail['instances'][number]['k6Summary']> {
  const summary = run.instances[0]?.k6Summary ?? null;
  if (run.instances.length !== 1 || summary === null) {
    throw new Error(`run ${run.id} has ${run.instances.length} instances; k6's summary: ${JSON.stringify(summary)}`);
  }
  return summary;
}

/** Late flushes lose nothing, and are a matter of how busy the machine is. */
const nothingLost = { batches: 0, samples: 0, uncountedBatches: 0, lateFlushes: expect.any(Number), causes: [] };

/** The record says what k6 says, and the metric store has counted the same requests, but for equal points. */
export function expectK6Figures(run: RunDetail): void {
  const k6 = k6FiguresOf(run);
  expectSameFigures(run, k6);
  const requests = k6.requests ?? 0;
  // The runs of both stores are judged here; the stores' own contract holds the embedded one to every sample.
  const stored = run.storeCheck?.kind === 'compared' ? run.storeCheck.storeRequests : NaN;
  const missing = expectStoreCount(stored, requests, 'overwritten');
  expect(run.storeCheck).toEqual({
    kind: 'compared',
    summaryRequests: requests,
    storeRequests: stored,
    missingRequests: missing,
    missingShare: requests === 0 ? null : missing / requests,
    lost: run.reporter === 'runner' || run.reporter === 'cli' ? nothingLost : null,
  });
}

/** A file of `--summary-export`, read the plain way. */
export async function exportedFigures(
  file: string
): Promise<{ summary: Record<string, unknown>; figures: AnyFigures }> {
  const summary = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown> & {
    readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
  const { http_reqs: requests, http_req_failed: failed, http_req_duration: duration } = summary.metrics;
  return {
    summary,
    figures: {
      requests: requests?.['count'] ?? null,
      failedRequests: failed?.['passes'] ?? null,
      errorRate: failed?.['value'] ?? null,
      avgResponseTimeMs: duration?.['avg'] ?? null,
      p95ResponseTimeMs: duration?.['p(95)'] ?? null,
    },
  };
}

interface K6JsonLine {
  readonly type: string;
  readonly metric: string;
  readonly data: { readonly value?: number };
}

/** Figures over every sample of several k6 processes, from the files of their `--out json`: all in memory, sorted. */
export async function figuresOfSamples(files: readonly string[]): Promise<AnyFigures> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const points = texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as K6JsonLine)
    .filter(({ type }) => type === 'Point');
  const valuesOf = (name: string): number[] =>
    points.flatMap(({ metric, data }) => (metric === name && data.value !== undefined ? [data.value] : []));
  const failed = valuesOf('http_req_failed');
  const durations = valuesOf('http_req_duration');
  return {
    requests: valuesOf('http_reqs').length,
    failedRequests: failed.filter((value) => value === 1).length,
    errorRate: mean(failed),
    avgResponseTimeMs: mean(durations),
    p95ResponseTimeMs: quantileR7(durations, 0.95),
  };
}
