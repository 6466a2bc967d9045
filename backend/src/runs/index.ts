export type { EntryProfile } from './announce';
export * from './model';
export * from './repository';
export { createRunnerReports } from './runner-reports';
export { samplesOf } from './samples';
export { watchDeadlines } from './deadline-watch';
export { runRoutes } from './routes';
export { startRun } from './start';
export { autoFixAppliedSchema } from './view';
