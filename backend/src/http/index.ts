export { buildHttp, type HttpApp, type HttpOptions } from './app-shell';
export { createLogger } from './logging';
export { createMetricsRegistry } from './metrics';
export { badRequest, conflict, notFound, Problem, unavailable } from './problem';
