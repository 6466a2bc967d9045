import type { Database } from '../db';
import type { MetricsStore, RunSeries } from '../model/figures';
import { detailsOf, type RunRow, samplesOf } from '../runs';

export interface SeriesSource {
  readonly db: Database;
  readonly store: Pick<MetricsStore, 'series'>;
  readonly now: () => Date;
}

/**
 * The course of a run: as it was kept when the run was judged, else as the store has it now.
 *
 * @throws MetricsStoreError where nothing was kept and the store cannot answer
 */
export async function seriesOf({ db, store, now }: SeriesSource, run: RunRow): Promise<RunSeries> {
  const kept = (await detailsOf(db, run.id))?.series ?? null;
  return kept ?? store.series(samplesOf(run, run.endedAt ?? now()));
}
