export { createLoop } from './loop';
export { registerLoopMetrics } from './metrics';
export { createOwnerWatch, type OwnerTimes } from './owner-watch';
