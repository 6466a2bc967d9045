/**
 * The words every other domain uses about a run. One run is one execution of a load test; its id is the k6 tag
 * `testid`.
 */

/** What started a run. `external` is anything the sidecar did not start: a laptop, CI, k6-operator. */
export const triggers = ['schedule', 'deployment', 'manual', 'external', 'verification'] as const;
export type Trigger = (typeof triggers)[number];

/** How a run was judged. Only `passed` is good news; `missed` is a scheduled run that never completed. */
export const verdicts = ['passed', 'failed', 'inconclusive', 'errored', 'missed'] as const;
export type Verdict = (typeof verdicts)[number];

/**
 * Who sends the parts of a run. `runner` (the sidecar's own) and `cli` wrap the k6 process and always know its exit
 * code; `handleSummary` reports from inside k6 and never does; `other` is a CI calling the API itself.
 */
export const reporters = ['runner', 'cli', 'handleSummary', 'other'] as const;
export type Reporter = (typeof reporters)[number];

/**
 * What the script's options planned, as resolved by k6 (`k6 inspect --execution-requirements`, or
 * `exec.test.options`). Each figure is null where the executors do not promise one (an arrival-rate executor promises
 * no number of users, shared iterations no duration).
 */
export interface PlannedLoad {
  /** Peak of virtual users that k6's once-per-second gauge cannot miss. */
  readonly virtualUsers: number | null;
  /** Iterations of executors that run a fixed number of them. */
  readonly iterations: number | null;
  /** Shortest complete duration of the whole plan, in seconds, without graceful stop. */
  readonly durationSeconds: number | null;
  /**
   * Seconds that all users together spend in iterations: the area under the whole numbers of users that k6 schedules.
   * Null unless every scenario is constant-vus or ramping-vus, because k6's sums do not tell scenarios apart.
   */
  readonly userSeconds: number | null;
  /**
   * How often those scenarios stop a user before the last of them ends. Each such user still finishes its iteration, so
   * that much time beyond `userSeconds` can be measured. Null where `userSeconds` is.
   */
  readonly earlyUserStops: number | null;
  /**
   * Iterations that k6 is sure to start, or to count as dropped. Null unless every scenario plans its iterations (by an
   * arrival rate or by a fixed number of them) and at least one has an arrival rate.
   */
  readonly arrivals: number | null;
  /** What each scenario offers over time; null or absent where the reporter has not told it. */
  readonly offered?: readonly OfferedLoad[] | null | undefined;
}

/** The planned load of one scenario over time, whatever a saturated target lets through of it. */
export interface OfferedLoad {
  /** k6's tag `scenario`. */
  readonly scenario: string;
  /** `users` come back for the next iteration, so their think time is part of the load. */
  readonly unit: 'users' | 'arrivalsPerSecond';
  /** Nothing is offered outside of them. Null: the plan does not say (externally-controlled). */
  readonly lines: readonly OfferedLine[] | null;
}

/** Load between two times, rising or falling evenly. Seconds count from k6's first scheduled iteration. */
export interface OfferedLine {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly from: number;
  readonly to: number;
}

/** A threshold of a k6 script, as its options resolve it. Compared without spaces and quotes; see measurement.ts. */
export interface ScriptThreshold {
  readonly metric: string;
  readonly expression: string;
  readonly abortOnFail: boolean;
  readonly delayAbortEval: string | null;
}

/** `autoFixApplied` of a run record: set once Vercel has confirmed the redeploy. */
export interface AutoFixApplied {
  readonly action: 'redeploy';
  readonly deploymentId: string;
  /** ISO 8601. */
  readonly appliedAt: string;
  readonly outcome: 'pending' | 'fixed' | 'notFixed' | 'unknown';
}

/**
 * Where a run is on its way: `queued` behind another run on its target, `running`, `awaitingParts` (some parts of some
 * instances are in), `judging`, `judged`.
 */
export const runStatuses = ['queued', 'running', 'awaitingParts', 'judging', 'judged'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** `pending`: a failed run whose diagnosis is being made; `late`: alerted without it, it may still come. */
export const diagnosisStates = ['notNeeded', 'pending', 'late', 'done'] as const;
export type DiagnosisState = (typeof diagnosisStates)[number];

/** What an earlier judgement of a run said, before a late part corrected it. */
export interface Correction {
  readonly verdict: Verdict;
  /** Its first reason, in words. */
  readonly reason: string;
}

/** The ticks of a schedule that started no run, for a run of the verdict `missed`. */
export interface MissedTicks {
  /** Of the first one and the last one; ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly ticks: number;
  /** True where `ticks` is a lower bound. */
  readonly isMore: boolean;
}

/** What became of a tick of a schedule: a run; none, for a reason; or none because no sidecar was there. */
export const tickOutcomes = ['started', 'skipped', 'missed'] as const;
export type TickOutcome = (typeof tickOutcomes)[number];

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
      readonly kind: 'compared';
      /** Requests by k6's summaries. */
      readonly summaryRequests: number;
      readonly storeRequests: number;
      /**
       * summaryRequests − storeRequests. Two of one series within a nanosecond are one in InfluxDB, and none is lost. Below
       * 0: the store has samples that another k6 wrote under the id of this run.
       */
      readonly missingRequests: number;
      /** missingRequests / summaryRequests; null when the summary counts none. */
      readonly missingShare: number | null;
    }
  /** No summary came: the figures are the store's own. */
  | { readonly kind: 'storeOnly'; readonly storeRequests: number }
  /** Judged before the store had answered; it is still being read. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'unavailable'; readonly reason: string };

/**
 * Whether the runner may start k6 for a run that it has queued. `no`: another sidecar has it, or it is closed;
 * `targetBusy`: another sidecar's k6 loads the same target; `targetHeld`: it is being redeployed, and what that did is shown first; `notItsTurn`: nobody does, but another sidecar has an older run
 * queued for it; `recordsAway`: nobody can tell now.
 */
export type MayStart = 'yes' | 'no' | 'targetBusy' | 'targetHeld' | 'notItsTurn' | 'recordsAway';

/** A run's place in the queue of its target. */
export interface QueuePlace {
  readonly runId: string;
  /** When it was announced. */
  readonly queuedAt: Date;
  /** A verification run: those that wait for the end of its remediation must not keep it waiting. */
  readonly isFirst?: boolean;
}

/** First come, first served, after what goes first: negative where `a` comes first. The same for every sidecar, or two would wait for each other. */
export function inQueueOrder(a: QueuePlace, b: QueuePlace): number {
  return (
    Number(b.isFirst ?? false) - Number(a.isFirst ?? false) ||
    a.queuedAt.getTime() - b.queuedAt.getTime() ||
    (a.runId < b.runId ? -1 : a.runId > b.runId ? 1 : 0)
  );
}
