export {
  bringForward,
  effectBacklog,
  type EffectRow,
  effectsOfRun,
  overdueAlerts,
  planEffect,
  releaseEffects,
} from './repository';
export { createEffectWorker, type EffectHandlers, type SettledOutcome } from './worker';
