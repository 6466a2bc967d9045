/** For tests that hold this file and the sidecar's own computation together; k6 itself reads the .js alone. */
export interface PlannedLoad {
  readonly virtualUsers: number | null;
  readonly iterations: number | null;
  readonly durationSeconds: number | null;
  /** Seconds of all users together in iterations; null unless all scenarios are constant-vus or ramping-vus. */
  readonly userSeconds: number | null;
  /** Users stopped before the last scenario ends; each still finishes its iteration. */
  readonly earlyUserStops: number | null;
  /** Iterations sure to be started or dropped; null unless all scenarios plan theirs, one at least by a rate. */
  readonly arrivals: number | null;
}
export type NormalisedScenarios = Readonly<Record<string, object>>;

export function canonicalJson(value: unknown): string;
export function normalisedScenarios(scenarios: Readonly<Record<string, object>>): NormalisedScenarios | null;
export function plannedLoad(scenarios: NormalisedScenarios | null): PlannedLoad;
