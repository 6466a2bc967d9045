export * from './model';
export { effectBacklog, effectsOfRun, planEffect, releaseEffects } from './repository';
export type { EffectRow, PlannedEffect } from './repository';
export { createEffectWorker } from './worker';
export type { EffectHandler, EffectHandlers, EffectWorker, SettledOutcome } from './worker';
