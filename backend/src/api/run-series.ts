import type { MetricsStore, RunSeries } from '../model/figures';
import { type RunRow, samplesOf } from '../runs';

export interface SeriesSource {
  readonly store: Pick<MetricsStore, 'series'>;
  readonly now: () => Date;
}

/**
 * The course of a run: as it was kept when the run was judged, else as the store has it now.
 *
 * @param details null where nothing was kept of the run
 * @throws MetricsStoreError where no course was kept and the store cannot answer
 */
export async function seriesOf(
  { store, now }: SeriesSource,
  run: RunRow,
  details: { readonly series: RunSeries | null } | null
): Promise<RunSeries> {
  return details?.series ?? store.series(samplesOf(run, run.endedAt ?? now()));
}
