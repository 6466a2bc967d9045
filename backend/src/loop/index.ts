export { registerLoopMetrics } from './gauges';
export { createLoop, type Loop } from './loop';
export { createOwnerWatch, type OwnerTimes, type OwnerWatch } from './owner-watch';
export { withBreaker } from './through-breaker';
