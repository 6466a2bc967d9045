import type { Logger } from 'pino';
import { inTime } from '../lib/in-time';
import type { Breaker } from '../lib/outbound/breaker';
import { type EndpointSeries, type MetricsStore, MetricsStoreError } from '../model/figures';
import { samplesOf, type RunRow } from '../runs';
import { askThrough } from './through-breaker';

/** A diagnosis has a deadline: it is made without what a store has not said by then. */
const longestWaitMs = 10_000;

/** Reads a run per endpoint, which only the diagnosis of a failed run needs. */
export interface EndpointReader {
  /** @returns null when the store does not answer, or not in time: then nothing shows a recovery. */
  read(run: RunRow, slowerThanMs: readonly number[]): Promise<EndpointSeries | null>;
}

export function createEndpointReader(options: {
  readonly store: Pick<MetricsStore, 'endpointSeries'>;
  readonly breaker: Breaker;
  readonly now: () => Date;
  readonly logger: Logger;
}): EndpointReader {
  async function ask(run: RunRow, slowerThanMs: readonly number[]): Promise<EndpointSeries | null> {
    const { store, breaker, now, logger } = options;
    try {
      return await askThrough(breaker, () => store.endpointSeries(samplesOf(run, now()), slowerThanMs));
    } catch (error) {
      if (error instanceof MetricsStoreError) {
        logger.warn({ err: error, runId: run.id }, 'the metric store could not be read per endpoint');
        return null;
      }
      throw error;
    }
  }

  return {
    read: (run, slowerThanMs) => inTime(ask(run, slowerThanMs), longestWaitMs, null),
  };
}
