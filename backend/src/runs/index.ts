export type { EntryProfile } from './announce';
export { lostSamplesOf } from './lost-samples';
export * from './model';
export * from './repository';
export { createRunnerReports } from './runner-reports';
export { samplesOf } from './samples';
export { runRoutes } from './routes';
export { startRun } from './start';
export { autoFixAppliedSchema } from './view';
