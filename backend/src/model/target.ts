import { addressSchema } from '../lib/address';

/**
 * A target in the one form by which targets are compared: host in lower case, default port left out, no slash at the
 * end. Runs queue per target, and a run counts for a load test only when the targets are equal.
 *
 * @returns null for what is no target; see `addressSchema`.
 */
export function normalisedTarget(target: string): string | null {
  return addressSchema.safeParse(target).success ? new URL(target).href.replace(/\/+$/, '') : null;
}

/** Two load tests on one host disturb each other whatever their paths are, so the origin is what counts. */
export function targetKey(target: string): string {
  return new URL(target).origin;
}
