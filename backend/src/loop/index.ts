export { createLoop } from './loop';
export type { Loop, LoopOptions } from './loop';
