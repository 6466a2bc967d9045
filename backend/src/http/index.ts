export { type Actor, type GrafanaUser } from './actor';
export {
  type ApiKeyDirectory,
  type ApiKeyRecord,
  fixedApiKeys,
  generateApiKey,
  hashApiKey,
  MAX_API_KEY_LENGTH,
  MIN_API_KEY_LENGTH,
} from './api-keys';
export { buildHttp, type HttpApp, type HttpLimits, type HttpOptions } from './app-shell';
export { allowOrigins } from './banner-cors';
export { sendProblem, toProblem } from './error-handler';
export type { ReadinessCheck } from './health';
export { createLogger, type LoggerOptions } from './logging';
export { createMetricsRegistry } from './metrics';
export * from './problem';
export { type Scope, scopes } from './scopes';
