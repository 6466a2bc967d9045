export type { EntryProfile } from './announce';
export { lostSamplesOf } from './lost-samples';

export * from './ownership';
export * from './repository';

export { samplesOf } from './samples';
export { watchDeadlines } from './deadline-watch';

export { startRun } from './start';

