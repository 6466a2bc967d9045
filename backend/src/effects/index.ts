export { type EffectKind, effectKind, type SettledOutcome } from './kind';
export {
  bringForward,
  effectBacklog,
  type EffectRow,
  effectsOfIncident,
  effectsOfRun,
  overdueEffects,
  type PlannedEffect,
  planEffect,
  planLatest,
  releaseEffects,
} from './repository';
export { createEffectWorker } from './worker';
