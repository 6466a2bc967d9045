export { kindsDue } from './claim';
export { type EffectKind, effectKind, type SettledOutcome } from './kind';
export {
  bringForward,
  bringForwardWaiting,
  effectBacklog,
  type EffectName,
  type EffectRow,
  effectsOfIncident,
  effectsOfRun,
  isEffectHeld,
  endUntaken,
  moveEffects,
  newestResult,
  overdueEffects,
  type PlannedEffect,
  planEffect,
  planLatest,
  releaseEffects,
} from './repository';
export type { Pace } from './pace';
export { createEffectWorker } from './worker';
