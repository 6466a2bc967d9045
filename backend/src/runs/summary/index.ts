export { canonicalJson, contentHash } from './canonical';
export { thresholdSamples, type K6Summary } from './model';
export { parseSummary } from './parse';
export { redactSummary } from './redact';
