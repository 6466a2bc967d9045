import type { Regression } from '../model/regression';
import type { PlannedLoad, Reporter } from '../model/run';
import type { Limits } from '../model/verdict';
import type { InstanceReport } from './combine';
import type { EndpointsMeasured } from './endpoints';
import type { JudgedFigures } from './no-answer';

/** What a run is judged by. */
export interface EvaluationInput {
  readonly figures: JudgedFigures;
  readonly limits: Limits;
  readonly planned: PlannedLoad | null;
  readonly reporter: Reporter;
  readonly expectedInstances: number;
  readonly reports: readonly InstanceReport[];
  /** Set when the run never started: k6 missing, script gone. */
  readonly didNotStart: string | null;
  /** True where ticks of a schedule started no run at all; `didNotStart` says which and why. */
  readonly missed: boolean;
  /** The sidecar that ran it was found to be gone before everything was reported. */
  readonly ownerLost: boolean;
  /** Its k6 went on without that sidecar, and was ended. */
  readonly orphanEnded: boolean;
  /** How it compares with its baseline; null: there is none. Makes it fail where its mode says so. */
  readonly regression: Regression | null;
  /** Counts where `limits.endpoints` has any. */
  readonly endpoints: EndpointsMeasured;
  /**
   * (summary requests − store requests) / summary requests, of a run that is judged by the store's figures: of several
   * instances, or with limits on endpoints; null when not compared.
   */
  readonly storeMissingShare: number | null;
}
