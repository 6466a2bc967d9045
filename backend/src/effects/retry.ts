import type { EffectKind } from './model';

/** An alert is worth a day of tries; a redeploy only while the failed run is fresh; the rest may wait an hour. */
const attemptLimits: Readonly<Record<EffectKind, number>> = {
  slackMessage: 60,
  vercelRedeploy: 4,
  grafanaAnnotation: 20,
  resultPoint: 20,
};

const firstDelaySeconds = 2;
const longestDelaySeconds = 1800;

/**
 * When to try again, or null when it has been tried often enough. Exponential with full jitter over the upper half, so
 * that a crowd of effects spreads out; never earlier than the other side asked for.
 *
 * @param attempts how often it has been tried, at least 1.
 * @param random a number in [0, 1).
 */
export function retryDelaySeconds(
  kind: EffectKind,
  attempts: number,
  retryAfterSeconds: number | null,
  random: () => number
): number | null {
  if (attempts >= attemptLimits[kind]) {
    return null;
  }
  const backoff = Math.min(longestDelaySeconds, firstDelaySeconds * 2 ** (attempts - 1));
  return Math.max(retryAfterSeconds ?? 0, backoff * (0.5 + random() / 2));
}
