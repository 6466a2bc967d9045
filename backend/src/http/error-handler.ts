import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify';
import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { isDatabaseAway, isDiskFull } from '../db';
import { IncidentEndedError, IncidentUndecidedError, RedeployRefusedError } from '../incidents';
import { RunConflictError, RunNotAnnouncedError, RunNotDiagnosedError, SummaryNotReadableError } from '../runs';
import {
  badRequest,
  conflict,
  diskFull,
  notFound,
  pathOf,
  payloadTooLarge,
  Problem,
  PROBLEM_MEDIA_TYPE,
  problemBody,
  unavailable,
  unsupportedMediaType,
} from './problem';
import { type RefusedPart, validationIssues } from './validation-issues';

const MAX_ISSUES = 100;

/** Answers every error of a route as problem details; only what a Problem says itself reaches the client. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(loggedProblem(error, request), request, reply);
}

/** What is to be answered to any error, which is logged here where its cause is ours. */
export function loggedProblem(error: unknown, request: FastifyRequest): Problem {
  const problem = toProblem(error, request);
  if (problem.status >= 500) {
    request.log.error({ err: error, method: request.method, path: pathOf(request.url) }, 'request failed');
  } else if (!(error instanceof Problem)) {
    request.log.debug({ err: error }, 'request refused');
  }
  return problem;
}

/** Sends the problem. As text, so that no response schema of the route can drop parts of it. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  void reply
    .code(problem.status)
    .headers({ ...problem.headers, 'content-type': PROBLEM_MEDIA_TYPE, 'cache-control': 'no-store' })
    .send(JSON.stringify(problemBody(problem, request)));
}

/**
 * The answer to any error. A status on a foreign error is not believed: an upstream service's 401 is no 401 of ours.
 */
function toProblem(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) {
    return error;
  }
  if (isFastifyError(error)) {
    return fromFastify(error, request) ?? internal(error);
  }
  return fromDomain(error) ?? elsewhere(error);
}

const conflicts = [
  RunConflictError,
  RunNotDiagnosedError,
  IncidentEndedError,
  IncidentUndecidedError,
  RedeployRefusedError,
] as const;

/** What the domains refuse, in their own words: they know no HTTP. */
function fromDomain(error: unknown): Problem | null {
  if (conflicts.some((kind) => error instanceof kind)) {
    return conflict((error as Error).message);
  }
  if (error instanceof RunNotAnnouncedError) {
    return notFound(error.message);
  }
  if (error instanceof SummaryNotReadableError) {
    const issues = error.problems.map(({ path, message }) => ({
      where: ['body.summary', path].filter((step) => step !== '').join('.'),
      what: message,
    }));
    return badRequest(error.message, issues);
  }
  return null;
}

function elsewhere(error: unknown): Problem {
  if (isDiskFull(error)) {
    return diskFull(error);
  }
  return isDatabaseAway(error)
    ? unavailable('The database cannot be reached now. Nothing was lost that had been answered; try again.', 5, error)
    : internal(error);
}

function internal(cause: unknown): Problem {
  return new Problem({
    status: 500,
    type: 'internal',
    detail: 'Something went wrong on our side. The request id finds the reason in the log of the sidecar.',
    cause,
  });
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('FST_');
}

function fromFastify(error: FastifyError, request: FastifyRequest): Problem | undefined {
  if (error.validation !== undefined) {
    return invalidRequest(error.validation, error.validationContext, request);
  }
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return badRequest('The request body is not valid JSON.', [
        { where: 'body', what: 'is not valid JSON', right: 'a JSON document as content-type application/json' },
      ]);
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return emptyBody();
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return badRequest('The request body is not as long as its content-length says.');
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return payloadTooLarge('The request body is larger than this route accepts.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedMediaType('This route does not accept a body of this content-type.');
    case 'FST_ERR_BAD_URL':
      return badRequest('The path is not a valid percent-encoded path.');
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Problem({ status: 414, type: 'path-too-long', detail: 'A part of the path is too long.' });
    case 'FST_ERR_HANDLER_TIMEOUT':
      return new Problem({ status: 503, type: 'timeout', detail: 'The answer took too long.', cause: error });
    default: {
      // Other errors of Fastify about a request: the status is right, the message is written for developers.
      const status = error.statusCode ?? 500;
      const title = STATUS_CODES[status] ?? 'Bad Request';
      return status < 500 ? new Problem({ status, type: slug(title), detail: `${title}.`, cause: error }) : undefined;
    }
  }
}

