export { inspectScript, type InspectedScript, type Inspection } from './inspect';
export { flagValues, planK6Run, userOutputs, type InfluxOutput } from './k6-arguments';
export { contradictingSwitches } from './k6-switches';
export { parseLogLine } from './k6-log';
export { exitCodeOfSignal, startK6, type K6Outcome, type RunningK6 } from './k6-process';
export type { MayStart, RunReporter } from './report';
export { partsOf } from './run-parts';
export { untriedMajor } from './removed-in-k6-2';
export { createRunner, type Runner } from './runner';
