import type { Tries } from './kind';

const firstDelaySeconds = 2;
const longestDelaySeconds = 1800;

/**
 * When to try again, or null when it has been tried often enough. Exponential with full jitter over the upper half, so
 * that a crowd of effects spreads out; as late as the other side asked for, but at most half an hour, so that an absurd
 * `Retry-After` silences nothing.
 *
 * @param attempts how often it has been tried, at least 1.
 * @param random a number in [0, 1).
 */
export function retryDelaySeconds(
  { limit, giveUpBeyondSeconds }: Pick<Tries, 'limit' | 'giveUpBeyondSeconds'>,
  attempts: number,
  retryAfterSeconds: number | null,
  random: () => number
): number | null {
  if (attempts >= limit) {
    return null;
  }
  const backoff = Math.min(longestDelaySeconds, firstDelaySeconds * 2 ** (attempts - 1));
  const delay = Math.max(retryAfterSeconds ?? 0, backoff * (0.5 + random() / 2));
  if (giveUpBeyondSeconds !== null) {
    return delay > giveUpBeyondSeconds ? null : delay;
  }
  return Math.min(delay, longestDelaySeconds);
}
