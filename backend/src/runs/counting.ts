import { normalisedTarget } from '../model/target';
import { type LoadTest } from '../model/load-test';

/** What is known of a run that claims to be one of a load test of the catalogue. */
export interface RunIdentity {
  readonly target: string;
  readonly environment: string;
  readonly scriptHash: string | null;
  readonly loadProfileHash: string | null;
}

export type Counting = { readonly counts: true } | { readonly counts: false; readonly reason: string };

/**
 * Only a run of a catalogue entry with the same target, environment, script and load profile touches incidents, alerts,
 * banner, remediation and baseline. Any other run (a local try, one virtual user) gets a verdict and nothing more. What
 * was not reported is not taken for the same.
 *
 * @param entryProfileHash the entry's own load profile; null when k6 could not be asked for it, then `profileProblem`
 * says why.
 */
export function counting(
  run: RunIdentity,
  entry: LoadTest | undefined,
  entryProfileHash: string | null,
  profileProblem: string | null
): Counting {
  if (entry === undefined) {
    return no('the load test is not in the catalogue');
  }
  if (!sameTarget(run.target, entry.target)) {
    return no(`another target than the catalogue's ${entry.target}`);
  }
  if (run.environment !== entry.environment) {
    return no(`environment "${run.environment}" instead of the catalogue's "${entry.environment}"`);
  }
  if (run.scriptHash === null) {
    return no('the hash of the script was not reported');
  }
  if (run.scriptHash !== entry.scriptHash) {
    return no("another script than the catalogue's");
  }
  if (run.loadProfileHash === null) {
    return no('the load profile was not reported');
  }
  if (entryProfileHash === null) {
    return no(`the load profile of the catalogue's entry is unknown: ${profileProblem ?? 'k6 could not be asked'}`);
  }
  if (run.loadProfileHash !== entryProfileHash) {
    return no("another load profile (virtual users, duration, stages) than the catalogue's");
  }
  return { counts: true };
}

function no(reason: string): Counting {
  return { counts: false, reason };
}

/** Same URL but for a trailing slash, the case of the host and a default port. */
function sameTarget(one: string, other: string): boolean {
  return comparable(one) === comparable(other);
}

function comparable(target: string): string {
  return normalisedTarget(target) ?? target;
}
