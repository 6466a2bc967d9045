import type { LiveFigures } from '../model/progress';

/** What a store has read of a run that is under way; null: no such sample. */
export interface LiveInput extends Omit<LiveFigures, 'errorRate'> {
  /** Points of `http_req_failed`, and how many of them are 1. */
  readonly failedSamples: number | null;
  readonly failedRequests: number | null;
}

/** The same from both stores. */
export function liveFigures({ failedSamples, failedRequests, ...known }: LiveInput): LiveFigures {
  const hasRate = failedSamples !== null && failedSamples > 0;
  return { ...known, errorRate: hasRate ? (failedRequests ?? 0) / failedSamples : null };
}
