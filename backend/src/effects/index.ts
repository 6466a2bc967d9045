export { type EffectKind, effectKind, type SettledOutcome } from './kind';
export {
  bringForward,
  effectBacklog,
  type EffectRow,
  effectsOfRun,
  overdueEffects,
  planEffect,
  releaseEffects,
} from './repository';
export { createEffectWorker } from './worker';
