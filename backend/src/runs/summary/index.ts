export { canonicalJson, contentHash } from './canonical';
export { httpMetrics, thresholdSamples, type FigureMetrics, type K6Summary } from './model';
export { parseSummary } from './parse';
export { redactSummary } from './redact';
