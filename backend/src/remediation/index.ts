export { decideRemediation, freshnessMinutes } from './decision';
export type { RemediationMode } from './decision';
export * from './vercel';
