export { buildHttp, type HttpApp, type HttpOptions } from './app-shell';
export { loggedProblem, sendProblem } from './error-handler';
export { presentedKey } from './auth';
export { createLogger, readableLines } from './logging';
export { createMetricsRegistry } from './metrics';
export {
  badGateway,
  badRequest,
  conflict,
  forbidden,
  notFound,
  type ProblemIssue,
  Problem,
  tooManyRequests,
  unavailable,
  unauthorized,
} from './problem';
