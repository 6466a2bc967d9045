
export { bringForward, effectBacklog, effectsOfRun, overdueAlerts, planEffect, releaseEffects } from './repository';
export type { EffectRow } from './repository';
export { createEffectWorker } from './worker';
export type { EffectHandlers, SettledOutcome } from './worker';
