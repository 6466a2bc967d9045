export { formatBreach } from './breach-text';
export { combineFigures, type InstanceReport, withoutHttp } from './combine';
export type { EndpointsMeasured } from './endpoints';
export { evaluate } from './evaluate';
export { droppedIterationsShare } from './saturation';
