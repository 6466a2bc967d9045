export { buildHttp, type HttpApp, type HttpOptions } from './app-shell';
export { loggedProblem, sendProblem } from './error-handler';
export { presentedKey } from './auth';
export { createLogger, readableLines } from './logging';
export { type ApiExamples, type OperationExamples } from './openapi-examples';
export { createMetricsRegistry } from './metrics';
export {
  badGateway,
  badRequest,
  conflict,
  forbidden,
  notFound,
  type ProblemIssue,
  Problem,
  problemType,
  tooManyRequests,
  diskFull,
  unavailable,
  unauthorized,
} from './problem';
