import type { EffectKind } from '../model/effect';

/** An alert is worth a day of tries; a redeploy only while the failed run is fresh; the rest may wait an hour. */
const attemptLimits: Readonly<Record<EffectKind, number>> = {
  slackMessage: 60,
  vercelRedeploy: 4,
  grafanaAnnotation: 20,
  resultPoint: 20,
};

const firstDelaySeconds = 2;
const longestDelaySeconds = 1800;
/** A redeploy that would have to wait longer than this is for a person: until then nobody would know of the failure. */
const longestRedeployDelaySeconds = 120;

/**
 * When to try again, or null when it has been tried often enough. Exponential with full jitter over the upper half, so
 * that a crowd of effects spreads out; as late as the other side asked for, but at most half an hour, so that an absurd
 * `Retry-After` silences nothing.
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
  const delay = Math.max(retryAfterSeconds ?? 0, backoff * (0.5 + random() / 2));
  if (kind === 'vercelRedeploy') {
    return delay > longestRedeployDelaySeconds ? null : delay;
  }
  return Math.min(delay, longestDelaySeconds);
}
