export { rebuildAnnotations } from './consequences/rebuild-annotations';
export { type LoopMetrics, registerLoopMetrics } from './gauges';
export { beat, expectedRuns, heartbeatEveryMs } from './heartbeat';
export { createLoop, type Loop } from './loop';
export { createNameGuard, nameGuardEveryMs, type NameGuard } from './name-guard';
export { createOwnerWatch, type OwnerTimes, type OwnerWatch } from './owner-watch';
export { createPersonTeller, type PersonTeller } from './consequences/tell-by-person';
export { askThrough, askWhileWell, withBreaker } from './through-breaker';
export { createPoller } from './poller';
