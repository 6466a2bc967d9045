export { compareErrorRates, compareResponseTimes, usualSpread } from './compare';
export { baselineOf, differencesOfRuns, isComparable } from './comparable';
export { deeperIssue, findTrend } from './trend';
