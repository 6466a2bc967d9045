export { createScheduler, type Scheduler } from './scheduler';
