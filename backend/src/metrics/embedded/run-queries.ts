import { BIGINT, type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import { endpointText, storeFigures, type TagGroup } from '../figures';
import type { RunSpan } from '../instants';
import {
  type EndpointSelector,
  type RunSeries,
  type SelectedFigures,
  type StatusClass,
  statusClasses,
  type StoreFigures,
} from '../../model/figures';
import { selectedFigures } from '../selected-figures';
import { emptySeries, planSteps, runSeries, type SeriesSteps, type StepSums } from '../series-steps';

/** Which samples: nanoseconds since 1970, `toNs` excluded. */
export interface SampleWindow {
  readonly runId: string;
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

export const fromRun = `
  FROM samples JOIN series ON samples.series = series.id
  WHERE series.testid = $run AND samples.t >= $from AND samples.t < $to`;

/**
 * Rows of `columns` for each series, with the texts of the series. To be grouped by those: grouping every sample by texts takes
 * twice as long.
 */
export const fromSeries = (columns: string, condition = '') => `
  FROM (SELECT samples.series AS id, ${columns} ${fromRun} ${condition} GROUP BY ALL) JOIN series USING (id)`;

const groupsSql = `
  SELECT measurement, name, method, status, error_code, sum(samples)::DOUBLE, sum(total), min(first), max(last)
  ${fromSeries('count(*) AS samples, sum(value) AS total, min(t) AS first, max(t) AS last')} GROUP BY ALL`;

const spanSql = `SELECT min(t), max(t) ${fromRun}`;

/** R-7 (linear interpolation between order statistics) over all samples; the row of the empty set is the whole run. */
const p95Sql = `
  SELECT grouping(name)::INTEGER, name, method, status_class, quantile_cont(value, 0.95) ${fromRun}
    AND measurement = 'http_req_duration'
  GROUP BY GROUPING SETS ((), (name, method, status_class)) HAVING count(*) > 0`;

const selectedP95Sql = ({ method }: EndpointSelector) => `
  SELECT quantile_cont(value, 0.95) ${fromRun}
    AND measurement = 'http_req_duration' AND name = $name ${method === null ? '' : 'AND method = $method'}`;

/** Per second the sum over k6 processes of each one's highest value; k6 samples the gauges once per second. */
const usersPerSecond = `
  SELECT measurement, second, sum(users) AS users FROM (
    SELECT measurement, instance, t // 1000000000 AS second, max(value) AS users ${fromRun}
      AND measurement IN ('vus', 'vus_max') GROUP BY ALL
  ) GROUP BY ALL`;

/** Figures of the raw samples in the window. */
export async function figuresOf(connection: DuckDBConnection, window: SampleWindow): Promise<StoreFigures> {
  const { groups, span } = await readGroups(connection, window);
  const peaks = await rows(connection, `SELECT measurement, max(users) FROM (${usersPerSecond}) GROUP BY 1`, window);
  const p95s = await rows(connection, p95Sql, window);
  const peakOf = (measurement: string) => peaks.find((row) => row[0] === measurement)?.[1];
  const endpointP95s = new Map<string, number>();
  let p95ResponseTimeMs: number | null = null;
  for (const [ofWholeRun, name, method, statusClass, p95] of p95s) {
    if (ofWholeRun !== 0) {
      p95ResponseTimeMs = Number(p95);
    } else {
      const key = { name: String(name), method: String(method), statusClass: asStatusClass(String(statusClass)) };
      endpointP95s.set(endpointText(key), Number(p95));
    }
  }
  return storeFigures({
    groups,
    span,
    virtualUsers: { active: numberOrNull(peakOf('vus')), allocated: numberOrNull(peakOf('vus_max')) },
    p95ResponseTimeMs,
    endpointP95s,
  });
}

/** Figures of the raw samples in the window that each selector selects. */
export async function selectedOf(
  connection: DuckDBConnection,
  window: SampleWindow,
  selectors: readonly EndpointSelector[]
): Promise<readonly SelectedFigures[]> {
  const { groups } = await readGroups(connection, window);
  const selected: SelectedFigures[] = [];
  for (const selector of selectors) {
    const [row] = await rows(connection, selectedP95Sql(selector), window, selector);
    selected.push(selectedFigures(groups, selector, numberOrNull(row?.[0])));
  }
  return selected;
}

/** Series of the raw samples in the window. */
export async function seriesOf(connection: DuckDBConnection, window: SampleWindow): Promise<RunSeries> {
  const span = await readSpan(connection, window);
  if (span === null) {
    return emptySeries;
  }
  const steps = planSteps(span);
  const sums = new Map<number, StepSums>();
  const stepAt = (index: unknown): StepSums => {
    const step = sums.get(Number(index)) ?? {};
    sums.set(Number(index), step);
    return step;
  };
  for (const [index, measurement, count, sum, p95] of await rows(connection, stepsSql(steps), window)) {
    const step = stepAt(index);
    if (measurement === 'http_req_failed') {
      step.failedRequests = Number(sum);
    } else {
      step.requests = Number(count);
      step.durationSamples = Number(count);
      step.durationSumMs = Number(sum);
      step.p95ResponseTimeMs = Number(p95);
    }
  }
  for (const [index, users] of await rows(connection, stepUsersSql(steps), window)) {
    stepAt(index).virtualUsers = Number(users);
  }
  return runSeries(steps, span, sums);
}

/** Only numbers of our own making go into the text. */
function stepsSql(steps: SeriesSteps): string {
  return `
    SELECT ((t - ${steps.startNs}) // ${steps.stepNs})::INTEGER AS step, measurement, count(*)::DOUBLE, sum(value),
      quantile_cont(value, 0.95) FILTER (measurement = 'http_req_duration') ${fromRun}
      AND measurement IN ('http_req_failed', 'http_req_duration') GROUP BY ALL`;
}

function stepUsersSql(steps: SeriesSteps): string {
  const startSecond = steps.startNs / 1_000_000_000n;
  return `
    SELECT ((second - ${startSecond}) // ${steps.stepSeconds})::INTEGER AS step, max(users)
    FROM (${usersPerSecond}) WHERE measurement = 'vus' GROUP BY ALL`;
}

/** Of its first and its last sample; null: it has none. */
export async function readSpan(connection: DuckDBConnection, window: SampleWindow): Promise<RunSpan | null> {
  const [row] = await rows(connection, spanSql, window);
  const [first, last] = row ?? [];
  return typeof first === 'bigint' && typeof last === 'bigint' ? { firstNs: first, lastNs: last } : null;
}

async function readGroups(
  connection: DuckDBConnection,
  window: SampleWindow
): Promise<{ groups: TagGroup[]; span: RunSpan | null }> {
  const groups: TagGroup[] = [];
  let span: RunSpan | null = null;
  for (const row of await rows(connection, groupsSql, window)) {
    const [measurement, name, method, status, errorCode, count, sum, first, last] = row;
    const firstNs = BigInt(String(first));
    const lastNs = BigInt(String(last));
    span = {
      firstNs: span === null || firstNs < span.firstNs ? firstNs : span.firstNs,
      lastNs: span === null || lastNs > span.lastNs ? lastNs : span.lastNs,
    };
    const of = (wanted: string, value: unknown) => (measurement === wanted ? Number(value) : 0);
    if (String(measurement).startsWith('http_req')) {
      groups.push({
        name: String(name),
        method: String(method),
        status: String(status),
        errorCode: String(errorCode),
        requests: of('http_reqs', count),
        failedSamples: of('http_req_failed', count),
        failedRequests: of('http_req_failed', sum),
        durationSamples: of('http_req_duration', count),
        durationSumMs: of('http_req_duration', sum),
      });
    }
  }
  return { groups, span };
}

export async function rows(
  connection: DuckDBConnection,
  sql: string,
  window: SampleWindow,
  selector: EndpointSelector | null = null
): Promise<unknown[][]> {
  const values = {
    run: window.runId,
    from: window.fromNs,
    to: window.toNs,
    ...(selector !== null && { name: selector.name }),
    ...(selector !== null && selector.method !== null && { method: selector.method }),
  };
  const types = { run: VARCHAR, from: BIGINT, to: BIGINT, name: VARCHAR, method: VARCHAR };
  const given = Object.fromEntries(Object.entries(types).filter(([name]) => name in values));
  const reader = await connection.runAndReadAll(sql, values, given);
  return reader.getRows();
}

function numberOrNull(value: unknown): number | null {
  return value === undefined || value === null ? null : Number(value);
}

function asStatusClass(text: string): StatusClass {
  return statusClasses.find((known) => known === text) ?? 'none';
}
