import { STATUS_CODES } from 'node:http';
import { z } from 'zod';

/** One thing that is wrong with a request. */
export interface ProblemIssue {
  /** Where in the request: `body.thresholds.p95`, `query.limit`, `header.authorization`. */
  readonly where: string;
  readonly what: string;
  /** What would be right, where that can be said. */
  readonly right?: string | undefined;
}

export interface ProblemOptions {
  /** HTTP status. */
  readonly status: number;
  /** Short name of the kind of problem, stable for clients: `not-found`. */
  readonly type: string;
  /** The kind in words; the same for every problem of this type. */
  readonly title?: string;
  /** This occurrence, for the person who reads it. Sent as it is: never a secret, never an inner error's message. */
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly ProblemIssue[];
  /** The inner error: logged, never sent. */
  readonly cause?: unknown;
}

/** An error that knows its answer (RFC 9457). Thrown by routes and services; everything else is answered as a bare 500. */
export class Problem extends Error {
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly ProblemIssue[];

  constructor({ status, type, title, detail, headers = {}, errors = [], cause }: ProblemOptions) {
    super(detail, cause === undefined ? undefined : { cause });
    this.name = 'Problem';
    this.status = status;
    this.type = type;
    this.title = title ?? STATUS_CODES[status] ?? 'Error';
    this.headers = headers;
    this.errors = errors;
  }
}

const retryAfter = (seconds: number) => ({ 'retry-after': String(Math.max(1, Math.ceil(seconds))) });

export const badRequest = (detail: string, errors: readonly ProblemIssue[] = []) =>
  new Problem({ status: 400, type: 'bad-request', detail, errors });

export const unauthorized = (detail: string, challenge: string) =>
  new Problem({ status: 401, type: 'unauthorized', detail, headers: { 'www-authenticate': challenge } });

export const forbidden = (detail: string, headers: Readonly<Record<string, string>> = {}) =>
  new Problem({ status: 403, type: 'forbidden', detail, headers });

export const notFound = (detail: string) => new Problem({ status: 404, type: 'not-found', detail });

/** The path exists, for the `allowed` methods. */
export const methodNotAllowed = (detail: string, allowed: readonly string[]) =>
  new Problem({ status: 405, type: 'method-not-allowed', detail, headers: { allow: allowed.join(', ') } });

/** The request contradicts what is stored; repeating it will not help. */
export const conflict = (detail: string, errors: readonly ProblemIssue[] = []) =>
  new Problem({ status: 409, type: 'conflict', detail, errors });

export const payloadTooLarge = (detail: string) => new Problem({ status: 413, type: 'payload-too-large', detail });

export const unsupportedMediaType = (detail: string) =>
  new Problem({ status: 415, type: 'unsupported-media-type', detail });

export const tooManyRequests = (detail: string, retrySeconds: number) =>
  new Problem({ status: 429, type: 'too-many-requests', detail, headers: retryAfter(retrySeconds) });

/** Somebody else who was asked has refused or not answered; `detail` is what they said, fit to be shown. */
export const badGateway = (detail: string) => new Problem({ status: 502, type: 'bad-gateway', detail });

/** Something that the answer needs is not there now. `cause` is logged. */
export const unavailable = (detail: string, retrySeconds?: number, cause?: unknown) =>
  new Problem({
    status: 503,
    type: 'unavailable',
    detail,
    headers: retrySeconds === undefined ? {} : retryAfter(retrySeconds),
    cause,
  });

/** Nothing can be stored until somebody makes room. `cause` is logged. */
export const diskFull = (cause: unknown) =>
  new Problem({
    status: 503,
    type: 'disk-full',
    title: 'Disk Full',
    detail:
      'The disk with the records is full: this could not be stored. Nothing was lost that had been answered; ' +
      'make room on it, and try again.',
    headers: retryAfter(30),
    cause,
  });

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The body of every error answer. */
export const problemSchema = z
  .object({
    type: z.string().describe('URI of the kind of problem, stable for clients'),
    title: z.string().describe('The kind of problem in words'),
    status: z.number().int().describe('HTTP status'),
    detail: z.string().describe('What happened this time'),
    instance: z.string().optional().describe('Path of the request'),
    requestId: z.string().optional().describe('Id of the request, also in the log of the sidecar'),
    errors: z
      .array(
        z.object({
          where: z.string().describe('Where in the request, for example body.thresholds.p95'),
          what: z.string().describe('What is wrong there'),
          right: z.string().optional().describe('What would be right'),
        })
      )
      .optional()
      .describe('Everything that is wrong with the request'),
  })
  .describe('Problem details, RFC 9457');
export type ProblemBody = z.infer<typeof problemSchema>;

/** The `type` member. A URN, since the problems have no page of their own that a client could follow. */
export function problemType(type: string): string {
  return `urn:load-test-monitoring:problem:${type}`;
}

/** The answer's body. `request` is left out before routing, when there is no request yet. */
export function problemBody(problem: Problem, request?: { readonly id: string; readonly url: string }): ProblemBody {
  return {
    type: problemType(problem.type),
    title: problem.title,
    status: problem.status,
    detail: problem.message,
    // Without the query, which is the caller's to keep.
    ...(request && { instance: pathOf(request.url), requestId: request.id }),
    ...(problem.errors.length > 0 && { errors: [...problem.errors] }),
  };
}

/** Path of a request target without its query, cut to 200 characters. */
export function pathOf(url: string): string {
  const query = url.indexOf('?');
  return (query === -1 ? url : url.slice(0, query)).slice(0, 200);
}
