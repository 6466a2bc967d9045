export { baselineOf, isComparable } from './comparable';
export { deeperIssue, findTrend, type TrendFinding } from './trend';
