import type { Trigger, Verdict } from '../model/run';

/** What says whether two runs of one load test may be compared. */
export interface ComparedRun {
  readonly id: string;
  readonly test: string;
  readonly verdict: Verdict | null;
  readonly trigger: Trigger;
  readonly scriptHash: string | null;
  readonly loadProfileHash: string | null;
  readonly environment: string;
  /** `2.2.0`; null: not known. */
  readonly k6Version: string | null;
}

/**
 * What else than the target two runs differ in, for people; empty: nothing, so that a difference of their figures is one of the target.
 */
export function differencesOfRuns(one: ComparedRun, other: ComparedRun): string[] {
  return [
    one.test === other.test ? null : 'another load test',
    one.scriptHash === other.scriptHash ? null : 'another script',
    one.loadProfileHash === other.loadProfileHash ? null : 'another load',
    one.environment === other.environment ? null : 'another environment',
    majorOf(one.k6Version) === majorOf(other.k6Version) ? null : 'another major of k6',
  ].filter((difference) => difference !== null);
}

/** A run that verifies a redeploy follows right on a deployment, so it is none of those that others are compared with. */
export function isComparable(run: ComparedRun, newest: ComparedRun): boolean {
  return run.trigger !== 'verification' && differencesOfRuns(run, newest).length === 0;
}

/** Whether a run that a person has pinned is what this one is held against. */
export function isBaselineFor(pinned: ComparedRun, run: ComparedRun): boolean {
  return pinned.id !== run.id && isComparable(pinned, run);
}

/**
 * What the newest run is held against: the last one before it that passed and may be compared with it.
 *
 * @param runs that count, oldest first.
 */
export function baselineOf<Run extends ComparedRun>(runs: readonly Run[]): Run | null {
  const newest = runs.at(-1);
  return newest === undefined
    ? null
    : (runs
        .slice(0, -1)
        .reverse()
        .find((run) => run.verdict === 'passed' && isComparable(run, newest)) ?? null);
}

function majorOf(version: string | null): string | null {
  return version?.split('.')[0] ?? null;
}
