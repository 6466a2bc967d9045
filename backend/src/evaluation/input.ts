import type { PlannedLoad, Reporter } from '../model/run';
import type { Limits } from '../model/verdict';
import type { InstanceReport } from './combine';
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
  /** (summary requests − store requests) / summary requests, for several instances; null when not compared. */
  readonly storeMissingShare: number | null;
}
