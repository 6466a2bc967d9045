export { parseSummary } from './parse';
export { redactSummary } from './redact';
