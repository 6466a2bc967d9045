export { canonicalJson, contentHash } from './canonical';
export type { K6Summary, K6Threshold } from './model';
export { parseSummary, type ParsedSummary } from './parse';
export { redactSummary, type RedactedSummary } from './redact';
export type { SummaryProblem } from './shapes';
