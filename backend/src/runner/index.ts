export type { RunReporter } from './report';
export { createRunnerReports } from './run-records';
export { createRunner, type Runner } from './runner';
