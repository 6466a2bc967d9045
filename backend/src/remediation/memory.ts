import { formatDuration } from '../lib/figures';
import type { FailureSignature, MemberOutcome } from '../model/remediation';

/** A project is not redeployed again before this long after its last redeploy, whatever has failed. */
export const coolDownMinutes = 30;

/** Nor more often than this within `attemptsHours`. */
export const attemptsLimit = 2;
export const attemptsHours = 24;

/** The same failure of a load test this short after a redeploy was not mended by it. */
export const sameFailureHours = 6;

/** A fix that holds for less than this is none: the same failure comes again. */
export const fixMemoryDays = 7;

/** How far back a project remembers its redeploys: no rule looks further. */
export const redeployMemoryDays = 7;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A load test that a redeploy was for. */
export interface EarlierMember {
  readonly test: string;
  /** What its failure looked like; null: not known. */
  readonly signature: FailureSignature | null;
  readonly outcome: MemberOutcome | null;
}

/** A redeploy of the project within `redeployMemoryDays`, over by now. */
export interface EarlierRedeploy {
  /** The load test that it was made for first. */
  readonly test: string;
  /** Null: nobody knows whether it was made. */
  readonly deploymentId: string | null;
  readonly at: Date;
  readonly members: readonly EarlierMember[];
}

/** The failure that may be redeployed, as far as the memory of redeploys looks at it. */
export interface RememberedFailure {
  readonly test: string;
  readonly projectId: string;
  /** Null: not known. */
  readonly signature: FailureSignature | null;
  /** When a person has said last that the load test may be redeployed again for the same failure; null: never. */
  readonly breakerResetAt: Date | null;
  readonly now: Date;
}

/** A guard that refuses: `code` for machines, `reason` for people. */
export interface Refusal {
  readonly code: string;
  readonly reason: string;
}

/**
 * Whether two failures are the same one: the same limits, classes of errors and shape, and an endpoint in common. Which
 * endpoints get the worst of a slow start is chance, so they need not be the same ones all. What cannot be compared counts
 * as the same, because it was made of another version or the endpoints are not known: in doubt a person decides.
 */
export function isSameFailure(one: FailureSignature | null, other: FailureSignature | null): boolean {
  if (one === null || other === null || one.version !== other.version) {
    return true;
  }
  return (
    one.shape === other.shape &&
    isSameList(one.limits, other.limits) &&
    isSameList(one.errors, other.errors) &&
    mayShare(one.endpoints, other.endpoints)
  );
}

/**
 * The same failure of the same load test is for a person, for some hours after a redeploy and for days after one that had
 * fixed it. Only a person resets that.
 *
 * @returns null where it permits.
 */
export function refusedAsSame(earlier: readonly EarlierRedeploy[], failure: RememberedFailure): Refusal | null {
  const { now, test } = failure;
  for (const redeploy of newestFirst(earlier)) {
    const member = redeploy.members.find(
      (each) => each.test === test && isSameFailure(each.signature, failure.signature)
    );
    if (member === undefined || member.outcome === 'notSent' || isForgotten(redeploy, failure)) {
      continue;
    }
    const isFixed = member.outcome === 'fixed';
    if (isWithin(redeploy, now, isFixed ? fixMemoryDays * dayMs : sameFailureHours * hourMs)) {
      const window = isFixed ? `${fixMemoryDays} days of one that had fixed it` : `${sameFailureHours} h of one`;
      const reason =
        `${made(redeploy, failure)}, and the same failure within ${window} is for a person ` +
        `(loadtests breaker reset ${test} permits another redeploy)`;
      return { code: 'sameFailure', reason };
    }
  }
  return null;
}

/**
 * A redeploy of before there were signatures speaks against another one for days, whatever has failed; any other one for
 * the cool-down, and not more than a few are made in a day.
 *
 * @returns null where it permits.
 */
export function refusedByRate(earlier: readonly EarlierRedeploy[], failure: RememberedFailure): Refusal | null {
  const { now } = failure;
  const redeploys = newestFirst(earlier);
  const [last] = redeploys;
  if (last === undefined) {
    return null;
  }
  const unsigned = redeploys.find(
    (each) => isUnsigned(each) && !isForgotten(each, failure) && isWithin(each, now, redeployMemoryDays * dayMs)
  );
  if (unsigned !== undefined) {
    const reason =
      `${made(unsigned, failure)}, and what had failed then is not known: a failure within ${redeployMemoryDays} days ` +
      'of such a redeploy is for a person';
    return { code: 'redeployedRecently', reason };
  }
  if (isWithin(last, now, coolDownMinutes * minuteMs)) {
    const reason = `${made(last, failure)}, and a project is not redeployed again within ${coolDownMinutes} minutes`;
    return { code: 'coolDown', reason };
  }
  const attempts = redeploys.filter((each) => isWithin(each, now, attemptsHours * hourMs)).length;
  if (attempts >= attemptsLimit) {
    const reason =
      `${made(last, failure)}, its redeploy no. ${attempts} within ${attemptsHours} h, and more than ${attemptsLimit} ` +
      'are for a person';
    return { code: 'attempts', reason };
  }
  return null;
}

/** Of before there were signatures. */
function isUnsigned({ test, members }: EarlierRedeploy): boolean {
  return members.every((member) => member.test !== test || member.signature === null);
}

/** A person has said since that the load test may be redeployed again. */
function isForgotten({ at, members }: EarlierRedeploy, { test, breakerResetAt }: RememberedFailure): boolean {
  return breakerResetAt !== null && at <= breakerResetAt && members.some((member) => member.test === test);
}

function isWithin({ at }: EarlierRedeploy, now: Date, windowMs: number): boolean {
  return now.getTime() - at.getTime() < windowMs;
}

function newestFirst(earlier: readonly EarlierRedeploy[]): EarlierRedeploy[] {
  return [...earlier].sort((one, other) => other.at.getTime() - one.at.getTime());
}

function made({ deploymentId, at, test }: EarlierRedeploy, { projectId, now }: RememberedFailure): string {
  const ago = formatDuration(Math.max(0, now.getTime() - at.getTime()) / 1000);
  return deploymentId === null
    ? `project ${projectId} may have been redeployed ${ago} ago for ${test} (Vercel never said)`
    : `project ${projectId} was redeployed ${ago} ago for ${test} (as ${deploymentId})`;
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each) => other.includes(each));
}

function mayShare(one: readonly string[] | null, other: readonly string[] | null): boolean {
  return (
    one === null ||
    other === null ||
    (one.length === 0 && other.length === 0) ||
    one.some((each) => other.includes(each))
  );
}
