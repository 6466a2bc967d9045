export { type ApiKeyRecord, fixedApiKeys, generateApiKey, hashApiKey } from './api-keys';
export { buildHttp, type HttpApp, type HttpOptions } from './app-shell';
export { allowOrigins } from './banner-cors';
export { createLogger } from './logging';
export { createMetricsRegistry } from './metrics';
export * from './problem';
