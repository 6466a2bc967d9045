export { decideRemediation, freshnessMinutes, remediationModes } from './decision';
export type { RemediationDecision, RemediationInput, RemediationMode } from './decision';
export * from './vercel';
