import type { InferSelectModel } from 'drizzle-orm';
import type { schema } from '../db';
import type { Verdict } from '../model/run';

/** A run as stored, without the bulky details. */
export type RunRow = InferSelectModel<typeof schema.runs>;
export type PartRow = InferSelectModel<typeof schema.runParts>;
export type RunDetailsRow = InferSelectModel<typeof schema.runDetails>;

/** What an earlier judgement of a run said, before a late part corrected it. */
export interface Correction {
  readonly verdict: Verdict;
  /** Its first reason, in words. */
  readonly reason: string;
}

/** The deployment that production pointed at when the run was announced. */
export interface ProductionDeployment {
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string | null;
  readonly sha: string | null;
}

/** Samples that did not reach the metric store, as far as k6's log tells. */
export interface LostSamples {
  /** Batches that k6 gave up, in whole or in part. */
  readonly batches: number;
  /** How many samples were in them; null where the log tells it of none of them. */
  readonly samples: number | null;
  /** Batches of which nobody counted the samples: `samples` is a lower bound where there are any. */
  readonly uncountedBatches: number;
  /** Nothing is lost by these, but the store took samples slower than k6 made them. */
  readonly lateFlushes: number;
  readonly causes: readonly string[];
}

/**
 * How the metric store compares with what k6 itself counted. Points can be lost on the way to the store without k6
 * failing; the difference is shown, and never changes the complete verdict of a single process.
 */
export type StoreCheck = StoreComparison & {
  /** Null (or absent, in records of earlier versions) where no reporter has read k6's log. */
  readonly lost?: LostSamples | null;
};

type StoreComparison =
  | {
      readonly state: 'compared';
      /** Requests by k6's summaries. */
      readonly summaryRequests: number;
      readonly storeRequests: number;
      /** summaryRequests − storeRequests. Two of one series within a nanosecond are one in InfluxDB, and none is lost. */
      readonly missingRequests: number;
      /** missingRequests / summaryRequests; null when the summary counts none. */
      readonly missingShare: number | null;
    }
  /** No summary came: the figures are the store's own. */
  | { readonly state: 'storeOnly'; readonly storeRequests: number }
  /** Judged before the store had answered; it is still being read. */
  | { readonly state: 'pending' }
  | { readonly state: 'unavailable'; readonly reason: string };
