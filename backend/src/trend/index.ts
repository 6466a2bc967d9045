export { compareErrorRates, compareResponseTimes, usualSpread } from './compare';
export { baselineOf, differencesOfRuns, isComparable } from './comparable';
export { deeperIssue, findTrend, type TrendFinding } from './trend';
