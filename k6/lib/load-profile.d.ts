/** For tests that hold this file and the sidecar's own computation together; k6 itself reads the .js alone. */
export interface PlannedLoad {
  readonly virtualUsers: number | null;
  readonly iterations: number | null;
  readonly durationSeconds: number | null;
}
export type NormalisedScenarios = Readonly<Record<string, object>>;

export function canonicalJson(value: unknown): string;
export function normalisedScenarios(scenarios: Readonly<Record<string, object>>): NormalisedScenarios | null;
export function plannedLoad(scenarios: NormalisedScenarios | null): PlannedLoad;
