export { rebuildAnnotations } from './consequences/rebuild-annotations';
export { registerLoopMetrics } from './gauges';
export { createLoop, type Loop } from './loop';
export { createOwnerWatch, type OwnerTimes, type OwnerWatch } from './owner-watch';
export { askThrough, withBreaker } from './through-breaker';
export { createPoller } from './poller';
