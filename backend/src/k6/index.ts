export { type InspectedScript, type Inspection, type InspectRequest, inspectScript } from './inspect';
export { flagValues, type InfluxOutput, type K6RunPlan, planK6Run, userOutputs } from './k6-arguments';
export { parseLogLine } from './k6-log';
export { exitCodeOfSignal, type K6Command, type K6Outcome, type RunningK6, startK6 } from './k6-process';
export { contradictingSwitches } from './k6-switches';
export { untriedMajor } from './removed-in-k6-2';
export { partsOf, stoppedBeforeStart } from './run-parts';
export { parseSummary } from './summary/parse';
export { redactSummary } from './summary/redact';
