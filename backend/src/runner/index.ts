export { catalogueArguments, runnerEnvironment } from './catalogue-run';
export { entryWarning } from './entry-warning';
export type { RunReporter } from './report';
export { endOrphans } from './orphans';
export { createProbe, lookAtReadiness, type Probe, readinessTargetOf } from './readiness';
export { createRunnerReports } from './run-records';
export { createProgressWatch, type ProgressWatch, type ToldProgress } from './progress';
export { createRunner, type Runner } from './runner';
