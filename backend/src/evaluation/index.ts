export { combineFigures, withoutHttp } from './combine';
export type { InstanceReport } from './combine';
export { droppedIterationsShare, evaluate } from './evaluate';
export { percent } from './thresholds';
export { responseTimesMissing } from './no-answer';
