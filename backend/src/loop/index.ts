export { createLoop } from './loop';
export { registerLoopMetrics } from './metrics';
