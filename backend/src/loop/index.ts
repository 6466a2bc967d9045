export { registerLoopMetrics } from './gauges';
export { createLoop } from './loop';
export { createOwnerWatch, type OwnerTimes } from './owner-watch';
export { withBreaker } from './through-breaker';
