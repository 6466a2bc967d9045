export { formatBreach } from './breach-text';
export { combineFigures, type InstanceReport, withoutHttp } from './combine';
export { droppedIterationsShare, evaluate } from './evaluate';
