export { decideRemediation, freshnessMinutes, isFresh } from './decision';
export type { RemediationMode } from './decision';
export * from './vercel';
