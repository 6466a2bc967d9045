import type { Logger } from 'pino';
import type { EndpointsMeasured, InstanceReport } from '../evaluation';
import { inTime } from '../lib/in-time';
import type { Breaker } from '../lib/outbound/breaker';
import {
  MetricsStoreError,
  type MetricsStore,
  type RunSeries,
  type SelectedFigures,
  type StoreFigures,
} from '../model/figures';
import { askThrough } from './through-breaker';
import { samplesOf, type RunRow } from '../runs';
import type { StoreCheck } from '../model/run';

/** What the metric store says of a run, or why it says nothing. */
export type FromStore =
  | {
      readonly kind: 'answered';
      readonly figures: StoreFigures;
      readonly series: RunSeries;
      /** Of the endpoints that have limits, in the order of `limits.endpoints`. */
      readonly limited: readonly SelectedFigures[];
    }
  /** `reason` is for people; `retryable`: it may answer later. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly retryable: boolean };

/** What a store that has not answered in time is taken to say. */
export const noAnswer = {
  kind: 'unavailable',
  reason: 'the metric store did not answer',
  retryable: true,
} as const satisfies FromStore;

export interface StoreReader {
  /**
   * Reads a run's figures and series. Whoever asks for the same run while it is being read waits for the same answer.
   *
   * @returns null when the store has not answered within `waitMs`; it goes on reading.
   */
  read(run: RunRow, waitMs: number): Promise<FromStore | null>;
}

/** Keeps a store that is slow, or hangs, from holding up who asks it. */
export function createStoreReader(options: {
  readonly store: MetricsStore;
  readonly breaker: Breaker;
  readonly now: () => Date;
  readonly logger: Logger;
}): StoreReader {
  const underWay = new Map<string, Promise<FromStore>>();

  async function ask(run: RunRow): Promise<FromStore> {
    const { store, breaker, now, logger } = options;
    const selection = samplesOf(run, now());
    try {
      const endpoints = run.limits.endpoints ?? [];
      const [figures, series, limited] = await askThrough(breaker, () =>
        Promise.all([
          store.figures(selection),
          store.series(selection),
          endpoints.length === 0 ? [] : store.selected(selection, endpoints),
        ])
      );
      return { kind: 'answered', figures, series, limited };
    } catch (error) {
      if (error instanceof MetricsStoreError) {
        logger.warn({ err: error, runId: run.id }, 'the metric store could not be read');
        return error.retryable
          ? noAnswer
          : { kind: 'unavailable', reason: 'the metric store refused the query', retryable: false };
      }
      throw error;
    }
  }

  return {
    read(run, waitMs) {
      const answer = underWay.get(run.id) ?? ask(run).finally(() => underWay.delete(run.id));
      underWay.set(run.id, answer);
      return inTime(answer, waitMs, null);
    },
  };
}

/** How the store's count of requests compares with k6's own. */
export function compareStore(reports: readonly InstanceReport[], fromStore: FromStore): StoreCheck {
  if (fromStore.kind === 'unavailable') {
    return { kind: 'unavailable', reason: fromStore.reason };
  }
  const storeRequests = fromStore.figures.requests;
  if (reports.every((report) => report.summary === null)) {
    return { kind: 'storeOnly', storeRequests };
  }
  const summaryRequests = reports.reduce((total, report) => total + (report.summary?.requests ?? 0), 0);
  const missingRequests = summaryRequests - storeRequests;
  return {
    kind: 'compared',
    summaryRequests,
    storeRequests,
    missingRequests,
    missingShare: summaryRequests === 0 ? null : missingRequests / summaryRequests,
  };
}

/** What the store says of the endpoints that have limits, beside k6's own count of what failed. */
export function endpointsFrom(reports: readonly InstanceReport[], fromStore: FromStore): EndpointsMeasured {
  if (fromStore.kind === 'unavailable') {
    return { kind: 'notMeasured', reason: fromStore.reason };
  }
  const failed = reports.reduce((total, report) => total + (report.summary?.failedRequests ?? 0), 0);
  return {
    kind: 'measured',
    figures: fromStore.limited,
    failuresMissing: Math.max(0, failed - fromStore.figures.failedRequests),
  };
}

/** The bulky half of what the store says, as it is kept. */
export function detailsFrom({ figures, series }: Extract<FromStore, { kind: 'answered' }>) {
  const { endpoints, endpointsLeftOut, statusCodes, errorCodes } = figures;
  return { endpoints, endpointsLeftOut, statusCodes, errorCodes, series };
}
