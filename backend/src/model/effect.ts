/**
 * An effect is one call on the outside world, written as a row before it is made. What a client answers is one of four
 * outcomes, so that the worker never has to guess from an exception what the other side has done.
 */
export const effectStates = ['planned', 'claimed', 'sent', 'confirmed', 'rejected', 'unknown'] as const;
export type EffectState = (typeof effectStates)[number];