function slug(title: string): string {
  return title.toLowerCase().replace(/[^a-z]+/g, '-');
}

function emptyBody(): Problem {
  return badRequest('The body is empty; send JSON.', [{ where: 'body', what: 'is empty', right: 'a JSON document' }]);
}

function invalidRequest(
  validation: readonly FastifySchemaValidationError[],
  context: string | undefined,
  request: FastifyRequest
): Problem {
  if (context === 'body' && request.body === undefined) {
    return emptyBody();
  }
  const issues = validationIssues(validation, refusedPart(context, request));
  const name = context === 'querystring' ? 'query' : context === 'params' ? 'path' : (context ?? 'request');
  const count = issues.length === 1 ? 'One thing is' : `${issues.length} things are`;
  return badRequest(`${count} wrong with the ${name} of the request.`, issues.slice(0, MAX_ISSUES));
}

function refusedPart(context: string | undefined, request: FastifyRequest): RefusedPart {
  const { schema } = request.routeOptions;
  switch (context) {
    case 'body':
      return { name: 'body', schema: schema?.body, value: request.body };
    case 'querystring':
      return { name: 'query', schema: schema?.querystring, value: request.query };
    case 'params':
      return { name: 'params', schema: schema?.params, value: request.params };
    case 'headers':
      return { name: 'header', schema: schema?.headers, value: request.headers };
    default:
      return { name: context ?? 'request', schema: undefined, value: null };
  }
}

/** The `code` of an error that Node's HTTP parser reports, to the status it means. */
const parserStatus: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** A request whose method Node does not know, such as `FOO /metrics HTTP/1.1`. */
const requestLine = /^(?<method>[A-Za-z-]{1,20}) (?<url>\/[!-~]{0,2000}) HTTP\/1\.[01]\r\n/;

/**
 * Answers what Node could not parse as a request: it has no request object, so the answer is written by hand and the
 * connection closed, since the bytes that follow cannot be trusted to start a new request. A method that nobody knows is
 * answered as one that the path does not take.
 */
export function answerClientError(
  error: Error & { readonly code?: string; readonly rawPacket?: unknown },
  socket: Socket,
  noRoute: (request: { readonly method: string; readonly url: string }) => Problem
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const unknown = error.code === 'HPE_INVALID_METHOD' ? requestLine.exec(textOf(error.rawPacket))?.groups : undefined;
  const problem =
    unknown === undefined
      ? parserProblem(error.code)
      : noRoute({ method: unknown.method ?? '', url: unknown.url ?? '' });
  const headers = Object.entries(problem.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const body = JSON.stringify(problemBody(problem));
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\ncontent-type: ${PROBLEM_MEDIA_TYPE}\r\n${headers.join('')}` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`
  );
}

/** The bytes that Node's parser was given: a buffer, whatever Fastify's types say. */
function textOf(packet: unknown): string {
  return Buffer.isBuffer(packet) ? packet.toString('latin1') : '';
}

function parserProblem(code: string | undefined): Problem {
  const status = parserStatus[code ?? ''] ?? 400;
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const details: Readonly<Record<number, string>> = {
    400: 'This is not a valid HTTP request.',
    408: 'The request took too long to arrive.',
    431: 'The request line and headers are too large.',
  };
  return new Problem({ status, type: slug(title), detail: details[status] ?? `${title}.` });
}
