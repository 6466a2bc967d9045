export { type EffectKind, effectKind, type SettledOutcome } from './kind';
export {
  bringForward,
  bringForwardWaiting,
  effectBacklog,
  type EffectRow,
  effectsOfIncident,
  effectsOfRun,
  isEffectHeld,
  newestResult,
  overdueEffects,
  type PlannedEffect,
  planEffect,
  planLatest,
  releaseEffects,
} from './repository';
export { createEffectWorker } from './worker';
