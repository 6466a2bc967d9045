export { compareErrorRates, compareResponseTimes, usualSpread } from './compare';
export { baselineOf, differencesOfRuns, isBaselineFor, isComparable } from './comparable';
export { findRegressions, regressionText } from './regression';
export { deeperIssue, findTrend } from './trend';
