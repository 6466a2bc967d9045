import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '../../db';
import { incidentWithTimeline, type IncidentWithTimeline } from '../../incidents';
import { MetricsStoreError, type RunSeries } from '../../model/figures';
import { detailsOf, partsOf, type RunRow } from '../../runs';
import type { RunProgress } from '../../model/progress';
import { type RunProgressSource, runProgressOf } from '../run-progress';
import { seriesOf, type SeriesSource } from '../run-series';
import { instanceViews, type RunDetailView } from '../run-view';

/** Everything that the page of a run shows. */
export interface RunFacts {
  readonly now: Date;
  readonly run: RunRow;
  readonly details: Awaited<ReturnType<typeof detailsOf>>;
  readonly instances: RunDetailView['instances'];
  readonly incident: IncidentWithTimeline | null;
  readonly series: RunSeries | 'unavailable';
  /** Null where nobody knows how the run stands, or it is over. */
  readonly progress: RunProgress | null;
  /** Address of the run in Grafana; null where Grafana's is not known. */
  readonly inGrafana: string | null;
}

export interface RunFactsSource extends SeriesSource, RunProgressSource {
  readonly db: Database;
  readonly inGrafana: (runId: string) => string | null;
}

export async function readRunFacts(source: RunFactsSource, run: RunRow, log: FastifyBaseLogger): Promise<RunFacts> {
  const { db, now, inGrafana } = source;
  const [details, parts, incident, progress] = await Promise.all([
    detailsOf(db, run.id),
    partsOf(db, run.id),
    run.incidentId === null ? null : incidentWithTimeline(db, run.incidentId),
    runProgressOf(source, run),
  ]);
  const series = await readSeries(source, run, details, log);
  const instances = instanceViews(parts, run.limits.metrics);
  return { now: now(), run, details, instances, incident, series, progress, inGrafana: inGrafana(run.id) };
}

async function readSeries(
  source: SeriesSource,
  run: RunRow,
  details: RunFacts['details'],
  log: FastifyBaseLogger
): Promise<RunFacts['series']> {
  try {
    return await seriesOf(source, run, details);
  } catch (error) {
    if (error instanceof MetricsStoreError) {
      log.warn({ err: error }, 'the metric store did not answer');
      return 'unavailable';
    }
    throw error;
  }
}
