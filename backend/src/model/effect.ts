/**
 * An effect is one call on the outside world, written as a row before it is made. What a client answers is one of a few
 * outcomes, so that the worker never has to guess from an exception what the other side has done. `skipped`: whom it is
 * for is not configured, so nothing was to be sent.
 */
export const effectStates = ['planned', 'claimed', 'sent', 'confirmed', 'rejected', 'skipped', 'unknown'] as const;
export type EffectState = (typeof effectStates)[number];

/** Neither the other side nor we have had the last word on it. */
export const isUnderWay = (state: EffectState): boolean =>
  state === 'planned' || state === 'claimed' || state === 'sent';
