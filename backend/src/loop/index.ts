export { createLoop } from './loop';
export { registerLoopMetrics } from './gauges';
export { withBreaker } from './through-breaker';
export { createOwnerWatch, type OwnerTimes } from './owner-watch';
